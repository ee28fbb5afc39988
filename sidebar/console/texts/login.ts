import { createTexts } from '../../ui/i18n.ts'

export const zh = {
  title: '登录留客管理台',
  'panel.text': '用企业微信扫码，或在已登录企业微信的电脑上直接确认。',
  'panel.failed': '企业微信没有放行登录：{reason}',
  'panel.failedPlain': '企业微信没有放行登录。',
  'panel.help':
    '若提示没有权限，请管理员把您加入应用的可见范围，并在“应用管理 → 企业微信授权登录”里填写本站域名。',
  'panel.again': '再试一次',
  'panel.finishing': '正在登录',
  'demo.title': '演示公司',
  'demo.text': '这里连接的是模拟的企业微信。请选择登录身份：',
  'demo.none': '演示公司还没有同步到人员。第一次全量同步会自己开始，稍等片刻后刷新。',
  'demo.reload': '刷新',
  'wecom.text': '正在前往企业微信登录',
  'wecom.gaveUp': '登录没有成功，已停止自动重试。',
  'wecom.again': '重新登录',
  'options.title': '没有读到登录方式',
} as const

export const en: Record<keyof typeof zh, string> = {
  title: 'Sign in to the Liuke console',
  'panel.text': 'Scan with WeCom, or confirm on a computer where WeCom is signed in.',
  'panel.failed': 'WeCom refused the sign-in: {reason}',
  'panel.failedPlain': 'WeCom refused the sign-in.',
  'panel.help':
    'If it says you lack permission, an administrator must add you to the app’s visible range and enter this site under “App management → WeCom web login”.',
  'panel.again': 'Try again',
  'panel.finishing': 'Signing in',
  'demo.title': 'Demo company',
  'demo.text': 'This talks to a simulated WeCom. Choose a person to sign in as:',
  'demo.none': 'No people yet. The first full sync starts by itself; wait a moment and reload.',
  'demo.reload': 'Reload',
  'wecom.text': 'Going to WeCom to sign in',
  'wecom.gaveUp': 'Signing in did not work; automatic retries have stopped.',
  'wecom.again': 'Sign in again',
  'options.title': 'The way to sign in could not be read',
}

export const login = createTexts(zh, en)
