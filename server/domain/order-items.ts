/** What an order was for, as one system writes it on one line. */
export interface OrderText {
  kind: string
  title: string
  vehicleModel: string | null
}

// After NFKC, which makes full-width signs plain ones.
const SEPARATORS = /[、,;+|\n]+/
/** 两条, 4 个, ×2, 两年: how many, not what. */
const AMOUNT = /\s*(?:[x×*]\s*\d+|[\d一二两三四五六七八九十]+\s*(?:条|个|只|次|套|件|张|瓶|升|年|片|桶))$/i
const IN_BRACKETS = /\([^)]*\)|【[^】]*】|\[[^\]]*\]/g
/** The import puts the sort of the order before its text: 保养 · 机油机滤. */
const SORT = /^[^·]*·\s*/
const MAX_LENGTH = 60

/**
 * The items of an order, each once: what stands between commas, without amounts and brackets. A car is its model. A
 * visit without payment (test drive, quote) has none: nothing was bought.
 */
export function itemsOfOrder({ kind, title, vehicleModel }: OrderText): string[] {
  if (kind === 'visit') return []
  const car = vehicleModel === null ? '' : itemName(vehicleModel)
  if (kind === 'vehicle') return [car || itemName(title)].filter(Boolean)
  const names = title
    .normalize('NFKC')
    .replace(SORT, '')
    .replace(IN_BRACKETS, ' ')
    .split(SEPARATORS)
    .map(itemName)
  const bare = names.map((name) =>
    car !== '' && name.startsWith(`${car} `) ? name.slice(car.length + 1) : name,
  )
  return [...new Set(bare.filter((name) => name !== '' && name !== car))]
}

/** One name for what is written in several ways: width, case, spaces and amounts do not count. */
export function itemName(text: string): string {
  const plain = text.normalize('NFKC').replace(IN_BRACKETS, ' ').replace(/\s+/g, ' ').trim()
  return plain.replace(AMOUNT, '').trim().toLowerCase().slice(0, MAX_LENGTH)
}
