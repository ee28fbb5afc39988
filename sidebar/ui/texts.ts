import type { Stage } from '../../server/domain/lifecycle.ts'
import type { TierCode } from '../../server/domain/tiers.ts'
import { createTexts } from './i18n.ts'

// Words that both apps need: tiers, what a failure means, the faces of a block.

const zh = {
  'tier.7': '重要价值',
  'tier.6': '一般价值',
  'tier.5': '重要发展',
  'tier.4': '一般发展',
  'tier.3': '重要保持',
  'tier.2': '一般保持',
  'tier.1': '重要挽留',
  'tier.0': '一般挽留',
  'stage.introduction': '引入期',
  'stage.growth': '成长期',
  'stage.maturity': '成熟期',
  'stage.dormant': '休眠期',
  'stage.lost': '流失期',
  'stage.why': '看阶段、等级和依据',
  'stage.set': '人工设定',
  'grade.of': '车主等级 {grade}',
  'tier.none': '暂无分层',
  'tier.why': '为什么是{tier}',
  retry: '重试',
  loading: '正在读取',
  'stale.at': '更新于 {time}',
  'stale.failed': '没有更新成功，先显示 {time} 的内容',
  code: '编号 {code}',
  'masked.show': '查看',
  'masked.hide': '隐藏',
  'problem.invalid-input': '填写的内容不符合要求，请改后再试。',
  'problem.invalid-body': '请求没有被读懂。请刷新页面后再试。',
  'problem.not-signed-in': '登录已过期，请重新登录。',
  'problem.not-allowed': '您的角色不能做这件事。需要时请管理员在后台调整。',
  'problem.cross-site': '请求来自别的网站，已被拒绝。请从本系统的页面操作。',
  'problem.not-found': '没有找到，或不在您的权限内。',
  'problem.conflict': '内容已被别人改过。请刷新后再试。',
  'problem.too-large': '内容太大，请减少后再试。',
  'problem.not-a-csv': '这个文件不是可读的 CSV。请用模板导出后再上传。',
  'problem.limit-reached': '今天的次数已用完，请稍后再试。',
  'problem.login-refused': '登录被拒绝：您不在本应用的可见范围内。请管理员在企业微信后台添加。',
  'problem.login-expired': '登录链接已失效，请重新登录。',
  'problem.wecom-denied': '企业微信拒绝了这次操作：应用缺少权限。请管理员检查应用的客户联系权限。',
  'problem.wecom-busy': '企业微信繁忙，请过一会儿再试。',
  'problem.wecom-down': '暂时连不上企业微信，请过一会儿再试。',
  'problem.database-busy': '系统正忙，请过几秒再试。',
  'problem.database-away': '暂时连不上数据库。请过几秒刷新，看看刚才的操作是否已保存。',
  'problem.database-full': '服务器磁盘已满，暂时无法保存。请联系管理员。',
  'problem.internal': '系统出错了，已记录。请重试；再次出现时请把编号发给管理员。',
  'problem.offline': '网络断开，请检查网络后重试。',
  'problem.timeout': '服务器没有及时回答，请重试。',
  'problem.bad-answer': '服务器的回答无法读取，请刷新页面。',
  'problem.aborted': '已取消。',
} as const

const en: Record<keyof typeof zh, string> = {
  'tier.7': 'Top value',
  'tier.6': 'Regular value',
  'tier.5': 'Top to grow',
  'tier.4': 'Regular to grow',
  'tier.3': 'Top to keep',
  'tier.2': 'Regular to keep',
  'tier.1': 'Top to win back',
  'tier.0': 'Regular to win back',
  'stage.introduction': 'New',
  'stage.growth': 'Growing',
  'stage.maturity': 'Regular',
  'stage.dormant': 'Dormant',
  'stage.lost': 'Lost',
  'stage.why': 'See stage, grade and why',
  'stage.set': 'Set by hand',
  'grade.of': 'Owner grade {grade}',
  'tier.none': 'No tier yet',
  'tier.why': 'Why {tier}',
  retry: 'Retry',
  loading: 'Loading',
  'stale.at': 'As of {time}',
  'stale.failed': 'Not refreshed; showing {time}',
  code: 'Code {code}',
  'masked.show': 'Show',
  'masked.hide': 'Hide',
  'problem.invalid-input': 'Something you entered is not accepted. Change it and try again.',
  'problem.invalid-body': 'The request could not be read. Reload the page and try again.',
  'problem.not-signed-in': 'Your session has ended. Please sign in again.',
  'problem.not-allowed': 'Your role cannot do this. Ask an administrator to change it in the console.',
  'problem.cross-site': 'The request came from another site and was refused. Use a page of this system.',
  'problem.not-found': 'Not found, or outside your rights.',
  'problem.conflict': 'Somebody changed this meanwhile. Reload and try again.',
  'problem.too-large': 'Too large. Make it smaller and try again.',
  'problem.not-a-csv': 'This file is not a readable CSV. Use the template and upload again.',
  'problem.limit-reached': "Today's limit is used up. Please try later.",
  'problem.login-refused':
    'Sign-in refused: you are outside this app’s visible range in WeCom. Ask an administrator.',
  'problem.login-expired': 'The sign-in link has expired. Please sign in again.',
  'problem.wecom-denied':
    'WeCom refused: the app lacks a permission. Ask an administrator to check customer contact rights.',
  'problem.wecom-busy': 'WeCom is busy. Please try again in a while.',
  'problem.wecom-down': 'WeCom cannot be reached right now. Please try again in a while.',
  'problem.database-busy': 'The system is busy. Try again in a few seconds.',
  'problem.database-away':
    'The database cannot be reached right now. Refresh in a few seconds and see whether your change was saved.',
  'problem.database-full': 'The disk of the server is full, nothing can be saved. Tell the administrator.',
  'problem.internal':
    'Something went wrong and was recorded. Retry; if it happens again, send the code to an administrator.',
  'problem.offline': 'No network. Check the connection and retry.',
  'problem.timeout': 'The server did not answer in time. Please retry.',
  'problem.bad-answer': 'The server’s answer could not be read. Reload the page.',
  'problem.aborted': 'Cancelled.',
}

export const sharedCatalogues = { zh, en }
export const word = createTexts(zh, en)

type ProblemKey = Extract<keyof typeof zh, `problem.${string}`>

/** The sentence for a kind of failure; a kind this build does not know reads as an internal one. */
export function problemText(kind: string): string {
  const key = `problem.${kind}`
  return word(isProblemKey(key) ? key : 'problem.internal')
}

function isProblemKey(key: string): key is ProblemKey {
  return Object.hasOwn(zh, key)
}

export function stageText(stage: Stage): string {
  return word(`stage.${stage}`)
}

export function tierText(code: TierCode): string {
  return word(`tier.${code}`)
}
