import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelPlanned, createEffects, settleAccepted } from '../../../server/features/effects/index.ts'
import { answerOfItems, mergeItems } from '../../../server/features/effects/effect-items.ts'
import { planEffect } from '../../../server/features/effects/plan-effect.ts'
import { pollWait } from '../../../server/features/effects/waits.ts'
import type { EffectAnswer, EffectHandler, EffectItem } from '../../../server/features/feature.ts'
import { beginEpoch } from '../../../server/platform/db/epoch.ts'
import { openJobs } from '../../../server/platform/jobs/index.ts'
import { WecomError } from '../../../server/wecom/index.ts'
import { corpId, startCompany, waitFor, type Company } from '../sync/company.ts'

let company: Company
let outcomes: string[] = []
let called: { payload: unknown; items: readonly EffectItem[] }[] = []
let runs: (() => EffectAnswer)[] = []
let polls: (() => EffectAnswer)[] = []
let check: Awaited<ReturnType<NonNullable<EffectHandler['check']>>> = null

/** Like a transfer: WeCom takes it, and the outcome of each customer comes later. */
const transfer: EffectHandler = {
  isRepeatable: false,
  async run({ payload, items }) {
    called.push({ payload, items })
    return Promise.resolve((runs.shift() ?? (() => ({ state: 'done' }) as const))())
  },
  check: () => Promise.resolve(check),
  poll: () => Promise.resolve((polls.shift() ?? (() => ({ state: 'accepted' }) as const))()),
  async record(tx, { id }, { state }) {
    outcomes.push(state)
    // The follow-up is planned with the outcome or not at all.
    if (state === 'done')
      await planEffect(tx, company.deps, {
        corpId,
        kind: 'note',
        key: `note:${id}`,
        payload: {},
        createdBy: null,
        parentId: id,
      })
  },
}
const note: EffectHandler = { isRepeatable: true, run: () => Promise.resolve({ state: 'done' }) }

beforeAll(async () => {
  company = await startCompany({ contacts: 10, groups: 0 })
  await company.deps.jobs.stop()
  const { database, clock, log } = company.deps
  const jobs = openJobs({ database, clock, log })
  Object.defineProperty(company.deps, 'jobs', { value: jobs })
  jobs.work(createEffects(() => ({ transfer, note })).jobs?.(company.deps) ?? {})
})
afterAll(async () => {
  await company.deps.jobs.stop()
  await company.close()
})

async function plan(key: string, notBefore?: Date): Promise<string> {
  outcomes = []
  called = []
  const { deps } = company
  const planned = await deps.database.sql.transaction((tx) =>
    planEffect(tx, deps, {
      corpId,
      kind: 'transfer',
      key,
      payload: { key },
      createdBy: 'a',
      ...(notBefore ? { notBefore } : {}),
    }),
  )
  return planned.id ?? ''
}

const stored = (id: string) => company.database.db.effect.findFirstOrThrow({ where: { id } })
const items = (effectId: string) =>
  company.database.db.effectItem.findMany({ where: { effectId }, orderBy: { itemKey: 'asc' } })

async function reach(id: string, state: string): Promise<void> {
  await waitFor(async () => (await stored(id)).state === state)
}

function pass(ms: number): void {
  company.clock.setOffset(company.clock.offsetMs + ms)
  company.deps.jobs.nudge()
}

const waiting = (key: string): EffectItem => ({ key, state: 'waiting' })
const limit: EffectItem = { key: 'b', state: 'refused', errorCode: 40128, errorText: 'twice in 90 days' }

