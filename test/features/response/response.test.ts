import { afterEach, beforeEach, expect, it } from 'vitest'
import { seededRandom } from '../../../server/domain/analytics/random.ts'
import { orders } from '../../../server/features/orders/index.ts'
import { listTrials } from '../../../server/features/response/list-trials.ts'
import { predictResponses, readCurrentModel, response } from '../../../server/features/response/index.ts'
import { readResponseModel, switchResponse } from '../../../server/features/response/read-model.ts'
import { readCustomerResponse } from '../../../server/features/response/read-response.ts'
import { startTraining } from '../../../server/features/response/start-training.ts'
import type { TrialPage } from '../../../server/features/response/contract.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { eachDialect } from '../../support/database.ts'
import { type Bench, CORP, makeCustomer, openBench } from '../orders/desk.ts'

const admin: Scope = {
  corpId: CORP,
  staffId: 'ADMIN',
  userid: 'admin',
  app: 'console',
  roles: ['admin'],
  unitPaths: ['/'],
}
const DAY_MS = 86_400_000
const GROUPS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] as const
type Part = 'all' | 'top' | (typeof GROUPS)[number]

eachDialect('the response model', ({ open }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench(await open(), [orders, response])
  })
  afterEach(() => bench.close())

  const daysAgo = (days: number): Date => new Date(bench.clock.nowMs() - days * DAY_MS)

  /** Messages of the last half year: a customer who was sent a service reminder answers far more often. */
  async function sendMessages(count: number): Promise<void> {
    const random = seededRandom('messages')
    for (let n = 0; n < 4; n++) await makeCustomer(bench, `C${n}`)
    const sends = Array.from({ length: count }, (_, n) => {
      const rule = random() < 0.5 ? 'service-due' : 'high-value-care'
      const at = daysAgo(200 - (190 * n) / count)
      const isAnswered = random() < (rule === 'service-due' ? 0.4 : 0.02)
      // Each customer of their own: an answer to one message would otherwise be one to its neighbours, too.
      return { id: `M${n}`, customerId: `C${n}`, rule, at, isAnswered }
    })
    const { db } = bench.database
    await db.actionOutcome.createMany({
      data: sends.map(({ id, customerId, rule, at }) => ({
        id,
        customerId,
        rule,
        at,
        corpId: CORP,
        staffId: 'S1',
        scriptId: null,
        outcome: 'sent',
      })),
    })
    await db.actionResult.createMany({
      data: sends.map(({ at, isAnswered, ...send }) => ({
        ...send,
        corpId: CORP,
        staffId: 'S1',
        scriptId: 'T1',
        scriptVersion: 1,
        segment: '',
        isEdited: false,
        sentAt: at,
        closesAt: new Date(at.getTime() + 7 * DAY_MS),
        repliedAt: isAnswered ? new Date(at.getTime() + 60_000) : null,
      })),
    })
  }

  async function train(): Promise<void> {
    await bench.jobs.add(bench.database.db, {
      name: 'response.train',
      corpId: CORP,
      payload: {},
      key: 'test',
    })
    await bench.jobs.drain()
  }

  /** What it reads from has gone meanwhile: every try meets the same fault. */
  async function withoutResults(run: () => Promise<void>): Promise<void> {
    await bench.database.sql.run('ALTER TABLE "ActionResult" RENAME TO "ActionResultAway"')
    try {
      await run()
    } finally {
      await bench.database.sql.run('ALTER TABLE "ActionResultAway" RENAME TO "ActionResult"')
    }
  }

  async function useUpTries(): Promise<void> {
    for (let n = 0; n < 5; n++) {
      await bench.jobs.drain()
      bench.clock.advance(20 * 60_000)
    }
  }

  async function readTrials(part: Part, what: 'all' | 'answered'): Promise<TrialPage['items']> {
    const { model } = await readResponseModel(bench, admin)
    const rows: TrialPage['items'] = []
    for (let cursor: string | undefined; ;) {
      const page = await listTrials(bench, admin, { version: model?.version ?? '', part, what, cursor })
      rows.push(...page.items)
      if (page.nextCursor === null) return rows
      cursor = page.nextCursor
    }
  }

  it('says that there is not enough to learn from, and gives no chances', async () => {
    await sendMessages(200)
    await train()
    const { model } = await readResponseModel(bench, admin)
    expect(model).toMatchObject({ state: 'not-enough-data', rows: 200, quality: null, scored: 0 })
    expect(await readCurrentModel(bench, CORP)).toBeNull()
    expect(await readCustomerResponse(bench, admin, 'C1')).toEqual({ state: 'not-enough-data' })
  })

  it('learns what is answered, says how true its chances were, and ranks by them', async () => {
    await sendMessages(1_200)
    const told: string[] = []
    bench.live.listen(CORP, ({ topic, id }) => topic === 'model' && told.push(id))
    await train()
    const { model } = await readResponseModel(bench, admin)
    expect(model).toMatchObject({ state: 'ok', rows: 1_200, scored: 4 })
    // once trained, once everybody has a chance
    expect(told).toEqual(['response', 'response'])
    expect(model?.quality?.auc).toBeGreaterThan(0.75)
    expect(model?.quality?.brier).toBeLessThan(model?.quality?.baseBrier ?? 0)
    expect(model?.reliability).toHaveLength(10)
    const current = await readCurrentModel(bench, CORP)
    if (!current) throw new Error('there is no model')
    const [care, due] = await predictResponses(bench.database.sql, current, {
      corpId: CORP,
      atMs: bench.clock.nowMs(),
      asks: [
        { customerId: 'C1', rule: 'high-value-care' },
        { customerId: 'C1', rule: 'service-due' },
      ],
    })
    expect(due).toBeGreaterThan(0.25)
    expect(care).toBeLessThan(0.1)

    const one = await readCustomerResponse(bench, admin, 'C1')
    if (one.state !== 'known') throw new Error(one.state)
    const { chance } = await bench.database.db.responseScore.findFirstOrThrow({ where: { customerId: 'C1' } })
    expect(one).toMatchObject({ chance, average: model?.quality?.baseRate })
    expect(one.reasons.length).toBeGreaterThan(0)
    // The kind of message is what moves most here, and is nothing that could be said of a customer.
    expect(one.reasons.map(({ feature }) => feature)).not.toContain('rule')
    const stranger = { ...admin, staffId: 'OTHER', roles: ['advisor' as const], unitPaths: [] }
    await expect(readCustomerResponse(bench, stranger, 'C1')).rejects.toThrow('outside the scope')
  })

  it('says how the fit went, and how much more the upper fifth answered, message by message', async () => {
    await sendMessages(1_200)
    await train()
    const { db } = bench.database
    await db.customer.updateMany({ where: { corpId: CORP, id: 'C1' }, data: { name: '林晓雨' } })
    await db.actionOutcome.updateMany({ where: { corpId: CORP }, data: { customerId: 'C1' } })
    const { model, inUse, training } = await readResponseModel(bench, admin)
    if (!model?.fit || !model.top || !model.quality) throw new Error('there is no model')
    expect(inUse).toEqual({ version: model.version, trainedAt: model.trainedAt })
    expect(training).toMatchObject({ state: 'done', startedBy: null, reason: null })
    const { fit, top, quality } = model
    expect(fit).toMatchObject({ rows: 720, lambda: 1, isConverged: true })
    expect(fit.path).toHaveLength(fit.iterations + 1)
    expect(fit.path.at(-1)).toBe(fit.logLikelihood)
    expect(fit.path[0]).toBeCloseTo(fit.constantLogLikelihood, 1)
    const rate = fit.answers / 720
    expect(fit.constantLogLikelihood).toBeCloseTo(
      720 * (rate * Math.log(rate) + (1 - rate) * Math.log(1 - rate)),
      6,
    )
    expect(fit.logLikelihood).toBeGreaterThan(fit.constantLogLikelihood + 50)

    // 240 messages were not shown to the model; half of them are of the kind that four in ten answer
    expect(top).toMatchObject({ count: 48, rate: top.answers / 48, lift: top.rate / quality.baseRate })
    expect(top.lift).toBeGreaterThan(1.4)
    expect(top.low).toBeGreaterThan(quality.baseRate)
    const all = await readTrials('all', 'all')
    expect(all).toHaveLength(quality.count)
    expect(all.filter((row) => row.isAnswered)).toHaveLength(quality.answers)
    expect(all.map((row) => row.place)).toEqual(Array.from({ length: 240 }, (_, n) => n + 1))
    expect(all.map((row) => row.chance)).toEqual(all.map((row) => row.chance).sort((a, b) => b - a))
    expect(await readTrials('top', 'all')).toEqual(all.slice(0, 48))
    expect(await readTrials('top', 'answered')).toHaveLength(top.answers)
    for (const [n, bin] of model.reliability.entries()) {
      const rows = await readTrials(GROUPS[n] ?? 'all', 'all')
      expect(rows).toHaveLength(bin.count)
      expect(rows.filter((row) => row.isAnswered).length / rows.length).toBeCloseTo(bin.observed, 12)
    }
    expect(all[0]?.message).toMatchObject({ rule: 'service-due', customerId: 'C1' })
    const operator = { ...admin, staffId: 'OTHER', roles: ['operator' as const], unitPaths: [] }
    const query = { version: model.version, part: 'all', what: 'all', cursor: undefined } as const
    const [masked] = (await listTrials(bench, operator, query)).items
    expect(masked?.message?.customerId).toBeNull()
    expect(all[0]?.message?.customerName).toBe('林晓雨')
    expect(masked?.message?.customerName).toBe('林**')
    expect((await listTrials(bench, { ...admin, corpId: 'OTHER' }, query)).items).toEqual([])
  })

  it('keeps the model from before when a training fails, and says why', async () => {
    await sendMessages(1_200)
    await train()
    const before = await readResponseModel(bench, admin)
    bench.clock.advance(DAY_MS)
    let jobId = ''
    await withoutResults(async () => {
      ;({ jobId } = await startTraining(bench, { ...admin, staffId: 'S1' }))
      expect((await readResponseModel(bench, admin)).training).toMatchObject({
        state: 'running',
        reason: null,
      })
      await bench.jobs.drain()
      expect((await readResponseModel(bench, admin)).training).toMatchObject({
        state: 'running',
        attempt: 1,
        attempts: 5,
        reason: 'internal',
      })
      bench.clock.advance(20 * 60_000)
      await useUpTries()
    })
    const failed = await readResponseModel(bench, admin)
    expect(failed.training).toMatchObject({ state: 'failed', attempt: 5, reason: 'internal' })
    expect(failed.training?.errorText).toContain('ActionResult')
    expect(failed.training?.endedAt).not.toBeNull()
    expect(failed).toMatchObject({ model: before.model, inUse: before.inUse })
    expect((await readCurrentModel(bench, CORP))?.version).toBe(before.inUse?.version)
    expect(await readCustomerResponse(bench, admin, 'C1')).toMatchObject({ state: 'known' })

    expect(await bench.jobs.retry(CORP, jobId)).toBe('queued')
    await bench.jobs.drain()
    const after = await readResponseModel(bench, admin)
    expect(after.training).toMatchObject({ state: 'done', reason: null, errorText: null })
    expect(after.inUse?.version).toBe(after.model?.version)
    expect(after.inUse?.version).not.toBe(before.inUse?.version)
    expect(await bench.database.db.responseTrial.count()).toBe(240)
  })

  it('says that a first training failed, which is not that there was too little', async () => {
    await sendMessages(400)
    await withoutResults(async () => {
      await startTraining(bench, admin)
      await useUpTries()
    })
    const view = await readResponseModel(bench, admin)
    expect(view).toMatchObject({
      model: null,
      inUse: null,
      training: { state: 'failed', reason: 'internal' },
    })
  })

  it('waits until the seven days of a message are over', async () => {
    await bench.database.db.actionOutcome.createMany({
      data: [1, 6, 8].map((days) => ({
        corpId: CORP,
        id: `D${days}`,
        customerId: 'C0',
        staffId: 'S1',
        rule: 'service-due',
        scriptId: null,
        outcome: 'sent',
        at: daysAgo(days),
      })),
    })
    await train()
    expect((await readResponseModel(bench, admin)).model?.rows).toBe(1)
  })

  it('leaves no scores behind when it is switched off', async () => {
    await sendMessages(1_200)
    await train()
    await switchResponse(bench, admin, false)
    await bench.jobs.drain()
    expect(await bench.database.db.responseScore.count()).toBe(0)
    expect(await readCurrentModel(bench, CORP)).toBeNull()
    expect(await readCustomerResponse(bench, admin, 'C1')).toEqual({ state: 'off' })
    await switchResponse(bench, admin, true)
    await bench.jobs.drain()
    expect((await readResponseModel(bench, admin)).model?.scored).toBe(4)
  })
})
