import { afterEach, describe, expect, it } from 'vitest'
import { corpId, startCompany, waitFor, waitForRun, type Company } from './company.ts'
import { copyOf, truthOf } from './oracle.ts'
import { cancelRun, startSyncRun } from '../../../server/features/sync/start-run.ts'

let company: Company
afterEach(() => company?.close())

const TABLES = [
  'Unit',
  'Staff',
  'StaffUnit',
  'StaffRole',
  'Contact',
  'Follow',
  'FollowTag',
  'Tag',
  'TagGroup',
  'Group',
]
const MORE_TABLES = [
  'GroupMember',
  'Moment',
  'MomentPublisher',
  'MomentCustomer',
  'MomentReaction',
  'Customer',
  'Identity',
]

async function everyRow({ database }: Company): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {}
  for (const table of [...TABLES, ...MORE_TABLES])
    tables[table] = (await database.sql.all(`SELECT * FROM "${table}"`))
      .map((row) => JSON.stringify(row))
      .sort()
  return tables
}

describe('a full sync', () => {
  it('makes the copy equal to WeCom, row by row', async () => {
    company = await startCompany()
    const run = await company.run()
    expect(run).toMatchObject({ state: 'done', errorKind: null })
    expect(await copyOf(company)).toEqual(truthOf(company))
    expect(run.steps.map((step) => [step.step, step.state])).toEqual([
      ['directory', 'done'],
      ['tags', 'done'],
      ['contacts', 'done'],
      ['groups', 'done'],
      ['moments', 'done'],
    ])
  })

  it('writes nothing when nothing has changed', async () => {
    company = await startCompany()
    await company.run()
    const before = await everyRow(company)
    const again = await company.run()
    expect(await everyRow(company)).toEqual(before)
    expect(again.state).toBe('done')
    expect(again.driftCount).toBe(0)
    for (const step of again.steps)
      expect(step).toMatchObject({ created: 0, changed: 0, ended: 0, failed: 0 })
  })

  it('gives each contact one customer, with keys to find it by', async () => {
    company = await startCompany()
    await company.run()
    const { db } = company.database
    const contacts = await db.contact.findMany({ where: { corpId } })
    expect(await db.customer.count()).toBe(contacts.length)
    const hash = (kind: string, value: string) => company.deps.sealer.lookupHash(kind, value)
    const star = contacts.find((row) => row.name === '林晓雨')
    const keys = await db.identity.findMany({ where: { customerId: star?.customerId ?? '' } })
    expect(keys.map((key) => [key.kind, key.valueHash]).sort()).toEqual(
      [
        ['external_userid', hash('external_userid', star?.externalUserid ?? '')],
        ['phone', hash('phone', '+8613800006721')],
        ['unionid', hash('unionid', star?.unionid ?? '')],
      ].sort(),
    )
    const customer = await db.customer.findFirst({ where: { id: star?.customerId ?? '' } })
    expect(customer).toMatchObject({ name: '林晓雨', phoneMask: '138****6721' })
    expect(customer?.search).toContain('linxiaoyu')
  })

  it('asks WeCom hardly more often than it must', async () => {
    company = await startCompany({ contacts: 900, staff: 40, groups: 60 })
    await company.run()
    const rows = [...company.simulator.truth.rows('follows')].filter(
      (row) => row['awaitingHandover'] === false,
    )
    const { calls } = company.simulator
    const groups = company.database.db.group.count()
    const least = 2 + Math.ceil(rows.length / 100) + 1 + (await groups)
    const made =
      calls.of('externalcontact/get_follow_user_list') +
      calls.of('externalcontact/get_corp_tag_list') +
      calls.of('externalcontact/batch/get_by_user') +
      calls.of('externalcontact/groupchat/list') +
      calls.of('externalcontact/groupchat/get')
    console.info(
      `calls for contacts and groups: ${made}, least possible ${least}: ${(made / least).toFixed(3)}×`,
    )
    expect(made / least).toBeLessThanOrEqual(1.02)
    expect(calls.of('externalcontact/get')).toBe(0)
  })
})

describe('a sync that is interrupted', () => {
  it('goes on where it stopped, however often its process dies', async () => {
    company = await startCompany({ contacts: 600 })
    company.simulator.faults.set({ rules: [{ path: 'externalcontact/batch/get_by_user', latencyMs: 40 }] })
    const { id } = await startSyncRun(company.deps, { corpId, kind: 'full', trigger: 'cli', startedBy: null })
    const { db, sql } = company.database
    // What a killed process leaves: a job that is somebody else's now, while the old run still has a page on its way.
    for (let page = 1; page <= 4; page++) {
      await waitFor(
        async () => (await db.syncCursor.count({ where: { step: 'contacts', pages: { gte: page } } })) > 0,
      )
      await sql.run(
        `UPDATE "Job" SET "state" = 'ready', "fence" = "fence" + 1, "leasedBy" = NULL WHERE "name" = 'sync.run' AND "state" = 'running'`,
      )
      company.deps.jobs.nudge()
    }
    const run = await waitForRun(company.deps, id)
    expect(run.state).toBe('done')
    expect(await copyOf(company)).toEqual(truthOf(company))
    expect(await company.database.db.customer.count()).toBe(await company.database.db.contact.count())
    const contacts = run.steps.find((step) => step.step === 'contacts')
    const follows = [...company.simulator.truth.rows('follows')].length
    expect(contacts?.seen).toBe(follows)
  })

  it('pauses when the service stops, and ends after it is back', async () => {
    company = await startCompany({ contacts: 400, faults: { rules: [{ latencyMs: 8 }] } })
    const { id } = await startSyncRun(company.deps, { corpId, kind: 'full', trigger: 'cli', startedBy: null })
    await waitFor(
      async () => (await company.database.db.syncCursor.count({ where: { pages: { gt: 0 } } })) > 0,
    )
    await company.restartWorker()
    expect((await waitForRun(company.deps, id)).state).toBe('done')
    expect(await copyOf(company)).toEqual(truthOf(company))
  })

  it('ends at the next page when a person cancels it', async () => {
    company = await startCompany({ contacts: 400, faults: { rules: [{ latencyMs: 25 }] } })
    const { id } = await startSyncRun(company.deps, { corpId, kind: 'full', trigger: 'cli', startedBy: null })
    await waitFor(async () => (await company.database.db.syncRun.count({ where: { state: 'running' } })) > 0)
    await cancelRun(company.deps, { corpId, runId: id })
    const run = await waitForRun(company.deps, id)
    expect(run.state).toBe('cancelled')
    expect(await company.database.db.follow.count({ where: { endedAt: { not: null } } })).toBe(0)
  })
})
