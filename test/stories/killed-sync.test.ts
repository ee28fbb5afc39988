import { expect, it, onTestFinished } from 'vitest'
import type { CustomerRow } from '../../server/features/customers/contract.ts'
import type { SyncRunView, SyncStatus } from '../../server/features/sync/contract.ts'
import { startSimulator, type Simulator } from '../../server/simulator/index.ts'
import { type Database, openDatabase } from '../../server/platform/db/index.ts'
import { openBrowser, type Browser } from '../support/http-client.ts'
import { walk } from '../support/walk.ts'
import { realSettings, startProcess } from './process.ts'
import { read, seenAfter, send } from './ask.ts'

const BATCH = 'externalcontact/batch/get_by_user'
const PAGE = 100
/** The page that was being written, and the next one on its way. */
const PAGES_LOST = 2

it('S1 a service killed in the middle of the contacts goes on after its start, and nothing is doubled or lost', async () => {
  const simulator = await startSimulator({ port: 0, seed: 5, contacts: 1_000, groups: 3, limits: false })
  onTestFinished(() => simulator.close())
  simulator.faults.set({ rules: [{ path: BATCH, latencyMs: 200 }] })
  const settings = await realSettings(simulator.origin)
  const home = settings['LIUKE_ORIGIN'] ?? ''
  simulator.corp.appOrigin = home

  const first = await startProcess(settings)
  const admin = await signIn(home, simulator)
  const { id } = await send<{ id: string }>(admin, 'POST', '/sync/runs', { kind: 'full' })
  await seenAfter(async () => {
    const contacts = stepOf((await read<SyncStatus>(admin, '/sync')).current)
    return contacts?.state === 'running' && contacts.seen >= 4 * PAGE
  })
  await first.kill()
  const callsBefore = simulator.calls.of(BATCH)

  const second = await startProcess(settings)
  let run = await read<SyncRunView>(admin, `/sync/runs/${id}`)
  await seenAfter(async () => {
    run = await read<SyncRunView>(admin, `/sync/runs/${id}`)
    return run.state !== 'queued' && run.state !== 'running'
  })
  const calls = simulator.calls.of(BATCH)

  expect(run).toMatchObject({ state: 'done', failureCount: 0, driftCount: 0 })
  const truth = followsOf(simulator)
  const pages = Math.ceil(truth.filter((row) => !row.endsWith(' waiting')).length / PAGE)
  expect(callsBefore).toBeGreaterThanOrEqual(4)
  expect(callsBefore).toBeLessThan(pages)
  expect(calls).toBeLessThanOrEqual(pages + PAGES_LOST)
  expect(stepOf(run)).toMatchObject({ seen: truth.length, failed: 0 })
  const people = new Set([...simulator.truth.rows('follows')].map((row) => String(row['externalUserid'])))
  const listed = await walk<CustomerRow>(admin, '/api/v1/customers?limit=100')
  expect(listed.rows.map((row) => row.externalUserid).sort()).toEqual([...people].sort())
  await second.kill()

  const database = await openDatabase({ url: settings['DATABASE_URL'] ?? '', log: { warn: () => undefined } })
  onTestFinished(() => database.close())
  expect(await copiedFollows(database)).toEqual(truth)
  expect(await copiedGroups(database)).toEqual(groupsOf(simulator))
})

const stepOf = (run: SyncRunView | null) => run?.steps.find((step) => step.step === 'contacts')

async function signIn(home: string, simulator: Simulator): Promise<Browser> {
  const at = new Map([home, simulator.origin].map((origin) => [origin, origin]))
  const browser = openBrowser(at, { home, app: 'console' })
  onTestFinished(() => browser.close())
  browser.cookies.set(simulator.origin, new Map([['desk_user', 'hanyue']]))
  const arrived = await browser.visit('/login/wecom?app=console&return=/api/v1/me')
  expect(browser.cookies.get(home)?.size, arrived.text.slice(0, 300)).toBeGreaterThan(0)
  return browser
}

/** One line for each relation. Of leavers WeCom only shows that it waits. */
function followsOf(simulator: Simulator): string[] {
  return [...simulator.truth.rows('follows')]
    .map((row) => {
      const who = `${String(row['userid'])} ${String(row['externalUserid'])}`
      if (row['awaitingHandover'] === true) return `${who} waiting`
      const tags = Array.isArray(row['tagIds']) ? row['tagIds'].map(String).sort() : []
      return `${who} ${String(row['createtime'])} ${String(row['remark'])} | ${String(row['description'])} | ${tags.join(',')}`
    })
    .sort()
}

async function copiedFollows({ sql }: Database): Promise<string[]> {
  const join = sql.dialect === 'sqlite' ? 'GROUP_CONCAT' : 'STRING_AGG'
  const rows = await sql.all<{
    userid: string
    externalUserid: string
    awaitingHandover: number
    followedAt: string
    remark: string
    description: string
    tags: string | null
  }>(
    `SELECT s."userid", f."externalUserid", f."awaitingHandover", f."followedAt", f."remark", f."description",
      (SELECT ${join}(t."tagId", ',') FROM "FollowTag" t WHERE t."corpId" = f."corpId" AND t."staffId" = f."staffId"
        AND t."externalUserid" = f."externalUserid") AS "tags"
     FROM "Follow" f JOIN "Staff" s ON s."corpId" = f."corpId" AND s."id" = f."staffId" WHERE f."endedAt" IS NULL`,
  )
  return rows
    .map((row) => {
      const who = `${row.userid} ${row.externalUserid}`
      if (row.awaitingHandover) return `${who} waiting`
      const tags = (row.tags ?? '').split(',').sort().join(',')
      return `${who} ${Date.parse(row.followedAt) / 1000} ${row.remark} | ${row.description} | ${tags}`
    })
    .sort()
}

function groupsOf(simulator: Simulator): string[] {
  return simulator.truth
    .page('groups')
    .items.map((row) => {
      const members = Array.isArray(row['members'])
        ? row['members'].map((one) => String(Object(one).userid))
        : []
      return `${String(row['chatId'])} ${String(row['name'])} ${members.sort().join(',')}`
    })
    .sort()
}

async function copiedGroups({ db }: Database): Promise<string[]> {
  const [groups, members] = await Promise.all([
    db.group.findMany(),
    db.groupMember.findMany({ where: { leftAt: null } }),
  ])
  return groups
    .map(({ chatId, name }) => {
      const inside = members.filter((one) => one.chatId === chatId).map((one) => one.memberId)
      return `${chatId} ${name} ${inside.sort().join(',')}`
    })
    .sort()
}
