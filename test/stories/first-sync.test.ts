import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerRow } from '../../server/features/customers/contract.ts'
import type { GroupRow } from '../../server/features/groups/contract.ts'
import type { FailurePage, RunPage, SyncRunView, SyncStatus } from '../../server/features/sync/contract.ts'
import type { Today } from '../../server/features/today/contract.ts'
import type { Browser } from '../support/http-client.ts'
import type { TestService } from '../support/service.ts'
import { walk } from '../support/walk.ts'
import { read, runSync } from './ask.ts'
import { startStory, tellSimulator } from './story.ts'

/** What contacts and groups need: members 1, tags 1, contacts in pages of 100, groups in pages of 1,000 and one each. */
const APIS = [
  'externalcontact/get_follow_user_list',
  'externalcontact/get_corp_tag_list',
  'externalcontact/batch/get_by_user',
  'externalcontact/groupchat/list',
  'externalcontact/groupchat/get',
]
/** Nobody but the run itself, its calls, its session and the log of accesses may be written by a run that finds nothing new. */
const OF_A_RUN = /^(SyncRun|SyncStep|SyncCursor|SyncSeen|Job|RateSlice|Session|AccessLog|Corp|Setting)/

let service: TestService
let admin: Browser
let first: SyncRunView
let calls: number
beforeAll(async () => {
  service = await startStory({ isSynced: false, company: { contacts: 150, groups: 60 } })
  admin = await service.signIn('hanyue')
  await tellSimulator(service, '/sim/calls/reset', {})
  first = await runSync(admin)
  const answer = await tellSimulator(service, '/sim/calls')
  const { byPath } = answer as { byPath: Record<string, { calls: number }> }
  calls = APIS.reduce((sum, api) => sum + (byPath[api]?.calls ?? 0), 0)
})
afterAll(() => service.close())

const truth = (kind: 'follows' | 'groups') => [...service.simulator.truth.rows(kind)]

/** Every row of every table but those of the run itself, as text. */
async function everyRow(): Promise<Map<string, string>> {
  const { sql } = service.database
  const tables = await sql.all<{ name: string }>(
    sql.dialect === 'postgresql'
      ? `SELECT tablename AS "name" FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_%'`
      : `SELECT "name" FROM sqlite_master WHERE "type" = 'table' AND "name" NOT LIKE 'sqlite%' AND "name" NOT LIKE '\\_%' ESCAPE '\\'`,
  )
  const rows = new Map<string, string>()
  for (const { name } of tables.filter((table) => !OF_A_RUN.test(table.name)))
    rows.set(
      name,
      JSON.stringify((await sql.all(`SELECT * FROM "${name}"`)).map(asText).filter(isKept).sort()),
    )
  return rows
}

const asText = (row: object): string => JSON.stringify(row)
/** The worker's heart beats by the clock, whatever the sync does. */
const isKept = (row: string): boolean => !row.startsWith('{"name":"heartbeat:')

describe('the first sync of an empty copy', () => {
  it('ends done, with the numbers of the company', () => {
    expect(first).toMatchObject({ kind: 'full', trigger: 'console', state: 'done', startedByName: '韩越' })
    expect(first).toMatchObject({ errorKind: null, failureCount: 0, driftCount: 0, brakedCount: 0 })
    const step = (name: string) => first.steps.find((one) => one.step === name)
    expect(first.steps.map((one) => one.state)).toEqual(['done', 'done', 'done', 'done', 'done'])
    expect(step('groups')).toMatchObject({ created: truth('groups').length, ended: 0, failed: 0 })
    expect(step('contacts')).toMatchObject({ ended: 0, failed: 0 })
  })

  it('asks WeCom for contacts and groups at most 1.02 times as often as its pages demand', () => {
    const living = truth('follows').filter((row) => row['awaitingHandover'] === false)
    const groups = truth('groups').length
    const least = 2 + Math.ceil(living.length / 100) + Math.ceil(groups / 1000) + groups
    expect(calls / least).toBeLessThanOrEqual(1.02)
  })

  it('shows numbers that open into just as many rows', async () => {
    const today = await read<Today>(admin, '/today')
    expect(today.sync).toMatchObject({ state: 'equal', driftOpen: 0, lastErrorKind: null })
    const customers = await walk<CustomerRow>(admin, '/api/v1/customers')
    expect(customers.rows.length).toBe(today.customers.count)
    const people = new Set(truth('follows').map((row) => row['externalUserid']))
    expect(customers.rows.map((row) => row.externalUserid).sort()).toEqual([...people].sort())
    const groups = await walk<GroupRow>(admin, '/api/v1/groups')
    expect(groups.rows.length).toBe(today.groups.count)
    expect(groups.rows.length).toBe(truth('groups').length)

    const status = await read<SyncStatus>(admin, '/sync')
    expect(status).toMatchObject({ current: null, last: { id: first.id }, driftOpen: 0, inboxParked: 0 })
    expect(status.syncedAt).not.toBeNull()
    const runs = await read<RunPage>(admin, '/sync/runs')
    expect(runs.items.map((run) => run.id)).toEqual([first.id])
    const failures = await read<FailurePage>(admin, `/sync/runs/${first.id}/failures`)
    expect(failures.items).toHaveLength(first.failureCount)
  })

  it('is followed by one that writes no row again', async () => {
    await service.deps.jobs.drain()
    const before = await everyRow()
    expect(before.size).toBeGreaterThan(25)
    const again = await runSync(admin)
    expect(again).toMatchObject({ state: 'done', driftCount: 0 })
    for (const step of again.steps)
      expect(step).toMatchObject({ created: 0, changed: 0, ended: 0, failed: 0 })
    await service.deps.jobs.drain()
    const after = await everyRow()
    expect([...after].filter(([table, rows]) => rows !== before.get(table)).map(([table]) => table)).toEqual(
      [],
    )
  })
})
