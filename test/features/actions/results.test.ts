import { ulid } from 'ulid'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { outcomeInput } from '../../../server/features/actions/contract.ts'
import { experimentInput } from '../../../server/features/actions/experiments/contract.ts'
import {
  endExperiment,
  startExperiment,
} from '../../../server/features/actions/experiments/edit-experiment.ts'
import { listExperiments } from '../../../server/features/actions/experiments/read-experiments.ts'
import { actions } from '../../../server/features/actions/index.ts'
import { recordOutcome } from '../../../server/features/actions/record-outcome.ts'
import { evaluatePolicies } from '../../../server/features/actions/results/evaluate-policies.ts'
import { listArmSends, listSends } from '../../../server/features/actions/results/list-sends.ts'
import { readPushTime, readPushTimes } from '../../../server/features/actions/results/read-push-time.ts'
import { markReplied } from '../../../server/features/actions/results/mark-replied.ts'
import { readResults, readSegments } from '../../../server/features/actions/results/read-results.ts'
import { logShown } from '../../../server/features/actions/shown-log.ts'
import { scriptInput } from '../../../server/features/scripts/contract.ts'
import { createScript } from '../../../server/features/scripts/edit-script.ts'
import { scripts } from '../../../server/features/scripts/index.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { makeOrder } from '../../support/factories/order.ts'
import { eachDialect } from '../../support/database.ts'
import { type Bench, CORP, openBench } from '../orders/desk.ts'

const ME: Scope = {
  corpId: CORP,
  staffId: 'ME',
  userid: 'lina',
  app: 'chat',
  roles: ['advisor', 'admin'],
  unitPaths: [],
}
/** Enough to tell two scripts apart. */
const PEOPLE = 160
const scene = 'service-due'

