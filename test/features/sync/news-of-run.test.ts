import { beforeEach, expect, it } from 'vitest'
import { customersJob } from '../../../server/features/customers-job.ts'
import type { Feature } from '../../../server/features/feature.ts'
import { syncAfterRestore } from '../../../server/features/sync/after-restore.ts'
import { sync } from '../../../server/features/sync/index.ts'
import { cancelRun, startSyncRun } from '../../../server/features/sync/start-run.ts'
import { eachDialect, type TestDatabase } from '../../support/database.ts'
import { corpId, startCompany, waitFor, waitForRun, type Company } from './company.ts'

eachDialect('what follows from a run', ({ open }) => {
  let told: (readonly string[])[]
  let breaks: boolean
  beforeEach(() => {
    told = []
    breaks = false
  })

  const listener: Feature = {
    name: 'listener',
    jobs: () => ({
      'test.hear': customersJob((_context, customerIds) => {
        told.push(customerIds)
        return Promise.resolve()
      }),
    }),
    reactions: { 'contact-changed': 'test.hear', 'customer-changed': 'test.hear' },
  }
  const start = (options: Parameters<typeof startCompany>[0] = {}): Promise<Company> =>
    startCompany({ contacts: 1_300, open: openBreakable, listeners: [listener], ...options })

  /** With `breaks` no page of news can be forgotten. */
  async function openBreakable(): Promise<TestDatabase> {
    const database = await open()
    const transaction = database.sql.transaction.bind(database.sql)
    database.sql.transaction = (work) =>
      transaction((tx) =>
        work({
          ...tx,
          all: (text, params) => {
            if (breaks && text.startsWith('DELETE FROM "SyncSeen"')) throw new Error('no page can be told')
            return tx.all(text, params)
          },
        }),
      )
    return database
  }

  const expectTold = (people: readonly string[]): void => {
    const ids = told.flat()
    const counts = {
      named: ids.length,
      people: new Set(ids).size,
      strangers: ids.filter((id) => !people.includes(id)).length,
    }
    expect(counts).toEqual({ named: people.length, people: people.length, strangers: 0 })
  }
  const everybody = async ({ database }: Company): Promise<string[]> =>
    (await database.db.customer.findMany({ where: { corpId } })).map(({ id }) => id).sort()
  const newsLeft = ({ database }: Company): Promise<number> =>
    database.db.syncSeen.count({ where: { step: { startsWith: 'news:' } } })
  const begin = async (company: Company): Promise<string> =>
    (await startSyncRun(company.deps, { corpId, kind: 'full', trigger: 'cli', startedBy: null })).id

  it('waits for the end of the first one, then names each customer once', async () => {
    const company = await start({
      faults: { rules: [{ path: 'externalcontact/batch/get_by_user', latencyMs: 20 }] },
    })
    const id = await begin(company)
    await waitFor(async () => (await company.database.db.customer.count()) > 500)
    expect(await company.database.db.job.count({ where: { name: 'test.hear' } })).toBe(0)
    expect((await waitForRun(company.deps, id)).state).toBe('done')
    await company.settle()
    const people = await everybody(company)
    expectTold(people)
    expect(told).toHaveLength(Math.ceil(people.length / 1000))
    expect(await company.database.db.syncSeen.count()).toBe(0)
  })

  it('is told at once by every later one', async () => {
    const company = await start({ contacts: 100 })
    await company.run()
    await company.settle()
    told = []
    const [follow] = [...company.simulator.world.follows.each('lina')]
    const { externalUserid = '' } = follow ?? {}
    company.simulator.actions('edit-contact', { userid: 'lina', externalUserid, remark: '后来改的' })
    company.simulator.faults.set({ rules: [{ path: 'externalcontact/groupchat/list', latencyMs: 1_000 }] })
    const id = await begin(company)
    await waitFor(() => Promise.resolve(told.length > 0))
    expect(await company.database.db.syncRun.count({ where: { id, state: 'running' } })).toBe(1)
    const { customerId } = await company.database.db.contact.findFirstOrThrow({ where: { externalUserid } })
    expect(told).toEqual([[customerId]])
    await waitForRun(company.deps, id)
  })

  it('is told also of a run that somebody stops half-way', async () => {
    const company = await start({
      faults: { rules: [{ path: 'externalcontact/batch/get_by_user', latencyMs: 40 }] },
    })
    const id = await begin(company)
    await waitFor(async () => (await company.database.db.customer.count()) > 300)
    await cancelRun(company.deps, { corpId, runId: id })
    expect((await waitForRun(company.deps, id)).state).toBe('cancelled')
    await company.settle()
    const people = await everybody(company)
    expect(people.length).toBeLessThan(1_300)
    expectTold(people)
  })

  it('outlives a worker that dies between two pages, a job that is lost, and a restored copy', async () => {
    const company = await start()
    const { database, deps } = company
    breaks = true
    await company.run()
    await waitFor(
      async () => (await database.db.job.count({ where: { name: 'sync.tell-news', attempts: 1 } })) === 1,
    )
    expect(told).toEqual([])
    const people = await everybody(company)
    await company.restartWorker()
    await database.db.job.deleteMany({ where: { name: 'sync.tell-news' } })
    await database.sql.transaction((tx) => syncAfterRestore(tx, deps))
    expect(await newsLeft(company)).toBeGreaterThan(people.length)
    breaks = false
    await sync.resume?.(deps, corpId)
    deps.jobs.nudge()
    await waitFor(async () => (await newsLeft(company)) === 0)
    await company.settle()
    expectTold(people)
  })
})
