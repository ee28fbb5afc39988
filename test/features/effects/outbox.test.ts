import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEffects } from '../../../server/features/effects/index.ts'
import { dismissEffect, repeatEffect } from '../../../server/features/effects/decide-effect.ts'
import { repeatEffects } from '../../../server/features/effects/repeat-many.ts'
import { countEffects, listEffects } from '../../../server/features/effects/list-effects.ts'
import { planEffect } from '../../../server/features/effects/plan-effect.ts'
import type { EffectAnswer, EffectHandler } from '../../../server/features/feature.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { PROCESS_GONE } from '../../../server/platform/jobs/run-job.ts'
import { beginEpoch } from '../../../server/platform/db/epoch.ts'
import { WecomError } from '../../../server/wecom/index.ts'
import { corpId, startCompany, type Company } from '../sync/company.ts'

let company: Company
let answers: (() => Promise<EffectAnswer>)[] = []
let done: unknown[] = []
let checked: EffectAnswer | null = null

const handler = (isRepeatable: boolean): EffectHandler => ({
  isRepeatable,
  async run({ payload }) {
    const answer = await (answers.shift() ?? (() => Promise.resolve<EffectAnswer>({ state: 'done' })))()
    done.push(payload)
    return answer
  },
  check: () => Promise.resolve(checked),
})

const handlers = { once: handler(false), again: handler(true) }

// The outbox itself, with handlers that do as they are told: it decides the same whatever is written.
beforeAll(async () => {
  company = await startCompany({ contacts: 10, groups: 0 })
  await company.deps.jobs.stop()
  const { openJobs } = await import('../../../server/platform/jobs/index.ts')
  const { database, clock, log } = company.deps
  const jobs = openJobs({ database, clock, log })
  const deps = { ...company.deps, jobs }
  Object.defineProperty(company.deps, 'jobs', { value: jobs })
  const effects = createEffects(() => handlers)
  jobs.work(effects.jobs?.(deps) ?? {})
})
afterAll(async () => {
  await company.deps.jobs.stop()
  await company.close()
})

const keep = (waiting: unknown): unknown => waiting

const admin: Scope = { corpId, staffId: 'a', userid: 'a', app: 'console', roles: ['admin'], unitPaths: [] }
const advisor: Scope = { ...admin, staffId: 'b', roles: ['advisor'] }

async function plan(
  kind: 'once' | 'again',
  key: string,
  payload: unknown = {},
  merge?: (waiting: unknown) => unknown,
): Promise<string> {
  const { deps } = company
  const edit = merge ? { merge } : {}
  const planned = await deps.database.sql.transaction((tx) =>
    planEffect(tx, deps, { corpId, kind, key, payload, createdBy: 'a', ...edit }),
  )
  return planned.id ?? ''
}

async function settled(id: string) {
  await company.settle()
  return company.database.db.effect.findFirstOrThrow({ where: { id } })
}

function failing(kind: WecomError['kind'], errcode = 1): () => Promise<EffectAnswer> {
  return () => Promise.reject(new WecomError({ kind, api: 'test', errcode, errmsg: 'as told' }))
}

