import { expect, it } from 'vitest'
import { createSealer } from '../../server/platform/seal.ts'
import { createServiceSealer } from '../../server/service-sealer.ts'

const [first, second] = [1, 2].map((fill) => Buffer.alloc(32, fill).toString('base64'))

it('opens what was sealed before the sealing key was exchanged, and finds it by the same hash', () => {
  const before = createServiceSealer({ LIUKE_SEALING_KEY: first ?? '' })
  const after = createServiceSealer({ LIUKE_SEALING_KEY: second ?? '', LIUKE_SEALING_KEY_OLD: first })
  expect(after.open(before.seal('13800006721'))).toBe('13800006721')
  expect(after.open(after.seal('13800006721'))).toBe('13800006721')
  expect(after.lookupHash('phone', '1')).toBe(before.lookupHash('phone', '1'))
  expect(() => before.open(after.seal('x'))).toThrow('LIUKE_SEALING_KEY_OLD')
})

it('opens what the first versions sealed under the id k1, also after an exchange', () => {
  const sealed = createSealer({ key: first ?? '', keyId: 'k1' }).seal('x')
  expect(createServiceSealer({ LIUKE_SEALING_KEY: first ?? '' }).open(sealed)).toBe('x')
  const exchanged = { LIUKE_SEALING_KEY: second ?? '', LIUKE_SEALING_KEY_OLD: first }
  expect(createServiceSealer(exchanged).open(sealed)).toBe('x')
})
