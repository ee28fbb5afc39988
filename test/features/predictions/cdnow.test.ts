import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orders } from '../../../server/features/orders/index.ts'
import { backtest, checks, mbgParameters } from '../../../server/features/predictions/fit-json.ts'
import { predictions } from '../../../server/features/predictions/index.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { type Bench, CORP, importText, openBench } from '../orders/desk.ts'

// Real orders of the CDNOW cohort through the real import; the figures are those of the analytics specification.
const folder = process.env['LIUKE_DATA_DIR'] ?? resolve(import.meta.dirname, '../../../../shared/data')
const path = join(folder, 'cdnow_orders.csv')
const hasData = existsSync(path)
if (!hasData)
  process.stdout.write('skipped: no data (set LIUKE_DATA_DIR to a folder with cdnow_orders.csv)\n')

describe.skipIf(!hasData)('the forecast of the CDNOW cohort', () => {
  let database: TestDatabase
  let bench: Bench

  beforeAll(async () => {
    database = await openTestDatabase()
    bench = await openBench(database, [orders, predictions])
    bench.clock.set('1997-09-30T04:00:00Z')
    await importText(bench, readFileSync(path), { kind: 'service', createCustomers: true })
    // The first fit waits for the end of the import.
    bench.clock.advance(5000)
    await bench.jobs.drain()
  }, 180_000)

  afterAll(async () => {
    await bench.close()
    await database.close()
  })

  it('comes from the published parameters, found without being asked', async () => {
    const fit = await database.db.modelFit.findFirst({
      where: { corpId: CORP },
      orderBy: { createdAt: 'desc' },
    })
    expect(fit).toMatchObject({ state: 'fitted', customers: 2357, repeatVisits: 2457, k: 1 })
    expect(fit?.logLikelihood).toBeCloseTo(-9582.14, 1)
    const { r, alpha, a, b } = mbgParameters.parse(JSON.parse(fit?.parametersJson ?? ''))
    expect([r, a].map((value) => Math.round(value * 1000))).toEqual([525, 891])
    expect([alpha, b].map((value) => Math.round(value * 100))).toEqual([618, 161])
    const other = checks.parse(JSON.parse(fit?.checksJson ?? '')).find((check) => check.name === 'Pareto/NBD')
    expect(other?.logLikelihood).toBeCloseTo(-9594.98, 1)
    expect(backtest.parse(JSON.parse(fit?.backtestJson ?? ''))?.bins.length).toBe(10)
  })

  it('is made for every customer with a visit, and for nobody without', async () => {
    expect(await database.db.prediction.count({ where: { churn: { not: null } } })).toBe(2357)
    const { _avg } = await database.db.prediction.aggregate({ _avg: { churn: true } })
    expect(_avg.churn).toBeGreaterThan(0.6)
    expect(await database.db.prediction.count({ where: { nextVisitOn: null } })).toBe(0)
  })
})
