import { afterEach, beforeEach, expect, it } from 'vitest'
import { seededRandom } from '../../../server/domain/analytics/random.ts'
import { orders } from '../../../server/features/orders/index.ts'
import { predictResponses, readCurrentModel, response } from '../../../server/features/response/index.ts'
import { readResponseModel, switchResponse } from '../../../server/features/response/read-model.ts'
import { readCustomerResponse } from '../../../server/features/response/read-response.ts'
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
