import { createTexts } from '../../ui/i18n.ts'

export const zh = {
  title: '还能撤回什么',
  none: '没有还能撤回的：接替人手里已经没有这次移交来的客户或群。',
  cancel: '{customers} 位客户、{groups} 个群还没有发给企业微信，取消后留在{name}名下。',
  asked: '{customers} 位客户企业微信已经受理，不能撤回；只有客户自己可以在 {time} 前拒绝。',
  askedOpen: '{customers} 位客户企业微信已经受理，不能撤回；只有客户自己可以拒绝。',
  moved: '{name}接手了 {customers} 位客户、{groups} 个群。',
  worn: '{count} 项 90 天内已经移交两次，企业微信暂不受理',
  held: '{count} 项正在另一个方案里移交',
  back: '还给{name}',
  other: '转给别的同事',
  cannot: '不能还给{name}：{reason}',
  how: '企业微信没有撤回：还回去是再移交一次。客户会收到通知、可以拒绝，24 小时后生效，同样要预览和确认。',
  cameBy: '这个方案只包括{name}经那次移交接手的客户和群。',
  byRule: '{unit}的规则自动生成了这个方案。还没有移交任何客户，请核对后确认。',
  byRuleShort: '方案已备好，等确认',
  rules: '自动方案',
  'rules.title': '离职时自动做方案',
  'rules.text': '同事离职后，系统按所在门店的规则做好交接方案并通知店长。方案要有人确认才会移交。',
  'rules.none': '您没有可以设置的门店。',
  'rule.inherit': '同上级',
  'rule.inherit.as': '同上级（{kind}）',
  'rule.none': '不自动',
  'rule.even': '平均分给本店顾问',
  'rule.tier': '本店顾问，重要客户先分均',
  'rule.manager': '先全部交给店长',
  'rule.saved': '已保存',
} as const

export const en: Record<keyof typeof zh, string> = {
  title: 'What can be taken back',
  none: 'Nothing: the successors hold none of these customers and groups any more.',
  cancel:
    '{customers:customer|customers} and {groups:group|groups} have not been sent to WeCom; cancelled, they stay with {name}.',
  asked:
    'WeCom has accepted {customers:customer|customers}. They cannot be called back; only the customer may decline, until {time}.',
  askedOpen:
    'WeCom has accepted {customers:customer|customers}. They cannot be called back; only the customer may decline.',
  moved: '{name} has {customers:customer|customers} and {groups:group|groups} of it.',
  worn: '{count} moved twice within 90 days; WeCom takes them no third time',
  held: '{count} in another plan now',
  back: 'Back to {name}',
  other: 'To somebody else',
  cannot: 'Not back to {name}: {reason}',
  how: 'WeCom knows no undo: giving back is one more hand-over. Customers are told and may decline, it takes 24 hours, and it is checked and confirmed like any other.',
  cameBy: 'This plan holds only what {name} got by that hand-over.',
  byRule: 'The rule of {unit} made this plan. Nothing has moved yet: check it, then confirm.',
  byRuleShort: 'Plan ready, to confirm',
  rules: 'Plans by rule',
  'rules.title': 'Plan by itself when somebody leaves',
  'rules.text':
    'When a colleague leaves, a plan is made by the rule of their store and its manager is told. Nothing moves until somebody confirms it.',
  'rules.none': 'There is no store for you to set.',
  'rule.inherit': 'As above',
  'rule.inherit.as': 'As above ({kind})',
  'rule.none': 'Not by itself',
  'rule.even': 'Evenly to the store’s advisors',
  'rule.tier': 'Store’s advisors, important first',
  'rule.manager': 'All to the manager first',
  'rule.saved': 'Saved',
}

export const undo = createTexts(zh, en)
