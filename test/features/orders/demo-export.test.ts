import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACTION_RULES, type ActionRule } from '../../../server/domain/actions.ts'
import { TIER_CODES } from '../../../server/domain/tiers.ts'
import { actions } from '../../../server/features/actions/index.ts'
import { insights } from '../../../server/features/insights/index.ts'
import { orders } from '../../../server/features/orders/index.ts'
import { scripts } from '../../../server/features/scripts/index.ts'
import { startSimulator, type Simulator } from '../../../server/simulator/index.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { type Bench, importText, openBench } from './desk.ts'

const ABSENT = new Set<ActionRule>([
  ...(['inherited-greeting', 'new-contact-greeting', 'reply-pending'] as const),
  ...(['birthday', 'churn-warning', 'combo-offer', 'inspection-due', 'new-owner-care'] as const),
  'benefit-ending',
])

describe('the export of the demo dealer', () => {
  let simulator: Simulator
  let database: TestDatabase
  let bench: Bench
  let csv: string

  beforeAll(async () => {
    simulator = await startSimulator({ port: 0, contacts: 2000 })
    csv = await (await fetch(`${simulator.origin}/sim/demo/orders.csv`)).text()
    const clock = await (await fetch(`${simulator.origin}/sim/clock`)).json()
    database = await openTestDatabase()
    bench = await openBench(database, [orders, scripts, insights, actions])
    bench.clock.set(String(Object(clock).now))
    await scripts.start?.(bench)
  })

  afterAll(async () => {
    await bench.close()
    await database.close()
    await simulator.close()
  })

  it('is imported without a refused row, and gives customers of every tier and work of nearly every kind', async () => {
    const run = await importText(bench, csv, { createCustomers: true })
    expect(run).toMatchObject({ state: 'done', badRows: 0 })
    expect(run.newRows).toBeGreaterThan(7000)
    expect(run.linkedRows).toBeGreaterThan(run.newRows * 0.97)
    bench.clock.advance(5000)
    await bench.jobs.drain()
    const tiers = await database.db.rfm.groupBy({ by: ['code'], _count: { code: true } })
    expect(tiers.map((tier) => tier.code).sort()).toEqual([...TIER_CODES].sort())
    const found = await database.db.action.groupBy({ by: ['rule'] })
    // Nobody follows anybody here, so nobody is greeted; birthdays, inspections and forecasts come from elsewhere.
    expect(found.map((row) => row.rule).sort()).toEqual(
      ACTION_RULES.filter((rule) => !ABSENT.has(rule)).sort(),
    )
    expect(await database.db.action.count({ where: { scriptId: null } })).toBe(0)
    expect(await database.db.vehicle.count()).toBeGreaterThan(1000)
  })
})
