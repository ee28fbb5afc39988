import { afterEach, beforeEach, expect, it } from 'vitest'
import { linkEffect } from '../../../server/features/acquisition/link-effect.ts'
import { wayEffect } from '../../../server/features/contact-ways/way-effect.ts'
import { joinWayEffect } from '../../../server/features/group-codes/way-effect.ts'
import { groupWelcomeEffect } from '../../../server/features/group-welcomes/welcome-effect.ts'
import { referralWayEffect } from '../../../server/features/referrals/way-effect.ts'
import { eachDialect } from '../../support/database.ts'
import { type Bench, CORP, openBench } from '../orders/desk.ts'

// What is stored outlives the version that stored it: kinds, keys and payloads stay as they are.
const STORED = [
  { effect: wayEffect, kind: 'contact-way', payload: { codeId: 'R1' } },
  { effect: joinWayEffect, kind: 'join-way', payload: { codeId: 'R1' } },
  { effect: referralWayEffect, kind: 'referral-way', payload: { codeId: 'R1' } },
  { effect: linkEffect, kind: 'acquisition-link', payload: { id: 'R1' } },
  { effect: groupWelcomeEffect, kind: 'group-welcome', payload: { id: 'R1' } },
]

eachDialect('effects about one row', ({ open }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench(await open(), [])
  })
  afterEach(() => bench.close())

  it.each(STORED)('$kind is one call for several changes', async ({ effect, kind, payload }) => {
    const change = (createdBy: string | null): Promise<void> =>
      bench.database.sql.transaction((tx) => effect.plan(tx, bench, { corpId: CORP, id: 'R1', createdBy }))
    await change('a')
    await change(null)
    const [row, ...others] = await bench.database.db.effect.findMany()
    expect(others).toEqual([])
    expect(row?.key.startsWith(`${kind}:R1`)).toBe(true)
    expect(row).toMatchObject({ kind, state: 'planned', payloadJson: JSON.stringify(payload) })
    expect(Object.keys(effect.handlers(bench))).toEqual([kind])
  })

  it.each(STORED)('$kind of a row that is gone has nothing left to do', async ({ effect, kind, payload }) => {
    const task = {
      corpId: CORP,
      id: 'e',
      payload,
      createdBy: null,
      items: [],
      result: null,
      acceptedAt: null,
    }
    const handler = effect.handlers(bench)[kind]
    expect(await handler?.run(task)).toEqual({ state: 'done' })
    expect(await handler?.check?.(task)).toEqual({ state: 'not-done' })
  })
})
