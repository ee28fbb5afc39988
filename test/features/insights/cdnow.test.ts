import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insights } from '../../../server/features/insights/index.ts'
import { recalibrate } from '../../../server/features/insights/rebuild.ts'
import type { ImportRun } from '../../../server/features/orders/contract.ts'
import { orders } from '../../../server/features/orders/index.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { type Bench, CORP, importText, openBench } from '../orders/desk.ts'

// Real orders of the CDNOW cohort through the real import; the figures are those of the analytics specification.
const folder = process.env['LIUKE_DATA_DIR'] ?? resolve(import.meta.dirname, '../../../../shared/data')
const path = join(folder, 'cdnow_orders.csv')
const hasData = existsSync(path)
if (!hasData)
  process.stdout.write('skipped: no data (set LIUKE_DATA_DIR to a folder with cdnow_orders.csv)\n')

const CODES = [7, 5, 3, 1, 6, 4, 2, 0]

interface Case {
  asOf: string
  windowDays: number
  counted: number
  sums: [number, number, number]
  scoreSums: [number, number, number]
  scoreMean: number[]
  valueMean: number[]
}

const CASES: Case[] = [
  {
    asOf: '1997-09-30',
    windowDays: 365,
    counted: 2357,
    sums: [426_830, 4_814, 17_311_555],
    scoreSums: [7_038, 5_049, 7_060],
    scoreMean: [811, 191, 74, 337, 51, 346, 10, 537],
    valueMean: [376, 72, 28, 135, 89, 188, 14, 1455],
  },
  {
    asOf: '1998-06-30',
    windowDays: 730,
    counted: 2357,
    sums: [875_776, 6_696, 24_409_194],
    scoreSums: [7_048, 5_749, 7_060],
    scoreMean: [980, 95, 74, 265, 75, 254, 10, 604],
    valueMean: [464, 30, 37, 62, 188, 161, 47, 1368],
  },
  {
    asOf: '1998-06-30',
    windowDays: 365,
    counted: 812,
    sums: [117_494, 2_607, 9_796_370],
    scoreSums: [2_431, 2_143, 2_433],
    scoreMean: [328, 25, 84, 50, 41, 93, 30, 161],
    valueMean: [151, 34, 23, 26, 32, 242, 11, 293],
  },
]

describe.skipIf(!hasData)('tiers of the CDNOW cohort', () => {
  let database: TestDatabase
  let bench: Bench
  let run: ImportRun

  beforeAll(async () => {
    database = await openTestDatabase()
    bench = await openBench(database, [orders, insights])
    bench.clock.set('1998-07-01T04:00:00Z')
    run = await importText(bench, readFileSync(path), { kind: 'service', createCustomers: true })
  })

  afterAll(async () => {
    await bench.close()
    await database.close()
  })

  it('come from an import that takes the file as it is', async () => {
    expect(run).toMatchObject({ state: 'done', newRows: 6919, badRows: 0, linkedRows: 6919 })
    expect(run.mapping).toMatchObject({
      amountUnit: 'fen',
      columns: { orderNo: 'order_id', memberNo: 'customer_id', orderedAt: 'order_date', paid: 'amount_fen' },
    })
    expect(await database.db.customer.count()).toBe(2357)
  })

  it('are calibrated by the first import without being asked', async () => {
    // Calibration waits for the end of the import: thresholds of half a file would be wrong for good.
    bench.clock.advance(5000)
    await bench.jobs.drain()
    const [first] = await database.db.rfmThreshold.findMany()
    expect(first).toMatchObject({ asOf: '1998-07-01', windowDays: 730, mode: 'score-mean', counted: 2357 })
    expect(await database.db.rfm.count()).toBe(2357)
  })

  it.each(CASES)('as of $asOf over $windowDays days are those of the specification', async (expected) => {
    expect(await tiersOf(expected, 'score-mean')).toEqual(expected.scoreMean)
    const rows = await database.db.rfm.findMany()
    const sum = (valueOf: (row: (typeof rows)[number]) => number): number =>
      rows.reduce((total, row) => total + valueOf(row), 0)
    const asOfMs = Date.parse(expected.asOf)
    expect(rows.length).toBe(expected.counted)
    expect([
      sum((row) => (asOfMs - Date.parse(row.lastVisitOn)) / 86_400_000),
      sum((row) => row.frequency),
      sum((row) => Number(row.monetaryFen)),
    ]).toEqual(expected.sums)
    expect([
      sum((row) => row.recencyScore),
      sum((row) => row.frequencyScore),
      sum((row) => row.monetaryScore),
    ]).toEqual(expected.scoreSums)
    expect(await tiersOf(expected, 'value-mean')).toEqual(expected.valueMean)
  })

  it('show the score histograms and the three named customers of 1997-09-30', async () => {
    const year = { asOf: '1997-09-30', windowDays: 365 }
    await tiersOf(year, 'value-mean')
    expect(await rfmOfMember('21')).toMatchObject({ code: 1 })
    await tiersOf(year, 'score-mean')
    const rows = await database.db.rfm.findMany()
    const histogram = (column: 'recencyScore' | 'frequencyScore' | 'monetaryScore'): number[] =>
      [1, 2, 3, 4, 5].map((score) => rows.filter((row) => row[column] === score).length)
    expect(histogram('recencyScore')).toEqual([480, 478, 459, 475, 465])
    expect(histogram('frequencyScore')).toEqual([1411, 0, 439, 214, 293])
    expect(histogram('monetaryScore')).toEqual([480, 464, 471, 471, 471])
    const scores = (recencyScore: number, frequencyScore: number, monetaryScore: number, code: number) => ({
      recencyScore,
      frequencyScore,
      monetaryScore,
      code,
    })
    expect(await rfmOfMember('4')).toMatchObject({ frequency: 3, monetaryFen: 7402n, ...scores(5, 4, 4, 7) })
    expect(await rfmOfMember('18')).toMatchObject({ frequency: 1, monetaryFen: 1496n, ...scores(1, 1, 1, 0) })
    expect(await rfmOfMember('21')).toMatchObject({ frequency: 2, monetaryFen: 7511n, ...scores(1, 3, 4, 3) })
  })

  async function tiersOf(
    { asOf, windowDays }: { asOf: string; windowDays: number },
    mode: string,
  ): Promise<number[]> {
    const key = { corpId: CORP, key: 'rfm' }
    const data = { valueJson: JSON.stringify({ windowDays, mode }), updatedAt: bench.clock.now() }
    await database.db.setting.upsert({
      where: { corpId_key: key },
      create: { ...key, ...data },
      update: data,
    })
    bench.clock.advance(1000)
    await recalibrate(bench, { corpId: CORP, asOf })
    const rows = await database.db.rfm.findMany({ select: { code: true } })
    return CODES.map((code) => rows.filter((row) => row.code === code).length)
  }

  async function rfmOfMember(memberNo: string) {
    const customer = await database.db.customer.findFirstOrThrow({ where: { memberNo } })
    return database.db.rfm.findUniqueOrThrow({
      where: { corpId_customerId: { corpId: CORP, customerId: customer.id } },
    })
  }
})
