// The built desk under /desk/, or a clear page when it has not been built.

import type { Context } from 'koa'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { dirname, extname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { page } from '../api/oauth-pages.ts'

/** The sources and the build lie at different depths, so the project root is found by its package.json. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return folder
}

const ROOT = resolve(projectRoot(), 'dist/desk')
const NOT_BUILT = page(
  '留客模拟器',
  '<p>模拟器工作台还没有构建。请在项目目录运行 <code>npm run build</code>，然后刷新本页。</p><p>The desk is not built yet: run <code>npm run build</code> and reload.</p>',
)

function fileFor(path: string): string | undefined {
  const file = resolve(ROOT, `.${sep}${decodeURIComponent(path.slice('/desk/'.length))}`)
  if (!file.startsWith(ROOT + sep) && file !== ROOT) return undefined
  return existsSync(file) && statSync(file).isFile() ? file : undefined
}

export async function serveDesk(ctx: Context, next: () => Promise<unknown>): Promise<void> {
  if (ctx.path === '/' || ctx.path === '/desk') return ctx.redirect('/desk/')
  if (
    !ctx.path.startsWith('/desk/') ||
    ctx.path.startsWith('/desk/api/') ||
    (ctx.method !== 'GET' && ctx.method !== 'HEAD')
  ) {
    await next()
    return
  }
  const asked = fileFor(ctx.path)
  // Paths without an extension are places inside the page; a missing script must stay a 404.
  const file = asked ?? (extname(ctx.path) === '' ? fileFor('/desk/index.html') : undefined)
  if (file === undefined) {
    ctx.status = existsSync(join(ROOT, 'index.html')) ? 404 : 503
    ctx.type = 'html'
    ctx.body = NOT_BUILT
    return
  }
  ctx.type = extname(file)
  ctx.set(
    'cache-control',
    file.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
  )
  ctx.body = createReadStream(file)
}
