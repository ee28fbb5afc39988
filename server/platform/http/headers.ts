import type Koa from 'koa'

/** Headers of every answer; pages add their own Content-Security-Policy (pages.ts). */
export function securityHeaders({ isHttps }: { isHttps: boolean }): Koa.Middleware {
  return (ctx, next) => {
    ctx.set('X-Content-Type-Options', 'nosniff')
    // OAuth codes are in URLs: never hand them on.
    ctx.set('Referrer-Policy', 'no-referrer')
    ctx.set('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=()')
    ctx.set('Cross-Origin-Opener-Policy', 'same-origin')
    if (isHttps) ctx.set('Strict-Transport-Security', 'max-age=31536000')
    if (ctx.path.startsWith('/api/') || ctx.path.startsWith('/login/')) {
      ctx.set('Cache-Control', 'no-store')
      ctx.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
    }
    return next()
  }
}