describe('the outbox', () => {
  it('carries out one effect for one key, however often it is planned', async () => {
    done = []
    const ids = [await plan('once', 'k1'), await plan('once', 'k1')]
    expect(ids[0]).toBe(ids[1])
    expect(await settled(ids[0] ?? '')).toMatchObject({ state: 'done', attempts: 1 })
    await plan('once', 'k1')
    await company.settle()
    expect(done).toHaveLength(1)
  })

  it('is planned with the decision or not at all', async () => {
    const { deps } = company
    const work = deps.database.sql.transaction(async (tx) => {
      await planEffect(tx, deps, { corpId, kind: 'once', key: 'k2', payload: {}, createdBy: null })
      throw new Error('the decision fell through')
    })
    await expect(work).rejects.toThrow('fell through')
    expect(await company.database.db.effect.count({ where: { key: 'k2' } })).toBe(0)
  })

  it('never repeats on a guess what works only once', async () => {
    done = []
    checked = null
    answers = [failing('unknown', 0)]
    const id = await plan('once', 'k3')
    expect(await settled(id)).toMatchObject({ state: 'unknown', attempts: 1 })
    expect(done).toEqual([])
  })

  it('asks what became of a call whose process died, before anything else', async () => {
    done = []
    checked = { state: 'done', result: { seen: true } }
    const { deps } = company
    await deps.database.sql.transaction(async (tx) => {
      const planned = await planEffect(tx, deps, {
        corpId,
        kind: 'once',
        key: 'k4',
        payload: {},
        createdBy: null,
        notBefore: new Date(deps.clock.nowMs() + 300),
      })
      await tx.run(`UPDATE "Effect" SET "state" = 'calling', "attempts" = 1 WHERE "id" = ?`, [planned.id])
    })
    await company.settle()
    expect(await company.database.db.effect.findFirst({ where: { key: 'k4' } })).toMatchObject({
      state: 'done',
      resultJson: '{"seen":true}',
    })
    expect(done).toEqual([])
  })

  it('keeps the reason of a refusal, and a person may repeat or leave it', async () => {
    answers = [failing('refused', 40100)]
    const id = await plan('again', 'k5')
    expect(await settled(id)).toMatchObject({ state: 'refused', errorCode: 40100 })
    answers = [failing('denied', 48002)]
    await repeatEffect(company.deps, admin, { id, handlers })
    expect(await settled(id)).toMatchObject({ state: 'failed', errorCode: 48002 })
    await dismissEffect(company.deps, admin, { id, reason: null, handlers })
    await expect(dismissEffect(company.deps, admin, { id, reason: null, handlers })).rejects.toMatchObject({
      kind: 'conflict',
    })
    await repeatEffect(company.deps, admin, { id, handlers })
    expect(await settled(id)).toMatchObject({ state: 'done', errorCode: null })
    await expect(repeatEffect(company.deps, admin, { id, handlers })).rejects.toMatchObject({
      kind: 'conflict',
    })
  })

  it('shows a person the own effects, and the admin all', async () => {
    expect((await listEffects(company.deps, advisor, {})).items).toEqual([])
    const all = await listEffects(company.deps, admin, {})
    expect(all.items.length).toBeGreaterThan(3)
    const failed = await listEffects(company.deps, admin, { state: 'unknown' })
    expect(failed.items.map((item) => item.state)).toEqual(['unknown'])
    await expect(
      dismissEffect(company.deps, advisor, { id: all.items[0]?.id ?? '', reason: null, handlers }),
    ).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  it('counts by state, and repeats what is filtered once, not what fails again', async () => {
    const { deps } = company
    answers = [failing('denied', 48002), failing('denied', 48002), failing('denied', 48002)]
    const ids = [await plan('once', 'm1'), await plan('once', 'm2'), await plan('once', 'm3')]
    for (const id of ids) await settled(id)
    const failed = async (scope: Scope) =>
      (await countEffects(deps, scope, { kind: 'once' })).states.find((one) => one.state === 'failed')
        ?.count ?? 0
    expect([await failed(admin), await failed(advisor)]).toEqual([3, 0])
    const asked = { state: 'failed' as const, kind: 'once', before: deps.clock.now().toISOString() }
    expect(await repeatEffects(deps, advisor, { asked, handlers })).toEqual({ repeated: 0, left: 0 })
    answers = [failing('denied', 48002)]
    expect(await repeatEffects(deps, admin, { asked, handlers })).toEqual({ repeated: 3, left: 0 })
    await company.settle()
    expect(await repeatEffects(deps, admin, { asked, handlers })).toEqual({ repeated: 0, left: 0 })
    expect(await failed(admin)).toBe(1)
  })

  it('holds what was open in a restored backup, asks about it, and carries it out only when a person says so', async () => {
    done = []
    answers = []
    const { deps } = company
    const soon = new Date(deps.clock.nowMs() + 300)
    const ids: string[] = []
    for (const [key, state] of [
      ['r1', 'planned'],
      ['r2', 'calling'],
    ] as const)
      await deps.database.sql.transaction(async (tx) => {
        const edit = { corpId, kind: 'again', key, payload: {}, createdBy: 'a', notBefore: soon }
        const planned = await planEffect(tx, deps, { ...edit, merge: () => ({}) })
        await tx.run(`UPDATE "Effect" SET "state" = ? WHERE "id" = ?`, [state, planned.id])
        ids.push(planned.id ?? '')
      })
    checked = null
    await beginEpoch(deps.database.sql, deps.clock, 'backup')
    const later = await deps.database.sql.transaction((tx) =>
      planEffect(tx, deps, {
        corpId,
        kind: 'again',
        key: 'r1',
        payload: {},
        createdBy: 'a',
        merge: () => ({}),
      }),
    )
    await company.settle()
    const states = await company.database.db.effect.findMany({
      where: { id: { in: [...ids, later.id ?? ''] } },
      select: { state: true, attempts: true, epoch: true },
      orderBy: { id: 'asc' },
    })
    expect(states).toEqual([
      { state: 'unknown', attempts: 0, epoch: 1 },
      { state: 'unknown', attempts: 0, epoch: 1 },
      { state: 'done', attempts: 1, epoch: 2 },
    ])
    expect(done).toHaveLength(1)
    await repeatEffect(deps, admin, { id: ids[0] ?? '', handlers })
    expect(await settled(ids[0] ?? '')).toMatchObject({ state: 'done', epoch: 2 })
  })

  /** Under way when its process ended: called so often, in so many tries of its job. */
  async function leaveCalling(
    plan: { kind: 'once' | 'again'; key: string; payload: unknown },
    { calls, tries }: { calls: number; tries: number },
  ): Promise<string> {
    const { deps } = company
    return deps.database.sql.transaction(async (tx) => {
      const notBefore = new Date(deps.clock.nowMs() + 300)
      const { id } = await planEffect(tx, deps, { corpId, createdBy: 'a', notBefore, merge: keep, ...plan })
      const called = [calls, id ?? '']
      await tx.run(`UPDATE "Effect" SET "state" = 'calling', "attempts" = ? WHERE "id" = ?`, called)
      await tx.run(
        `UPDATE "Job" SET "attempts" = ?, "errorText" = ? WHERE "name" = 'effects.run' AND "key" = ?`,
        [tries, PROCESS_GONE, plan.key],
      )
      return id ?? ''
    })
  }

  it('gives what ended its process in each try to a person, and goes on with what waited behind it', async () => {
    done = []
    checked = null
    const sent = await leaveCalling({ kind: 'once', key: 'dies', payload: 'sent' }, { calls: 1, tries: 8 })
    const edit = await leaveCalling({ kind: 'again', key: 'edits', payload: 'edit' }, { calls: 1, tries: 8 })
    const last = await plan('again', 'edits', 'last', keep)
    expect(await settled(sent)).toMatchObject({ state: 'unknown', reason: 'no-answer' })
    expect(await settled(edit)).toMatchObject({ state: 'failed', reason: 'own-fault' })
    expect(await settled(last)).toMatchObject({ state: 'done' })
    expect(done).toEqual(['last'])
  })

  it('forgives the tries of processes that ended, and calls again, until the call itself may be what ends them', async () => {
    done = []
    checked = null
    // Not the last try any more: it comes again some seconds later.
    answers = [() => Promise.reject(new Error('a fault of our own'))]
    const again = await leaveCalling({ kind: 'again', key: 'killed', payload: 'x' }, { calls: 9, tries: 7 })
    const often = await leaveCalling({ kind: 'again', key: 'kills', payload: 'y' }, { calls: 30, tries: 1 })
    expect(await settled(often)).toMatchObject({ state: 'failed', reason: 'own-fault' })
    expect(await settled(again)).toMatchObject({ state: 'done', attempts: 11 })
    expect(done).toEqual(['x'])
  })
})
