import { createTexts } from './i18n.ts'

const zh = {
  rules: '自动标签（点开看原因）',
  hand: '自定义标签',
  none: '暂无',
  add: '加一个标签',
  put: '添加',
  drop: '去掉标签 {name}',
  has: '这个标签已经有了，或者由规则管理，不能在这里去掉。',
  since: '{day} 起，规则第 {version} 版',
  found: '{what}，现在 {found}',
  not: '不满足：{what}',
  history: '以前的标签（{count}）',
  past: '{name}：{from} – {to}，{why}',
  'end.rule': '条件不再成立',
  'end.rule-off': '规则已停用',
  'end.staff': '同事去掉',
} as const
const en: Record<keyof typeof zh, string> = {
  rules: 'By rules (tap for why)',
  hand: 'In your own words',
  none: 'None',
  add: 'Add a tag',
  put: 'Add',
  drop: 'Remove tag {name}',
  has: 'The tag is there already, or a rule keeps it.',
  since: 'since {day}, version {version} of the rule',
  found: '{what}, now {found}',
  not: 'does not meet: {what}',
  history: 'Earlier tags ({count})',
  past: '{name}: {from} – {to}, {why}',
  'end.rule': 'no longer holds',
  'end.rule-off': 'rule switched off',
  'end.staff': 'removed by a colleague',
}
export const ownTagCatalogues = { zh, en }
export const ownTagText = createTexts(zh, en)
