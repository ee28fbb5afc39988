/** What an operator may write into the welcome; the English words mean the same. */
export const WELCOME_SLOTS = ['客户称呼', '员工'] as const
export type WelcomeSlot = (typeof WELCOME_SLOTS)[number]

const NAMES: Record<string, WelcomeSlot> = {
  客户称呼: '客户称呼',
  员工: '员工',
  customer: '客户称呼',
  staff: '员工',
}
const SLOT = /\{([^{}]*)\}([，,、]?\s*)/g

/** WeCom counts bytes. */
export const WELCOME_BYTES = 4000

/** A name nobody knows is left out with the comma behind it: "，您好" would greet nobody. */
export function fillWelcome(text: string, values: Record<WelcomeSlot, string>): string {
  return text.replace(SLOT, (whole: string, name: string, after: string) => {
    const slot = NAMES[name.trim()]
    if (!slot) return whole
    return values[slot] === '' ? '' : values[slot] + after
  })
}

/** Words in braces that mean nothing here. */
export function unknownSlots(text: string): string[] {
  return [...text.matchAll(SLOT)].map((match) => match[1] ?? '').filter((name) => !NAMES[name.trim()])
}

export function usesCustomer(text: string): boolean {
  return [...text.matchAll(SLOT)].some((match) => NAMES[(match[1] ?? '').trim()] === '客户称呼')
}

export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length
}
