/** What people and programs may learn of a failure. `log` is for us and never leaves the server. */
export class AppError extends Error {
  readonly status: number
  /** Values for the text of this kind, and for the page that shows it. */
  readonly tell: Record<string, unknown>

  constructor(
    /** Stable and machine-readable; the browser has a text for each. */
    readonly kind: ErrorKind,
    { status, log, tell }: { status?: number; log?: string; tell?: Record<string, unknown> } = {},
  ) {
    super(log ?? kind)
    this.name = 'AppError'
    this.status = status ?? statusOf[kind]
    this.tell = tell ?? {}
  }
}

const statusOf = {
  'invalid-input': 400,
  'invalid-body': 400,
  'not-signed-in': 401,
  'not-allowed': 403,
  'cross-site': 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'not-a-csv': 422,
  'limit-reached': 429,
  'login-refused': 403,
  'login-expired': 400,
  'wecom-denied': 502,
  'wecom-busy': 503,
  'wecom-down': 502,
  'database-busy': 503,
  'database-away': 503,
  'database-full': 503,
  internal: 500,
} as const

export type ErrorKind = keyof typeof statusOf
