import { describe, expect, it } from 'vitest'
import { readHint } from '../../../sidebar/api/live.ts'
import { newId } from '../../../sidebar/api/new-id.ts'

describe('an id made in the browser', () => {
  it('is a ULID that sorts by its time', () => {
    const early = newId(1_773_800_000_000)
    const late = newId(1_773_800_000_001)
    expect(early).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
    expect(early.slice(0, 10) < late.slice(0, 10)).toBe(true)
    // The value the ulid package writes for this instant.
    expect(newId(1_469_918_176_385).slice(0, 10)).toBe('01ARYZ6S41')
  })

  it('does not come twice', () => {
    expect(new Set(Array.from({ length: 500 }, () => newId(1))).size).toBe(500)
  })
})

describe('a live hint', () => {
  it('is read when it is one', () => {
    expect(readHint('{"topic":"contact","id":"wm1"}')).toEqual({ topic: 'contact', id: 'wm1', detail: {} })
  })

  it.each(['', 'null', '{}', '{"topic":1,"id":"a"}', 'not json'])('is ignored when it is %j', (data) => {
    expect(readHint(data)).toBeNull()
  })
})
