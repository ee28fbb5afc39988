import type Koa from 'koa'
import { AppError } from '../../platform/http/app-error.ts'

interface Texts {
  title: string
  body: string
}

// Two languages in one page: whoever fails to sign in has no language setting yet.
const texts: Record<string, Texts> = {
  'login-expired': {
    title: '登录已过期 · Login expired',
    body: '登录链接只能用一次，10 分钟内有效。请重新登录。<br>A login works once and for ten minutes. Please sign in again.',
  },
  'not-a-member': {
    title: '仅限企业成员 · Members only',
    body: '当前账号不是本企业成员，不能使用留客。<br>This account is not a member of the company.',
  },
  'outside-range': {
    title: '不在应用可见范围 · Outside the app’s range',
    body: '请管理员在企业微信「应用管理 → 可见范围」里加入您，再重新登录。<br>Ask the administrator to add you to the app’s visible range, then sign in again.',
  },
  'not-active': {
    title: '账号未启用 · Account not active',
    body: '您的企业微信账号已停用、未激活或已离职，请联系管理员。<br>Your WeCom account is disabled, not activated or has left. Ask the administrator.',
  },
  declined: {
    title: '已取消登录 · Login declined',
    body: '企业微信没有返回登录码。请重新登录并允许。<br>WeCom returned no login code. Sign in again and allow it.',
  },
  'unknown-corp': {
    title: '没有这家企业 · Unknown company',
    body: '链接里的企业不在这台服务上，请向管理员要正确的入口地址。<br>This service does not know the company in the link. Ask the administrator for the right address.',
  },
  other: {
    title: '暂时无法登录 · Cannot sign in now',
    body: '企业微信暂时没有应答，请稍后重试；一直不行请把下面的编号告诉管理员。<br>WeCom did not answer. Try again later, or give the code below to the administrator.',
  },
}

/** A plain page for a failed login: what happened, a way on, a code to read out. */
export function loginProblemPage(
  ctx: Koa.Context,
  { error, requestId }: { error: unknown; requestId: string },
): void {
  const known = error instanceof AppError ? error : null
  const key = known?.kind === 'login-refused' ? String(known.tell['reason']) : (known?.kind ?? 'other')
  const text = texts[key] ?? texts['other']
  ctx.status = known?.status ?? 502
  ctx.type = 'text/html; charset=utf-8'
  ctx.set(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors *",
  )
  ctx.body = `<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${text?.title}</title>
<style>body{font:14px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif;max-width:360px;margin:15vh auto;padding:0 16px}
h1{font-size:18px;margin:0 0 8px}a{display:inline-block;margin:16px 0;padding:8px 16px;border-radius:8px;background:#0f766e;color:#fff;text-decoration:none}
small{opacity:.7}</style>
<h1>${text?.title}</h1><p>${text?.body}</p><a href="/login/wecom?app=${appOf(ctx)}${corpOf(ctx, key)}">重新登录 · Sign in again</a><br><small>${requestId}</small></html>`
}

function appOf(ctx: Koa.Context): string {
  return ctx.get('cookie').includes('liuke_login_console=') ? 'console' : 'chat'
}

/** The next try is for the same corp, unless there is none of that name. */
function corpOf(ctx: Koa.Context, key: string): string {
  const { corp } = ctx.query
  return typeof corp === 'string' && /^\w{1,64}$/.test(corp) && key !== 'unknown-corp' ? `&corp=${corp}` : ''
}