eachDialect('What came of the scripts', ({ open }) => {
  let bench: Bench
  let plain: string
  let warm: string

  beforeEach(async () => {
    bench = await openBench(await open(), [scripts, actions])
    await scripts.start?.(bench)
    const { db } = bench.database
    const first = await db.script.findFirstOrThrow({ where: { scene } })
    plain = first.id
    const text = { categoryId: first.categoryId, title: '暖心版', kind: 'text', body: '您好', scene }
    warm = (await createScript(bench, ME, scriptInput.parse(text))).id
  })
  afterEach(() => bench.close())

  /** So many customers whose service is due, each with a proposal. */
  async function meet(count: number): Promise<void> {
    const { db } = bench.database
    const now = bench.clock.now()
    const ids = Array.from({ length: count }, (_, n) => `C${String(n).padStart(3, '0')}`)
    const born = { corpId: CORP, name: '林晓雨', search: '', createdAt: now, updatedAt: now }
    await db.customer.createMany({ data: ids.map((id) => ({ ...born, id })) })
    await db.vehicle.createMany({
      data: ids.map((id) => ({
        corpId: CORP,
        id: `V${id}`,
        customerId: id,
        nextServiceOn: '2026-03-20',
        updatedAt: now,
      })),
    })
    await night('actions.daily')
  }

  async function night(name: string): Promise<void> {
    await bench.jobs.add(bench.database.db, { name, corpId: CORP, payload: {} })
    await bench.jobs.drain()
  }
  const proposed = () => bench.database.db.action.findMany({ where: { rule: scene } })

  /** Everybody gets what was proposed; of the warm ones three in four answer, of the plain ones one in eight. */
  async function week(): Promise<void> {
    for (const [n, action] of (await proposed()).entries()) {
      const { customerId, scriptId } = action
      const id = ulid(bench.clock.nowMs() + n)
      const sent = { id, customerId, rule: scene, scriptId, outcome: 'sent' }
      await recordOutcome(bench, ME, outcomeInput.parse(sent))
      const isAnswered = scriptId === warm ? n % 4 !== 0 : n % 8 === 0
      if (isAnswered) await markReplied(bench, ME, { id, isReplied: true })
    }
    bench.clock.advance(8 * 86_400_000)
    await night('actions.close-windows')
  }

  it('the better script wins in the ranking, and its chance is measured', async () => {
    await meet(PEOPLE)
    const before = await proposed()
    const share = (rows: typeof before) => rows.filter((row) => row.scriptId === warm).length / rows.length
    expect(share(before)).toBeGreaterThan(0.3)
    expect(share(before)).toBeLessThan(0.7)
    expect(before.every((row) => !row.isMeasured)).toBe(true)
    await week()
    await bench.database.db.vehicle.updateMany({ data: { nextServiceOn: '2026-04-12' } })
    bench.clock.set('2026-04-05T02:00:00Z')
    await night('actions.daily')
    const after = await proposed()
    expect(after).toHaveLength(PEOPLE)
    expect(share(after)).toBeGreaterThan(0.95)
    const chosen = after.find((row) => row.scriptId === warm)
    expect(chosen?.isMeasured).toBe(true)
    expect(chosen?.chance).toBeGreaterThan(0.5)
    expect(chosen?.probability).toBeGreaterThan(0.95)

    const { items } = await readResults(bench, ME, { days: 90 })
    const result = items.find((item) => item.scriptId === warm)
    expect(result).toMatchObject({ rule: scene, open: 0, isGone: false })
    expect(result?.rate?.low).toBeGreaterThan(0.5)
    expect(items.reduce((sum, item) => sum + item.sent, 0)).toBe(PEOPLE)
    const segments = await readSegments(bench, ME, { scriptId: warm, days: 90, rule: scene })
    expect(segments.items).toMatchObject([{ segment: '-.-', tier: null, sent: result?.sent }])
    const rows = await listSends(bench, ME, { scriptId: warm, days: 90, rule: scene, what: 'answered' })
    expect(rows.items).toHaveLength(30)
    expect(rows.items[0]).toMatchObject({ isClosed: true, customerName: '林晓雨' })
    const operator = { ...ME, roles: ['operator' as const] }
    const masked = await listSends(bench, operator, { scriptId: warm, days: 90, rule: scene, what: 'sent' })
    expect(masked.items[0]).toMatchObject({ customerName: '林**', customerId: null })

    // Everything went out at ten on a working day, and most of it was answered.
    const nowMs = bench.clock.nowMs()
    const ids = ['C000', 'C001']
    const first = { corpId: CORP, customerIds: ids, nowMs }
    const times = await readPushTimes(bench.database.sql, first)
    expect(times.get('C000')).toMatchObject({ hour: 10, isWorkday: true, basis: 'segment', count: PEOPLE })
    await bench.database.db.timelineEvent.createMany({
      data: [1, 2, 3, 4, 5].map((day) => ({
        corpId: CORP,
        id: `OPEN${day}`,
        customerId: 'C001',
        kind: 'link-open',
        key: `open ${day}`,
        at: new Date(`2026-03-0${day}T${day < 4 ? 11 : 14}:30:00Z`),
        detailJson: '{}',
      })),
    })
    // 19:30 in Shanghai three times; 22:30 is outside the hours in which messages go out.
    expect((await readPushTimes(bench.database.sql, first)).get('C001')).toMatchObject({
      hour: 19,
      isWorkday: null,
      basis: 'opens',
      count: 3,
      fromHour: 9,
      toHour: 20,
    })

    const policies = await evaluatePolicies(bench, ME, { days: 90, scene })
    expect(policies.actual.count).toBe(PEOPLE)
    // About eighty choices of the log are this script’s: too few to say what always taking it would bring.
    expect(policies.items.find((item) => item.scriptId === warm)).toMatchObject({
      state: 'withheld',
      reason: 'too-few',
      share: null,
    })

    // Where nobody answers, the hour that most were sent at is no better than any other.
    await bench.database.db.actionResult.updateMany({ data: { repliedAt: null } })
    expect((await readPushTimes(bench.database.sql, first)).get('C000')).toMatchObject({
      basis: 'default',
      rate: null,
    })
  })

  it('tries another hour on one day in ten, within the hours, the same all day', async () => {
    const customerIds = Array.from({ length: 1000 }, (_, n) => `TRIAL${n}`)
    const ask = (nowMs: number) => readPushTimes(bench.database.sql, { corpId: CORP, customerIds, nowMs })
    const morning = Date.parse('2026-03-17T01:00:00Z')
    const times = await ask(morning)
    const trials = [...times.values()].filter(({ basis }) => basis === 'trial')
    expect(trials.length).toBeGreaterThan(60)
    expect(trials.length).toBeLessThan(120)
    expect(new Set(trials.map(({ hour }) => hour))).toEqual(new Set([9, 11, 12, 13, 14, 15, 16, 17, 18, 19]))
    expect(await ask(morning + 5 * 3_600_000)).toEqual(times)
    // Eleven hours are allowed: each is tried alike, and the best one is drawn among them, too.
    for (const { basis, probability } of times.values())
      expect(probability).toBeCloseTo(basis === 'trial' ? 0.1 / 11 : 0.9 + 0.1 / 11, 12)
    // The weights of another way to choose: about one in the mean, or the log could judge nothing.
    const meanWeight = (wanted: (hour: number) => number): number =>
      [...times.values()].reduce((sum, { hour, probability }) => sum + wanted(hour) / probability, 0) / 1000
    for (const wanted of [() => 1 / 11, (hour: number) => (hour === 10 ? 1 : 0)])
      expect(Math.abs(meanWeight(wanted) - 1)).toBeLessThan(0.25)
    expect(await ask(morning + 24 * 3_600_000)).not.toEqual(times)
  })

  it('keeps which hour was advised and how likely it was, beside what came of the message', async () => {
    await meet(2)
    const [one, two] = await proposed()
    const send = ({ customerId = '', scriptId = null }: { customerId?: string; scriptId?: string | null }) =>
      recordOutcome(
        bench,
        ME,
        outcomeInput.parse({ id: ulid(), customerId, rule: scene, scriptId, outcome: 'sent' }),
      )
    const advised = await readPushTime(bench, ME, one?.customerId ?? '')
    await readPushTime(bench, { ...ME, staffId: 'OTHER' }, two?.customerId ?? '')
    await send(one ?? {})
    await send(two ?? {})
    const { db } = bench.database
    const advice = await db.pushAdvice.findMany({ where: { corpId: CORP }, orderBy: { staffId: 'asc' } })
    expect(advice).toHaveLength(2)
    const { hour, basis, probability } = advice.find(({ customerId }) => customerId === one?.customerId) ?? {}
    expect(advised).toMatchObject({ state: 'known', hour, basis })
    expect(advised).not.toHaveProperty('probability')
    const result = (customerId = '') => db.actionResult.findFirst({ where: { customerId } })
    expect(await result(one?.customerId)).toMatchObject({ pushHour: hour, pushProbability: probability })
    // What a colleague was told is not what this one went by.
    expect(await result(two?.customerId)).toMatchObject({ pushHour: null, pushProbability: null })

    bench.clock.advance(2 * 86_400_000)
    await night('actions.close-windows')
    expect(await db.pushAdvice.count({ where: { corpId: CORP } })).toBe(0)
    expect(await result(one?.customerId)).toMatchObject({ pushHour: hour, pushProbability: probability })
  })

  it('a visit within the week counts, one after it does not, and a late import is still found', async () => {
    await meet(2)
    const [one, two] = await proposed()
    for (const action of [one, two]) {
      const { customerId = '', scriptId = null } = action ?? {}
      const sent = { id: ulid(), customerId, rule: scene, scriptId, outcome: 'sent' }
      await recordOutcome(bench, ME, outcomeInput.parse(sent))
    }
    const order = (customerId: string, at: string) =>
      makeOrder(bench.database, {
        corpId: CORP,
        customerId,
        orderNo: `N${customerId}`,
        paidFen: 68_000,
        refundedFen: 0,
        at: new Date(at),
      })
    await order(two?.customerId ?? '', '2026-03-25T02:00:01Z')
    bench.clock.set('2026-03-26T02:00:00Z')
    await night('actions.close-windows')
    const results = () => bench.database.db.actionResult.findMany({ orderBy: { customerId: 'asc' } })
    expect(await results()).toMatchObject([
      { visitedOn: null, isResponse: false },
      { visitedOn: null, isResponse: false },
    ])
    expect((await results())[0]?.closedAt).not.toBeNull()
    await order(one?.customerId ?? '', '2026-03-20T02:00:00Z')
    await night('actions.close-windows')
    expect((await results())[0]).toMatchObject({
      boughtOn: '2026-03-20',
      boughtFen: 68_000,
      isResponse: true,
    })
  })

  it('a comparison shares customers out for good, and says nothing before there is enough', async () => {
    await meet(PEOPLE)
    const arms = [{ scriptId: plain }, { scriptId: warm }]
    const input = experimentInput.parse({ name: '语气', scene, arms })
    const { id } = await startExperiment(bench, ME, input)
    await expect(startExperiment(bench, ME, input)).rejects.toMatchObject({ kind: 'conflict' })
    await bench.jobs.drain()
    const first = await proposed()
    await night('actions.daily')
    const arm = (rows: typeof first) => rows.map((row) => `${row.customerId} ${row.arm}`)
    expect(arm(await proposed())).toEqual(arm(first))
    expect((await listExperiments(bench, ME, undefined)).items[0]).toMatchObject({ verdict: 'not-enough' })
    await week()
    const [found] = (await listExperiments(bench, ME, undefined)).items
    // By the usual test the difference is beyond doubt; whoever looks every day may not trust that yet.
    expect(found).toMatchObject({ verdict: 'no-difference', verdictArm: null, name: '语气' })
    expect(found?.arms[1]?.comparison?.adjustedP).toBeLessThan(0.001)
    expect(found?.needed).toBeGreaterThan(500)
    const rows = await listArmSends(bench, ME, { id, arm: 'B', what: 'sent', cursor: undefined })
    expect(rows.items).toHaveLength(30)
    expect(rows.nextCursor).not.toBeNull()
    expect(found?.arms[1]?.comparison?.low).toBeGreaterThan(0.3)
    expect(found?.allocationP).toBeGreaterThan(0.001)
    expect(await endExperiment(bench, ME, id)).toMatchObject({ state: 'ended', verdict: 'no-difference' })
  })

  it('a window that ended while nobody was at work is closed all the same', async () => {
    await meet(1)
    const { customerId = '', scriptId = null } = (await proposed())[0] ?? {}
    const sent = { id: ulid(), customerId, rule: scene, scriptId, outcome: 'sent' }
    await recordOutcome(bench, ME, outcomeInput.parse(sent))
    bench.clock.advance(60 * 86_400_000)
    await night('actions.close-windows')
    expect((await bench.database.db.actionResult.findFirst())?.closedAt).not.toBeNull()
  })

  it('what was shown is kept once for each person and situation, with all that was weighed', async () => {
    await meet(1)
    const { db, sql } = bench.database
    const list = await db.actionList.findFirstOrThrow()
    const { customerId, situation } = list
    const look = { corpId: CORP, staffId: 'ME', customerId, situation, at: bench.clock.now() }
    await sql.transaction((tx) => logShown(tx, [look, look, { ...look, staffId: 'OTHER' }]))
    await sql.transaction((tx) => logShown(tx, [look, { ...look, situation: 'older' }]))
    const logged = await db.shownList.findMany({ orderBy: { staffId: 'asc' } })
    expect(logged.map((row) => row.staffId)).toEqual(['ME', 'OTHER'])
    expect(logged[0]?.probability).toBeGreaterThanOrEqual(0.01)
    expect(JSON.parse(logged[0]?.candidatesJson ?? '').candidates[0]).toMatchObject({ rule: scene })
    expect(JSON.parse(logged[0]?.versionsJson ?? '')).toMatchObject({ ranking: 'nba-2' })
  })
})
