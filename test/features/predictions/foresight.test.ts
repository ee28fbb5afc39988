import { beforeAll, expect, it } from 'vitest'
import type { CustomerRow } from '../../../server/features/customers/contract.ts'
import { readDepartures } from '../../../server/features/handover/board/list-departures.ts'
import { customerPrediction, modelPage, riskList } from '../../../server/features/predictions/contract.ts'
import { standingAnswer, standingSettings } from '../../../server/features/standing/contract.ts'
import { newId } from '../../../server/platform/new-id.ts'
import { addDays, localDateOf, type LocalDate } from '../../../server/domain/time.ts'
import { makeVisitors, makeVisits } from '../../support/factories/visitors.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

const DAY_MS = 86_400_000

onBothDatabases('What is foreseen', (service) => {
  let lina: Browser
  let admin: Browser
  let star: CustomerRow

  const today = (): LocalDate => localDateOf(service().deps.clock.nowMs())
  const read = async () =>
    customerPrediction.parse((await lina.get(`/api/v1/customers/${star.id}/prediction`)).json())
  const model = async () => modelPage.parse((await admin.get('/api/v1/predictions/model')).json())
  const run = async (name: string): Promise<void> => {
    const { deps } = service()
    await deps.jobs.add(deps.database.db, { name, corpId, payload: {} })
    await deps.jobs.drain()
  }
  const warnings = () =>
    service().database.db.task.findMany({ where: { corpId, kind: 'churn', customerId: star.id } })
  const visit = async (days: LocalDate[]): Promise<void> => {
    const { deps, database } = service()
    await makeVisits(database, { corpId, customerId: star.id, days })
    await database.db.$transaction((tx) =>
      deps.changes.report(tx, [{ kind: 'orders-linked', corpId, customerIds: [star.id] }]),
    )
    await deps.jobs.drain()
  }
  /** Days pass until the customer is above the line; the daily job runs each twenty days. */
  const waitForHigh = async (): Promise<void> => {
    for (let n = 0; n < 30; n++) {
      service().advance(20 * DAY_MS)
      await run('predictions.daily')
      await signIn()
      const { churn } = await read()
      if (churn.state === 'known' && churn.band === 'high') return
    }
    throw new Error('the band never became high')
  }

  /** Sessions do not outlive the days that pass here. */
  const signIn = async (): Promise<void> => {
    lina = await service().signIn('lina')
    admin = await service().signIn('hanyue')
  }

  beforeAll(async () => {
    await signIn()
    const [row] = (await walk<CustomerRow>(lina, '/api/v1/customers?q=lxy')).rows
    if (!row) throw new Error('林晓雨 is not there')
    star = row
  })

  it('is nothing before there is enough to go by, and the page says so', async () => {
    await run('predictions.fit')
    expect((await model()).fit).toMatchObject({ state: 'not-enough-data', customers: 0, name: null })
    const { churn, value, nextVisit } = await read()
    expect([churn, value, nextVisit]).toEqual(Array.from({ length: 3 }, () => ({ state: 'not-enough-data' })))
  })

  it('comes from a fit that shows its checks and what it would have said half a year ago', async () => {
    await makeVisitors(service().database, { corpId, count: 260, today: today() })
    await visit([300, 240, 180, 120, 70, 20].map((ago) => addDays(today(), -ago)))
    expect((await admin.send('POST', '/api/v1/predictions/fits', {})).status).toBe(202)
    await service().deps.jobs.drain()
    const { fit, latest, bands } = await model()
    expect(fit).toMatchObject({ state: 'fitted', customers: 261, converged: true })
    expect(latest).toBeNull()
    expect(fit?.checks.length).toBe(6)
    expect(fit?.backtest?.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(fit?.backtest?.customers)
    expect(bands.high + bands.medium + bands.low).toBeGreaterThan(0)
    const { churn, value, nextVisit } = await read()
    expect(churn).toMatchObject({ state: 'known', band: 'low' })
    expect(value).toMatchObject({ state: 'known', months: 12, paidVisits: 6 })
    expect(nextVisit).toMatchObject({ state: 'known', rule: 'gap', ownGaps: 5 })
    expect(nextVisit).toMatchObject({
      item: { item: '常规保养', own: 6, of: 6, lastOn: addDays(today(), -20) },
      withIt: null,
      checks: fit?.visits,
    })
    expect(fit?.visits?.dates?.coverage).toBeGreaterThan(0.3)
    expect(fit?.visits?.dates?.maeDays).toBeGreaterThan(1)
    expect(fit?.visits?.items).toMatchObject({ hitShare: 1, commonestShare: 1 })
  })

  it('names no item where always naming what is bought most has been right more often', async () => {
    const { db } = service().database
    const { modelVersion } = await db.prediction.findUniqueOrThrow({
      where: { corpId_customerId: { corpId, customerId: star.id } },
    })
    const where = { corpId_id: { corpId, id: modelVersion ?? '' } }
    const { visitsJson } = await db.modelFit.findUniqueOrThrow({ where })
    const worse = visitsJson?.replace('"hitShare":1', '"hitShare":0.9') ?? ''
    expect(worse).not.toBe(visitsJson)
    await db.modelFit.update({ where, data: { visitsJson: worse } })
    expect((await read()).nextVisit).toMatchObject({ state: 'known', item: null, withIt: null })
    await db.modelFit.update({ where, data: { visitsJson } })
    expect((await read()).nextVisit).toMatchObject({ item: { item: '常规保养' } })
  })

  it('is the same forecast one by one as all together', async () => {
    const rows = () =>
      service().database.db.prediction.findMany({ orderBy: { customerId: 'asc' }, omit: { updatedAt: true } })
    const together = await rows()
    const { deps, database } = service()
    const some = together.filter((_, n) => n % 8 === 0).reverse()
    await database.db.prediction.deleteMany({
      where: { customerId: { in: some.map((row) => row.customerId) } },
    })
    for (const { customerId } of some)
      await deps.jobs.add(database.db, {
        name: 'predictions.score',
        corpId,
        payload: { customerIds: [customerId] },
      })
    await deps.jobs.drain()
    expect(await rows()).toEqual(together)
  })

  it('warns the advisor once when a customer crosses the line, however often it is looked at', async () => {
    await waitForHigh()
    await run('predictions.daily')
    service().advance(DAY_MS)
    await signIn()
    await run('predictions.daily')
    const [warning, ...others] = await warnings()
    expect(others).toEqual([])
    expect(warning).toMatchObject({ staffId: await service().staffId('lina'), doneAt: null })
    const { churn } = await read()
    const overdue = expect.objectContaining({ kind: 'overdue' })
    expect(churn).toMatchObject({ band: 'high', reasons: expect.arrayContaining([overdue]) })
  })

  it('is read by the stage, the grade, the proposals and the board of departures', async () => {
    const { deps, database } = service()
    const standing = async () =>
      standingAnswer.parse((await lina.get(`/api/v1/customers/${star.id}/standing`)).json()).standing
    const { nextVisit, value } = await read()
    if (nextVisit.state !== 'known' || value.state !== 'known') throw new Error('nothing is foreseen')
    expect((await standing())?.overdue).toMatchObject({ gapDays: nextVisit.gapDays, source: 'forecast' })
    const { terms } = standingSettings.parse((await admin.get('/api/v1/standing/settings')).json())
    const steps = { ...terms.grade.steps, value: [{ from: 1, points: 20 }] }
    await admin.send('PUT', '/api/v1/standing/settings', {
      terms: { ...terms, grade: { ...terms.grade, steps } },
    })
    await deps.jobs.drain()
    const part = { part: 'value', points: 20, most: 20, value: value.clvFen }
    expect((await standing())?.grade?.parts).toContainEqual(part)
    const [warning] = await warnings()
    const proposal = await database.db.action.findFirst({
      where: { corpId, customerId: star.id, rule: 'churn-warning' },
    })
    expect(proposal).toMatchObject({ dueOn: warning?.dueOn })
    const [board] = await readDepartures(deps, corpId, { sql: `s."userid" = 'lina'`, params: [] })
    expect(board?.atRisk.clvFen).toBe(value.clvFen)
  })

  it('lists those above the line to whoever may see them', async () => {
    const list = async (by: Browser) => riskList.parse((await by.get('/api/v1/predictions/at-risk')).json())
    expect((await list(lina)).items.map((row) => row.customerId)).toContain(star.id)
    const stranger = await service().signIn('wanglei')
    expect((await list(stranger)).items.map((row) => row.customerId)).not.toContain(star.id)
  })

  it('takes the warning back when the customer comes, and warns anew in the next absence', async () => {
    await visit([today()])
    const [closed] = await warnings()
    expect(closed).toMatchObject({ closedCause: 'came-back' })
    expect((await read()).churn).toMatchObject({ band: 'low', crossedOn: null })
    await waitForHigh()
    expect((await warnings()).filter((task) => task.doneAt === null).length).toBe(1)
    expect((await warnings()).length).toBe(2)
  })

  it('is dealt with when the advisor has written: the task is done and nobody is asked again', async () => {
    const { deps, database } = service()
    const proposal = () =>
      database.db.action.count({ where: { corpId, customerId: star.id, rule: 'churn-warning' } })
    expect(await proposal()).toBe(1)
    const body = {
      id: newId(service().deps.clock.nowMs()),
      customerId: star.id,
      rule: 'churn-warning',
      scriptId: null,
      outcome: 'sent',
    }
    expect((await lina.send('POST', '/api/v1/actions/outcomes', body)).status).toBe(201)
    const open = (await warnings()).filter((task) => task.doneAt === null || task.closedCause === null)
    expect(open).toMatchObject([{ closedCause: null }])
    expect(open[0]?.doneAt).not.toBeNull()
    service().advance(60 * DAY_MS)
    await signIn()
    await run('predictions.daily')
    await deps.jobs.add(database.db, { name: 'actions.daily', corpId, payload: {} })
    await deps.jobs.drain()
    expect(await proposal()).toBe(0)
  })

  it('is silent about what an administrator has switched off, and keeps who did it', async () => {
    const { terms } = await model()
    const changed = await admin.send('PUT', '/api/v1/predictions/terms', {
      ...terms,
      churn: false,
      nextVisit: false,
    })
    expect(changed.status).toBe(200)
    await service().deps.jobs.drain()
    const { churn, nextVisit } = await read()
    expect([churn, nextVisit]).toEqual([{ state: 'off' }, { state: 'off' }])
    const { prediction } = service().database.db
    expect(await prediction.count({ where: { churn: { not: null } } })).toBe(0)
    expect(await prediction.count({ where: { nextVisitJson: { not: null } } })).toBe(0)
    expect(
      await service().database.db.auditEntry.count({ where: { action: 'prediction-terms-changed' } }),
    ).toBe(1)
    expect((await lina.send('PUT', '/api/v1/predictions/terms', terms)).status).toBe(403)
  })
})
