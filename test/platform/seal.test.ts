import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSealer, SealError } from '../../server/platform/seal.ts'

const key = Buffer.alloc(32, 7).toString('base64')
const newKey = randomBytes(32).toString('base64')

describe('The sealer', () => {
  const sealer = createSealer({ key, keyId: 'k1' })

  it('opens what it sealed, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => sealer.open(sealer.seal(text)) === text))
  })

  it('never seals the same text to the same value and shows only the key id', () => {
    const [a, b] = [sealer.seal('13812345678'), sealer.seal('13812345678')]
    expect(a).not.toBe(b)
    expect(a).toMatch(/^k1\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/)
    expect(a).not.toContain('13812345678')
  })

  it('refuses a value with any character changed', () => {
    const sealed = sealer.seal('林晓雨')
    for (let at = 0; at < sealed.length; at += 1) {
      const other = sealed[at] === 'A' ? 'B' : 'A'
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1)
      // the last characters of a base64url part may carry unused bits
      if (same(changed, sealed)) continue
      expect(() => sealer.open(changed), `character ${at}`).toThrow(SealError)
    }
    expect(() => sealer.open('')).toThrow(SealError)
    expect(() => sealer.open('k1.a.b')).toThrow(SealError)
  })

  it('opens values of the key before, and says which key is missing', () => {
    const before = sealer.seal('secret')
    const rotated = createSealer({
      key: newKey,
      keyId: 'k2',
      oldKeys: [{ key, keyId: 'k1' }],
      lookupKey: key,
    })
    expect(rotated.open(before)).toBe('secret')
    expect(rotated.seal('x').startsWith('k2.')).toBe(true)
    expect(rotated.lookupHash('phone', '1')).toBe(sealer.lookupHash('phone', '1'))
    expect(() => createSealer({ key: newKey, keyId: 'k2' }).open(before)).toThrow("No sealing key 'k1'")
  })

  it('finds equal values by kind, and only with the same key', () => {
    expect(sealer.lookupHash('phone', '13812345678')).toBe(sealer.lookupHash('phone', '13812345678'))
    expect(sealer.lookupHash('phone', '1')).not.toBe(sealer.lookupHash('plate', '1'))
    expect(createSealer({ key: newKey, keyId: 'k1' }).lookupHash('phone', '1')).not.toBe(
      sealer.lookupHash('phone', '1'),
    )
    expect(sealer.lookupHash('phone', '1').length).toBeGreaterThanOrEqual(22)
  })

  it('refuses a key of the wrong length', () => {
    expect(() => createSealer({ key: 'short', keyId: 'k1' })).toThrow('32 bytes')
  })
})

function same(a: string, b: string): boolean {
  const bytes = (text: string) =>
    text.split('.').map((part, n) => (n === 0 ? part : Buffer.from(part, 'base64url').toString('hex')))
  return bytes(a).join() === bytes(b).join()
}
