import type Koa from 'koa'
import { AppError } from './app-error.ts'

/**
 * Refuses unsafe requests that another site could have caused. Cookies are SameSite=Lax already; this also
 * covers other ports of the same host. Browsers always send Origin on unsafe methods.
 */
export function requireSameSite(ctx: Koa.Context, origin: string): void {
  const from = ctx.get('origin')
  if (from !== '' && from !== origin) throw new AppError('cross-site', { log: 'foreign Origin header' })
  const site = ctx.get('sec-fetch-site')
  if (site !== '' && site !== 'same-origin')
    throw new AppError('cross-site', { log: `Sec-Fetch-Site ${site}` })
  // A form cannot set a header of its own, so this also stops clients without the two headers above.
  if (ctx.get('x-liuke-app') === '')
    throw new AppError('cross-site', { log: 'X-Liuke-App header is missing' })
}
