import {
  hasValidVinCheck,
  narrow,
  normaliseMemberNo,
  normalisePhone,
  normalisePlate,
  normaliseVin,
} from '../identity-values.ts'

/**
 * Keys of a person, strongest first. An openid counts in one app and the customer id of another system in that system:
 * both are written with that scope in front (`scopedKey`).
 */
export const PERSON_KINDS = [
  'unionid',
  'external_userid',
  'openid',
  'customer_id',
  'phone',
  'member_no',
] as const
export type PersonKind = (typeof PERSON_KINDS)[number]

export const KEY_KINDS = [...PERSON_KINDS, 'vin', 'plate'] as const
export type KeyKind = (typeof KEY_KINDS)[number]

/** wx1a2b:oAbc…, crm:4711. */
export function scopedKey(scope: string, id: string): string {
  return `${scope}:${id}`
}

/** Why a value is no key of a person or a car. It is kept aside with this word. */
export const REFUSALS = [
  'empty',
  'not-a-phone',
  'landline',
  'fake',
  'not-a-plate',
  'not-a-vin',
  'check-digit',
  'not-an-id',
  'too-long',
] as const
export type Refusal = (typeof REFUSALS)[number]

export type CleanKey = { value: string } | { refused: Refusal }

/** The one written form of a key, or why it is none. */
export function cleanKey(kind: KeyKind, text: string): CleanKey {
  const plain = narrow(text).trim()
  if (kind === 'openid' || kind === 'customer_id') return cleanScoped(kind, plain)
  if (isNothing(plain)) return { refused: 'empty' }
  switch (kind) {
    case 'phone':
      return cleanPhone(plain)
    case 'vin':
      return cleanVin(plain)
    case 'plate': {
      const value = normalisePlate(plain)
      return value === null ? { refused: 'not-a-plate' } : { value }
    }
    case 'member_no': {
      const value = normaliseMemberNo(plain)
      return value === null ? { refused: 'too-long' } : { value }
    }
    case 'unionid':
    case 'external_userid':
      if (plain.length > 64) return { refused: 'too-long' }
      return /^[\w-]{6,}$/.test(plain) ? { value: plain } : { refused: 'not-an-id' }
  }
}

function isNothing(text: string): boolean {
  return /^[-/\\.]*$/.test(text) || /^(无|没有|未知|暂无|不详|none|null|n\/a|unknown)$/i.test(text)
}

/** Ids of other systems keep their case; only blanks go. The zero of an unfilled column is nobody's. */
function cleanScoped(kind: 'openid' | 'customer_id', text: string): CleanKey {
  const cut = text.indexOf(':')
  const scope = text.slice(0, Math.max(0, cut)).trim().toLowerCase()
  const id = text.slice(cut + 1).replace(/\s/g, '')
  if (isNothing(id)) return { refused: 'empty' }
  if (/^(0+|-1)$/.test(id)) return { refused: 'fake' }
  if (id.length > 64 || scope.length > 64) return { refused: 'too-long' }
  if (!/^[\w-]{2,}$/.test(scope)) return { refused: 'not-an-id' }
  if (kind === 'openid' && !/^[\w-]{6,}$/.test(id)) return { refused: 'not-an-id' }
  return { value: scopedKey(scope, id) }
}

/** A mobile of one person. A land line rings for a household or an office, so it says nothing of who it is. */
function cleanPhone(text: string): CleanKey {
  const value = normalisePhone(text)
  if (value === null) return { refused: 'not-a-phone' }
  if (isLandline(value)) return { refused: 'landline' }
  return isFake(value) ? { refused: 'fake' } : { value }
}

/** Of a phone in E.164: a number by which one person may be found. */
export function isPersonalPhone(e164: string): boolean {
  return !isLandline(e164) && !isFake(e164)
}

/** Mobile numbers of the four places whose numbering plans we know; elsewhere a number is believed. */
const MOBILES: readonly [string, RegExp, number][] = [
  ['+86', /^1[3-9]\d{9}$/, 11],
  ['+852', /^[4-9]\d{7}$/, 8],
  ['+853', /^6\d{7}$/, 8],
  ['+886', /^9\d{8}$/, 9],
]

function isLandline(e164: string): boolean {
  const place = MOBILES.find(([code]) => e164.startsWith(code))
  return place !== undefined && !place[1].test(e164.slice(place[0].length))
}

/** What is typed where a number is demanded and nobody wants to give one. 13800138000 tops up phones. */
function isFake(e164: string): boolean {
  const last = e164.slice(-8)
  return /^(\d)\1{7}$/.test(last) || isRun(last) || e164 === '+8613800138000'
}

/** 12345678 or 87654321, also through the ten. */
function isRun(digits: string): boolean {
  const steps = new Set([...digits].slice(1).map((digit, n) => (10 + Number(digit) - Number(digits[n])) % 10))
  return steps.size === 1 && (steps.has(1) || steps.has(9))
}

/**
 * China (L) and North America (1–5) prescribe the check digit, so a wrong one there is a typing mistake. Elsewhere
 * makers fill the place as they like.
 */
function cleanVin(text: string): CleanKey {
  const value = normaliseVin(text)
  if (value === null) return { refused: 'not-a-vin' }
  if (/^(.)\1+$/.test(value)) return { refused: 'fake' }
  return /^[L1-5]/.test(value) && !hasValidVinCheck(value) ? { refused: 'check-digit' } : { value }
}

/** What somebody typed at the counter: the kinds it may be, the likeliest first. */
export function guessKeys(text: string): { kind: KeyKind; value: string }[] {
  const kinds: readonly KeyKind[] = ['vin', 'plate', 'phone', 'member_no']
  return kinds.flatMap((kind) => {
    const clean = cleanKey(kind, text)
    return 'value' in clean ? [{ kind, value: clean.value }] : []
  })
}

/** A name of a person: without width, doubled blanks and the marks people put around it. null: none is left. */
export function cleanName(text: string): string | null {
  const plain = narrow(text)
    .replace(/\p{Extended_Pictographic}|\p{Cc}|\u200d|\ufe0f/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
  return plain === '' || /^[\d\W_]+$/u.test(plain.replace(/\p{L}/gu, 'a')) ? null : plain.slice(0, 64)
}
