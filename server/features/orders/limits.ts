/** Said before an upload, checked while it runs. */
export const LIMITS = { maxBytes: 200 * 1024 * 1024, maxColumns: 100, maxRowBytes: 64 * 1024 } as const

/** Rows written in one transaction. Short enough to let callbacks in between. */
export const CHUNK_ROWS = 1000
/** Refused rows are counted all, and kept up to this many. */
export const MAX_KEPT_BAD_ROWS = 10_000
/** Uploaded files hold personal data and go away by themselves. */
export const KEEP_FILE_DAYS = 7

/** 32-bit columns: 21 million yuan. */
export const MAX_FEN = 2_147_483_647
export const MAX_KM = 2_000_000
export const TEXT_LIMITS = [
  ['orderNo', 64],
  ['kind', 40],
  ['storeName', 100],
  ['title', 200],
  ['vehicleModel', 100],
  ['name', 60],
  ['memberNo', 64],
  ['unionid', 64],
  ['externalUserid', 64],
] as const
