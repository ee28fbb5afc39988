import { describe, expect, it } from 'vitest'

interface Catalogue {
  zh: Readonly<Record<string, string>>
  en: Readonly<Record<string, string>>
}
const files = import.meta.glob<Catalogue>(['../../../sidebar/console/texts/*.ts', '!**/known.ts'], {
  eager: true,
})
const catalogues = Object.entries(files).map(([path, texts]) => [path.split('/').at(-1), texts] as const)
const slotsOf = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)/g)].map(([, name]) => name ?? '').sort()

describe.each(catalogues)('texts of %s', (_name, { zh, en }) => {
  it('has each text in both languages, and none is empty', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
    for (const [key, text] of [...Object.entries(zh), ...Object.entries(en)])
      expect(text.trim(), key).not.toBe('')
  })

  it('asks for the same values in both languages', () => {
    for (const [key, text] of Object.entries(zh)) {
      const wanted = new Set(slotsOf(text))
      for (const slot of slotsOf(en[key] ?? '')) expect(wanted, `${key}: ${slot}`).toContain(slot)
    }
  })
})
