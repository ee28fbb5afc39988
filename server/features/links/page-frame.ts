import { createHash } from 'node:crypto'
import type Koa from 'koa'

export type Language = 'zh' | 'en'

/** Customers have no settings here: their browser says what they read. */
export function languageOf(ctx: Koa.Context): Language {
  return ctx.acceptsLanguages('zh-CN', 'zh', 'en') === 'en' ? 'en' : 'zh'
}

export function escapeHtml(text: string): string {
  const marks: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark)
}

const STYLE = `:root{color-scheme:light dark;--text:#1d2129;--soft:#5c6470;--line:#e3e6eb;--page:#fff;--card:#f5f6f8;--main:#0f766e;--on:#fff}
@media(prefers-color-scheme:dark){:root{--text:#e8eaed;--soft:#a8b0ba;--line:#3a4048;--page:#16181c;--card:#212429;--main:#5eead4;--on:#04211d}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--text);font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif}
main{max-width:640px;margin:0 auto;padding:20px 16px 48px}h1{font-size:20px;line-height:1.4;margin:0 0 8px;overflow-wrap:anywhere}
p{margin:0 0 12px;white-space:pre-line;overflow-wrap:anywhere}.soft{color:var(--soft);font-size:14px}img,video{display:block;width:100%;height:auto;border-radius:8px;margin:12px 0;background:var(--card)}
.price{font-size:22px;font-weight:600;margin:4px 0}.file{display:flex;gap:12px;align-items:center;padding:16px;border:1px solid var(--line);border-radius:8px;margin:16px 0;overflow-wrap:anywhere}
.file span{flex:1}a.do{display:inline-block;min-height:44px;padding:9px 20px;border-radius:8px;background:var(--main);color:var(--on);text-decoration:none;white-space:nowrap}
a.do:focus-visible{outline:2px solid var(--text);outline-offset:2px}.ended{padding-top:20vh;text-align:center}`

/** Tells how long the page was in sight, in all: when it is left, and now and then in case that goes unheard. */
const STAY = `(function(){var m=document.querySelector('meta[name=open]');if(!m||!navigator.sendBeacon)return;var s=0,t=document.hidden?0:performance.now();
function all(){return s+(t?performance.now()-t:0)}function tell(){navigator.sendBeacon(location.pathname.replace(/\\/$/,'')+'/stay',JSON.stringify({open:m.content,seconds:Math.round(all()/1000)}))}
document.addEventListener('visibilitychange',function(){if(document.hidden){s=all();t=0;tell()}else t=performance.now()});addEventListener('pagehide',tell);setInterval(function(){if(t)tell()},15000)})()`

const POLICY = [
  "default-src 'none'",
  "img-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(STAY).digest('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** A page for customers. `openId` makes it tell how long it is looked at. */
export function sendPage(
  ctx: Koa.Context,
  page: { language: Language; title: string; body: string; openId: string | null; status?: number },
): void {
  ctx.status = page.status ?? 200
  ctx.type = 'text/html; charset=utf-8'
  ctx.set('Content-Security-Policy', POLICY)
  ctx.set('Cache-Control', 'no-store')
  ctx.set('X-Robots-Tag', 'noindex, nofollow')
  const open = page.openId === null ? '' : `<meta name="open" content="${page.openId}">`
  ctx.body = `<!doctype html><html lang="${page.language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">${open}<title>${escapeHtml(page.title)}</title><style>${STYLE}</style></head>
<body><main>${page.body}</main>${page.openId === null ? '' : `<script>${STAY}</script>`}</body></html>`
}

const ENDED = {
  zh: {
    title: '链接已失效',
    body: '这个链接不存在，或者已经过了有效期。需要时请联系您的专属顾问，重新获取一份。',
  },
  en: {
    title: 'This link has ended',
    body: 'It does not exist or is no longer valid. Please ask your advisor for a new one.',
  },
}

/** Unknown and ended look the same: a code that is tried tells nothing. */
export function sendEndedPage(ctx: Koa.Context): void {
  const language = languageOf(ctx)
  const { title, body } = ENDED[language]
  sendPage(ctx, {
    language,
    title,
    openId: null,
    status: 404,
    body: `<div class="ended"><h1>${title}</h1><p class="soft">${body}</p></div>`,
  })
}
