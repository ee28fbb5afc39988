import { afterEach, describe, expect, it } from 'vitest'
import { readRun } from '../../../server/features/sync/read-runs.ts'
import { startSyncRun } from '../../../server/features/sync/start-run.ts'
import { corpId, startCompany, type Company } from './company.ts'
import { copyOf, truthOf } from './oracle.ts'

let company: Company
afterEach(() => company?.close())

const BATCH = 'externalcontact/batch/get_by_user'

async function ended(): Promise<number> {
  return company.database.db.follow.count({ where: { corpId, endedAt: { not: null } } })
}

describe('a full sync against a WeCom that refuses', () => {
  it('S4 waits for the rate window and then goes on', async () => {
    company = await startCompany({
      contacts: 300,
      faults: { rules: [{ path: BATCH, errcode: 45009, skip: 1, count: 1 }] },
    })
    const going = company.run()
    const until = performance.now() + 10_000
    while (performance.now() < until && company.simulator.calls.of(BATCH) < 2)
      await new Promise((r) => setTimeout(r, 20))
    // The window is a minute; the clock moves on instead of us.
    const moving = setInterval(() => company.clock.setOffset(company.clock.offsetMs + 30_000), 50)
    const run = await going.finally(() => clearInterval(moving))
    expect(run.state).toBe('done')
    expect(await copyOf(company)).toEqual(truthOf(company))
  })

  it('S9 halves a group of members that is too large for one call', async () => {
    company = await startCompany({ contacts: 100 })
    company.simulator.faults.set({ rules: [{ path: BATCH, errcode: 40058, count: 2 }] })
    const run = await company.run()
    expect(run.state).toBe('done')
    expect(await copyOf(company)).toEqual(truthOf(company))
  })
})

describe('a sync that may not see', () => {
  it('S12 does not call an app without sight "no customers"', async () => {
    company = await startCompany({ contacts: 100 })
    await company.run()
    company.simulator.corp.visible = { departments: [], userids: [] }
    const run = await company.run()
    expect(run.state).toBe('failed')
    expect(['nothing-visible', 'no-permission']).toContain(run.errorKind)
    expect(await ended()).toBe(0)
    expect(await company.database.db.staff.count({ where: { status: 'left' } })).toBe(1)
  })

  it('S12 does not call empty pages "no customers"', async () => {
    company = await startCompany({ contacts: 100 })
    await company.run()
    company.simulator.faults.set({ rules: [{ path: BATCH, paging: 'empty' }] })
    const run = await company.run()
    expect(run).toMatchObject({ state: 'failed', errorKind: 'nothing-visible' })
    expect(await ended()).toBe(0)
  })
})

describe('a sync that ends its process each time', () => {
  it('ends as failed, and does not keep the next one waiting', async () => {
    company = await startCompany({ contacts: 50 })
    const { db } = company.database
    company.simulator.faults.set({ rules: [{ path: BATCH, latencyMs: 60_000 }] })
    const { id } = await startSyncRun(company.deps, {
      corpId,
      kind: 'full',
      trigger: 'console',
      startedBy: null,
    })
    const isReading = async () => (await db.syncStep.count({ where: { runId: id, state: 'running' } })) > 0
    while (!(await isReading())) await new Promise((next) => setTimeout(next, 20))
    // Its last try, in a process that is no more.
    await db.job.updateMany({
      where: { name: 'sync.run' },
      data: { attempts: 10, fence: { increment: 1 }, leasedBy: 'gone', leaseUntil: new Date(0) },
    })
    await company.settle()
    const run = await readRun(company.deps, corpId, id)
    expect(run).toMatchObject({ state: 'failed', errorKind: 'failed' })
    expect(run.steps.find((step) => step.step === 'contacts')).toMatchObject({ state: 'failed' })
    company.simulator.faults.set({})
    expect((await company.run()).state).toBe('done')
    expect(await copyOf(company)).toEqual(truthOf(company))
  })
})
