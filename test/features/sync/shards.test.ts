import { expect, it } from 'vitest'
import { cutShards } from '../../../server/features/sync/steps/shards.ts'

it('cuts members into groups that cost at most 2 % more calls', () => {
  for (const [members, rows] of [
    [40, 2_000],
    [200, 100_000],
    [2_000, 1_000_000],
    [250, 0],
  ] as const) {
    const userids = Array.from({ length: members }, (_, n) => `u${n}`)
    const shards = cutShards(userids, { knownRows: rows })
    expect(shards.flat()).toEqual(userids)
    expect(Math.max(...shards.map((shard) => shard.length))).toBeLessThanOrEqual(100)
    const least = Math.max(Math.ceil(rows / 100), members)
    expect(shards.length - Math.ceil(members / 100)).toBeLessThanOrEqual(least * 0.02)
  }
})