describe('an effect whose outcome comes later', () => {
  it('is accepted, asked for, and settled item by item; what it plans is its child', async () => {
    runs = [() => answerOfItems([waiting('a'), limit])]
    polls = [
      () => ({ state: 'accepted' }),
      () => answerOfItems([{ key: 'a', state: 'done', result: { at: 1 } }, limit]),
    ]
    const id = await plan('t1')
    await reach(id, 'accepted')
    expect((await items(id)).map((item) => [item.itemKey, item.state, item.errorCode])).toEqual([
      ['a', 'waiting', null],
      ['b', 'refused', 40128],
    ])
    expect((await stored(id)).settledAt).toBeNull()
    pass(61_000)
    await waitFor(async () => (await stored(id)).polls === 1)
    pass(7 * 3_600_000)
    await reach(id, 'done')
    expect((await items(id)).map((item) => [item.state, item.resultJson])).toEqual([
      ['done', '{"at":1}'],
      ['refused', null],
    ])
    expect(outcomes).toEqual(['accepted', 'accepted', 'done'])
    await company.settle()
    const child = await company.database.db.effect.findFirstOrThrow({ where: { key: `note:${id}` } })
    expect(child).toMatchObject({ parentId: id, state: 'done' })
    expect(called).toHaveLength(1)
  })

  it('in a restored database, is held together with what its outcome asks for', async () => {
    runs = [() => answerOfItems([waiting('a')])]
    const id = await plan('t-restored')
    await reach(id, 'accepted')
    const { database, clock } = company.deps
    await beginEpoch(database.sql, clock, 'restored')
    polls = [() => answerOfItems([{ key: 'a', state: 'done' }])]
    pass(61_000)
    await reach(id, 'done')
    await company.settle()
    const child = await database.db.effect.findFirstOrThrow({ where: { key: `note:${id}` } })
    expect(child).toMatchObject({ parentId: id, epoch: 1, state: 'unknown', attempts: 0 })
    await database.sql.run('DELETE FROM "Epoch"')
  })

  it('stays accepted while WeCom cannot be asked, and takes what the feature hears by itself', async () => {
    runs = [() => answerOfItems([waiting('a')])]
    polls = [
      () => {
        throw new WecomError({ kind: 'down', api: 'test', errcode: 0, errmsg: 'no answer' })
      },
    ]
    const id = await plan('t2')
    await reach(id, 'accepted')
    pass(61_000)
    await waitFor(async () => (await stored(id)).errorText !== null)
    expect((await stored(id)).state).toBe('accepted')
    const { deps } = company
    const settle = () =>
      deps.database.sql.transaction((tx) =>
        settleAccepted(tx, deps, {
          corpId,
          id,
          answer: answerOfItems([
            { key: 'a', state: 'refused', errorCode: null, errorText: 'customer refused' },
          ]),
        }),
      )
    expect(await settle()).toBe(true)
    expect(await settle()).toBe(false)
    expect(await stored(id)).toMatchObject({ state: 'refused', errorText: 'customer refused' })
    pass(7 * 3_600_000)
    await company.settle()
    expect((await stored(id)).polls).toBe(2)
  })

  it('tells the second call which items are done, after a call without an answer', async () => {
    check = { state: 'not-done', items: [{ key: 'a', state: 'done' }] }
    runs = [
      () => {
        throw new WecomError({ kind: 'unknown', api: 'test', errcode: 0, errmsg: 'cut off' })
      },
    ]
    const id = await plan('t3')
    await waitFor(async () => (await stored(id)).state === 'planned' && called.length === 1)
    pass(5_000)
    await reach(id, 'done')
    expect(called.map((one) => one.items.map((item) => item.key))).toEqual([[], ['a']])
  })

  it('is called off while it is planned, and never afterwards', async () => {
    const { deps } = company
    const id = await plan('t4', new Date(deps.clock.nowMs() + 60_000))
    const cancel = () =>
      deps.database.sql.transaction((tx) =>
        cancelPlanned(tx, deps, { corpId, ids: [id, 'other'], by: 'a', reason: 'changed my mind' }),
      )
    expect(await cancel()).toEqual([id])
    expect(await cancel()).toEqual([])
    pass(61_000)
    await company.settle()
    expect(await stored(id)).toMatchObject({ state: 'cancelled', decision: 'changed my mind', attempts: 0 })
    expect(called).toEqual([])
  })
})

describe('the state of a whole from its items', () => {
  it.each([
    ['accepted', [waiting('a'), limit]],
    ['done', [{ key: 'a', state: 'done' } as const, limit]],
    ['unknown', [{ key: 'a', state: 'done' } as const, { key: 'b', state: 'unknown' } as const]],
    ['refused', [limit]],
    ['done', []],
  ])('is %s', (state, all) => expect(answerOfItems(all).state).toBe(state))

  it('keeps the newest word on each item', () => {
    expect(mergeItems([waiting('a'), limit], [{ key: 'a', state: 'done' }])).toEqual([
      { key: 'a', state: 'done' },
      limit,
    ])
  })
})

it('asks more and more rarely: once a minute at first, every six hours at last', () => {
  expect([0, 3_600_000, 24 * 3_600_000, 90 * 24 * 3_600_000].map(pollWait)).toEqual([
    60_000,
    900_000,
    6 * 3_600_000,
    6 * 3_600_000,
  ])
})
