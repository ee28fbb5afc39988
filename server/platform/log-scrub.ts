// Keeps people and secrets out of logs and of stored error texts. By name where a name is known, by shape elsewhere.

const HIDDEN = '[hidden]'

/** Field names whose value never goes out, compared in lower case without - and _. */
const SECRET_NAMES =
  /^(.*(secret|password|token|ticket|cookie|authorization|aeskey|sealingkey|apikey|sealed)|code|welcomecode|sessionid|session|state|msgsignature|signature|ciphertext|encrypt)$/
const PERSON_NAMES = /^(.*(mobile|mobiles|phone|phones|telephone|email|avatar|idcard|plate|remark)|address)$/

/** ?code=…, access_token=…, "suite_ticket": "…" inside a text. */
const PAIRS =
  /\b((?:access_|suite_|provider_|pre_auth_|refresh_|jsapi_|user_)?(?:token|ticket)|corpsecret|[a-z_]*secret|code|welcome_code|msg_signature|signature|echostr|password|encodingaeskey)(["']?\s*[=:]\s*["']?)[^\s&"',;}\])]+/gi
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi
const URL_LOGIN = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi
/** Mainland mobiles, with or without +86, spaces or dashes; not inside longer numbers. */
const PHONE = /(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g
const EMAIL = /[\w.+-]+@[\w-]+\.[\w.-]*\w/g
const ID_CARD = /(?<!\d)\d{17}[\dXx](?!\d)/g
const PLATE =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·• ]?[A-Z0-9]{4,5}[A-Z0-9挂学警港澳](?![A-Za-z0-9])/g

export function scrubText(text: string): string {
  return text
    .replace(URL_LOGIN, '$1:[hidden]@')
    .replace(BEARER, `$1 ${HIDDEN}`)
    .replace(PAIRS, `$1$2${HIDDEN}`)
    .replace(ID_CARD, HIDDEN)
    .replace(PHONE, HIDDEN)
    .replace(EMAIL, HIDDEN)
    .replace(PLATE, HIDDEN)
}

const MAX_DEPTH = 6
const MAX_ITEMS = 100

/** A copy of the value that may be logged. */
export function scrubValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value)
  if (typeof value === 'number') return isPhone(value) ? HIDDEN : value
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? value.toString() : value
  if (value instanceof Date) return value
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`
  if (depth >= MAX_DEPTH) return '[deep]'
  if (value instanceof Error) return scrubError(value, depth)
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => scrubValue(item, depth + 1))
  return scrubFields(Object.entries(value), depth)
}

function scrubFields(entries: [string, unknown][], depth: number): Record<string, unknown> {
  return Object.fromEntries(
    entries
      .slice(0, MAX_ITEMS)
      .map(([name, value]) => [name, isHidden(name, value) ? HIDDEN : scrubValue(value, depth + 1)]),
  )
}

/** Numbers and booleans under a secret's name are counts and flags (`code: 40001`), but a phone may be a number. */
function isHidden(name: string, value: unknown): boolean {
  const plain = name.toLowerCase().replace(/[-_]/g, '')
  if (PERSON_NAMES.test(plain)) return value !== null && value !== undefined && typeof value !== 'boolean'
  return (
    SECRET_NAMES.test(plain) && (typeof value === 'string' || (typeof value === 'object' && value !== null))
  )
}

function isPhone(value: number): boolean {
  return Number.isInteger(value) && /^(86)?1[3-9]\d{9}$/.test(String(value))
}

// Only what we know of an error: libraries hang requests with headers and bodies on theirs.
function scrubError(error: Error, depth: number): Record<string, unknown> {
  const known = ['code', 'kind', 'errcode', 'api', 'status', 'errno'] as const
  const details = known.flatMap((name) => {
    const value: unknown = Reflect.get(error, name)
    const isPlain = typeof value === 'number' || (typeof value === 'string' && value.length <= 64)
    return isPlain ? [[name, typeof value === 'string' ? scrubText(value) : value] as const] : []
  })
  return {
    type: error.name,
    message: scrubText(error.message),
    stack: scrubText(error.stack ?? ''),
    ...Object.fromEntries(details),
    ...(error.cause === undefined ? {} : { cause: scrubValue(error.cause, depth + 1) }),
  }
}
