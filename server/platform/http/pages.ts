import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Koa from 'koa'

export interface PageOptions {
  /** Folder of the built browser apps. */
  webRoot: string
  /** Origin of the demo's host script; undefined outside the demo. */
  demoHost: string | undefined
}

const LOGIN_PANEL = 'https://login.work.weixin.qq.com'

/** Serves the two single-page apps with a policy made for each: /chat/ (index.html) and /console/ (console.html). */
export async function loadPages({ webRoot, demoHost }: PageOptions): Promise<Koa.Middleware> {
  const chat = await loadPage(join(webRoot, 'index.html'), demoHost)
  const desk = await loadPage(join(webRoot, 'console.html'), undefined)
  const chatPolicy = policy(chat.scripts, {
    script: demoHost,
    ancestors: demoHost ? `'self' ${demoHost}` : "'self'",
  })
  const consolePolicy = policy(desk.scripts, { ancestors: "'none'", frame: LOGIN_PANEL })
  return async (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
    if (ctx.path === '/') return ctx.redirect('/console/')
    if (ctx.path === '/chat' || ctx.path === '/console') return ctx.redirect(`${ctx.path}/`)
    if (ctx.path === '/chat/') return send(ctx, chat.html, chatPolicy)
    if (ctx.path.startsWith('/console/')) return send(ctx, desk.html, consolePolicy)
    return next()
  }
}

function send(ctx: Koa.Context, html: string, csp: string): void {
  ctx.set('Content-Security-Policy', csp)
  ctx.set('Cache-Control', 'no-cache')
  ctx.type = 'text/html; charset=utf-8'
  ctx.body = html
}

/** The page and the hashes of its inline scripts; in the demo the host bridge becomes its first script. */
async function loadPage(
  file: string,
  demoHost: string | undefined,
): Promise<{ html: string; scripts: string[] }> {
  const source = await readFile(file, 'utf8').catch(() => {
    throw new Error(`${file} is missing: run npm run build first`)
  })
  const scripts = [...source.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, code]) =>
      `'sha256-${createHash('sha256')
        .update(code ?? '')
        .digest('base64')}'`,
  )
  const html = demoHost
    ? source.replace('<head>', `<head><script src="${demoHost}/desk/host.js"></script>`)
    : source
  return { html, scripts }
}

function policy(
  hashes: string[],
  { script, ancestors, frame }: { script?: string | undefined; ancestors: string; frame?: string },
): string {
  return [
    "default-src 'self'",
    `script-src ${["'self'", ...hashes, ...(script ? [script] : [])].join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    // WeCom avatars come from several image hosts of the vendor.
    "img-src 'self' data: blob: https://*.qlogo.cn https://*.qpic.cn",
    "connect-src 'self'",
    `frame-src ${frame ?? "'none'"}`,
    `frame-ancestors ${ancestors}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')
}
