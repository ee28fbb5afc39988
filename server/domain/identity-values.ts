/** One written form for each key of a person or a car, so that equal keys have equal hashes. null: not such a key. */

const CN_MOBILE = /^1[3-9]\d{9}$/
/** Area code and number of a land line, without the leading 0: 10 and 2x have eight digits after them. */
const CN_LANDLINE = /^(10\d{8}|2\d{9}|[3-9]\d{9,10})$/

/** E.164. Chinese mobiles and land lines may come without +86; others need their country code. */
export function normalisePhone(text: string): string | null {
  const plain = narrow(text)
    .replace(/[\s\-()]/g, '')
    .replace(/\.0+$/, '')
    .replace(/^00/, '+')
  const china = /^\+86(\d+)$/.exec(plain)?.[1]
  if (china !== undefined) return CN_MOBILE.test(china) || CN_LANDLINE.test(china) ? plain : null
  if (CN_MOBILE.test(plain)) return `+86${plain}`
  if (/^86/.test(plain) && CN_MOBILE.test(plain.slice(2))) return `+${plain}`
  if (/^0/.test(plain) && CN_LANDLINE.test(plain.slice(1))) return `+86${plain.slice(1)}`
  return /^\+[1-9]\d{6,14}$/.test(plain) ? plain : null
}

const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领'
const PLATE = new RegExp(`^[${PROVINCES}][A-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]$`)

/** '沪A·12 345' → '沪A12345'. */
export function normalisePlate(text: string): string | null {
  const plain = narrow(text)
    .toUpperCase()
    .replace(/[\s·•.-]/g, '')
  return PLATE.test(plain) ? plain : null
}

/** Seventeen characters without I, O and Q. Not every maker fills the check digit, so it is asked for separately. */
export function normaliseVin(text: string): string | null {
  const plain = narrow(text).toUpperCase().replace(/[\s-]/g, '')
  return /^[A-HJ-NPR-Z0-9]{17}$/.test(plain) ? plain : null
}

const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
const VIN_VALUES = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ'

/** The check digit of GB 16735 / ISO 3779 at the ninth place. */
export function hasValidVinCheck(vin: string): boolean {
  let sum = 0
  for (let i = 0; i < vin.length; i++) sum += (VIN_VALUES.indexOf(vin.charAt(i)) % 10) * (VIN_WEIGHTS[i] ?? 0)
  const rest = sum % 11
  return vin.charAt(8) === (rest === 10 ? 'X' : String(rest))
}

/** Member numbers are the shop's own: only width, case and spaces are levelled. */
export function normaliseMemberNo(text: string): string | null {
  const plain = narrow(text).toUpperCase().replace(/\s/g, '')
  return plain === '' || plain.length > 64 ? null : plain
}

// Words of common Chinese characters and printable ASCII stay as they are; this spares most cells of a file the long way.
const PLAIN = /^(?:[!-~\u4e00-\u9fff]+(?: [!-~\u4e00-\u9fff]+)*)?$/

/** Full-width letters and digits, as Chinese keyboards write them, become narrow ones. */
export function narrow(text: string): string {
  if (PLAIN.test(text)) return text
  return text
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\ufeff]/g, '')
    .trim()
}
