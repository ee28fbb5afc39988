// Now is the server's now: a demo moves its clock, and a wrong clock on a desk must not shift "3 days ago".
let base = { serverMs: performance.timeOrigin, takenAt: 0 }

export function setServerNow(now: string): void {
  base = { serverMs: new Date(now).getTime(), takenAt: performance.now() }
}

export function serverNow(): Date {
  return new Date(base.serverMs + performance.now() - base.takenAt)
}
