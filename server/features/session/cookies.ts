import type Koa from 'koa'
import type { App } from '../../platform/http/scope.ts'

/** Chat and console have sessions of their own; over https the names carry __Host-. */
export function sessionCookie(app: App, origin: string): string {
  return `${prefix(origin)}liuke_${app}`
}

export function loginCookie(app: App, origin: string): string {
  return `${prefix(origin)}liuke_login_${app}`
}

function prefix(origin: string): string {
  return origin.startsWith('https://') ? '__Host-' : ''
}

/** Lax, not Strict: the browser comes back from the WeCom host with the login code. */
export function setCookie(
  ctx: Koa.Context,
  name: string,
  value: string,
  { origin, maxAgeMs }: { origin: string; maxAgeMs: number },
): void {
  const secure = origin.startsWith('https://') ? '; Secure' : ''
  const line = `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${Math.floor(maxAgeMs / 1000)}${secure}`
  ctx.append('Set-Cookie', line)
}

export function clearCookie(ctx: Koa.Context, name: string, origin: string): void {
  setCookie(ctx, name, '', { origin, maxAgeMs: 0 })
}

/** Own reader: Koa's cookies would sign and re-encode. */
export function readCookie(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name && value) return value
  }
  return null
}
