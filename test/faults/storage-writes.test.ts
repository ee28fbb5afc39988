import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findDamage } from '../../server/platform/db/backup/integrity.ts'
import { openDatabase } from '../../server/platform/db/index.ts'
import { openConnection } from '../../server/platform/db/sqlite-connection.ts'
import { filePath, openSqliteFile } from '../../server/platform/db/sqlite-file.ts'
import { translateError } from '../../server/translate-error.ts'
import type { Browser } from '../support/http-client.ts'
import { corpId, type TestService } from '../support/service.ts'
import { newSqliteFile } from '../support/templates.ts'
import { read, seenAfter } from '../stories/ask.ts'
import { customersOf, startStory } from '../stories/story.ts'
import { measureLateness } from './lateness.ts'
import { readNumbers } from './numbers.ts'

const LOCK_SECONDS = readNumbers(process.env).lockSeconds
const ANSWER_MS = 5_000
/** Three tries, each refused after three seconds. */
const GIVES_UP_AFTER_S = 9

/** A disk of 24 MB where the machine lets us mount one. */
function mountSmallDisk(): { folder: string; isReal: boolean; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-disk-'))
  let isReal = true
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    isReal = false
  }
  return {
    folder,
    isReal,
    remove() {
      if (isReal) execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const disk = mountSmallDisk()
let service: TestService
let lina: Browser
beforeAll(async () => {
  service = await startStory({
    open: openOnDisk,
    company: { contacts: 20, staff: 8, groups: 0, callbackRetryGapMs: 300 },
  })
  lina = await service.signIn('lina', 'chat')
})
afterAll(async () => {
  await service.close()
  disk.remove()
})

async function openOnDisk() {
  const { path: template, remove } = await newSqliteFile()
  mkdirSync(join(disk.folder, 'data'))
  const path = join(disk.folder, 'data/liuke.db')
  copyFileSync(template, path)
  remove()
  const url = `file:${path}`
  const database = await openDatabase({ url, log: { warn: () => undefined } })
  return { ...database, url, beforeClose: () => undefined }
}

const rename = (n: number, remark: string) =>
  service.simulator.actions('edit-contact', {
    userid: 'lina',
    externalUserid: customersOf(service, 'lina')[n],
    remark,
  })
const truth = () =>
  [...service.simulator.world.follows.each('lina')].map((row) => `${row.externalUserid} ${row.remark}`).sort()
async function copied(): Promise<string[]> {
  const { db } = service.database
  const { id: staffId } = await db.staff.findFirstOrThrow({ where: { userid: 'lina' } })
  const rows = await db.follow.findMany({ where: { corpId, staffId, endedAt: null } })
  return rows.map((row) => `${row.externalUserid} ${row.remark}`).sort()
}
const attempts = () => service.simulator.callbacks.deliveries().flatMap((one) => one.attempts)
let edits = 0
const edit = () =>
  lina.send('PUT', `/api/v1/contacts/${customersOf(service, 'lina')[5]}/remark`, { remark: `改 ${edits++}` })
async function damage(): Promise<string | null> {
  const connection = await openConnection(filePath(service.database.url), { pragmas: '' })
  return findDamage(connection).finally(() => connection.close())
}

/** Each event WeCom got a 200 for is in the inbox. */
async function expectNothingLost(): Promise<void> {
  const acked = service.simulator.callbacks.deliveries().filter((one) => one.state === 'delivered').length
  expect(await service.database.db.inboxEvent.count()).toBeGreaterThanOrEqual(acked)
}

interface Told {
  status: number
  title: unknown
  tookMs: number
}

/** What callers are told while it is held, one after the other for as long as it is. */
async function askFor(seconds: number): Promise<Told[]> {
  const lateness = measureLateness()
  const answers: Told[] = []
  const end = performance.now() + seconds * 1_000
  while (performance.now() < end) {
    const [from, lateMs] = [performance.now(), lateness.total()]
    const reply = await edit()
    const { title } = reply.json<{ title?: unknown }>()
    // the machine's own lateness is not the service's
    const tookMs = performance.now() - from - (lateness.total() - lateMs)
    answers.push({ status: reply.status, title, tookMs })
  }
  return answers
}

it.each(LOCK_SECONDS)(
  'P5: while another program holds the database for %i s, callers get 503 within five seconds and nothing acknowledged is lost',
  async (seconds) => {
    const before = attempts().length
    const other = await openConnection(filePath(service.database.url), { pragmas: '' })
    await other.script('BEGIN IMMEDIATE')
    for (const n of [0, 1, 2]) rename(n, `锁 ${seconds} ${n}`)
    const answers = await askFor(seconds)
    await seenAfter(async () => attempts().length >= before + 3)
    expect((await read<{ userid: string }>(lina, '/me')).userid).toBe('lina')
    const told = attempts().slice(before)
    await other.script('ROLLBACK')
    await other.close()
    for (const { tookMs, ...answer } of answers) {
      expect(answer).toEqual({ status: 503, title: 'database-busy' })
      expect(tookMs).toBeLessThanOrEqual(ANSWER_MS)
    }
    expect(new Set(told.map((one) => one.status))).toEqual(new Set([503]))
    expect(Math.max(...told.map((one) => one.tookMs))).toBeLessThanOrEqual(ANSWER_MS)
    await service.simulator.callbacks.settled()
    // what WeCom gave up to tell us the reconcile finds
    if (seconds > GIVES_UP_AFTER_S) await service.sync()
    await seenAfter(async () => JSON.stringify(await copied()) === JSON.stringify(truth()))
    await expectNothingLost()
  },
)

it('P5: a queue of writers behind the lock waits once, not once for each', async () => {
  const { path, remove } = await newSqliteFile()
  const file = await openSqliteFile(`file:${path}`, { busyTimeoutMs: 200 })
  const other = await openConnection(path, { pragmas: '' })
  await other.script('BEGIN IMMEDIATE')
  const writes = Array.from({ length: 20 }, () =>
    file.write('DELETE FROM "Lease"', []).catch((error) => error),
  )
  const errors = await Promise.all(writes)
  // one of them asked SQLite, the others heard its answer
  expect(new Set(errors).size).toBe(1)
  expect(errors[0]).toMatchObject({ kind: 'busy' })
  await other.script('ROLLBACK')
  expect(await file.write('DELETE FROM "Lease"', [])).toBe(0)
  await other.close()
  await file.close()
  remove()
})

it('P4: on a full disk callbacks and edits get 503, reading goes on, and with room again the copy converges', async () => {
  const { sql } = service.database
  const before = attempts().length
  await service.deps.jobs.drain()
  const ballast = join(disk.folder, 'ballast')
  await sql.run('PRAGMA wal_checkpoint(TRUNCATE)')
  if (disk.isReal) fill(ballast)
  // the same answer of SQLite without a disk that can be filled: no page may be added to the file
  else await sql.run('PRAGMA max_page_count=1')
  for (const n of [0, 1, 2]) rename(n, `满 ${n}`)
  await seenAfter(async () => attempts().length >= before + 3)
  expect(
    attempts()
      .slice(before)
      .map((one) => one.status),
  ).toEqual(
    attempts()
      .slice(before)
      .map(() => 503),
  )
  const refused = await lina.send('PUT', `/api/v1/contacts/${customersOf(service, 'lina')[4]}/remark`, {
    remark: '满',
  })
  expect(refused.json()).toMatchObject({ title: 'database-full' })
  expect(refused.status).toBe(503)
  expect((await read<{ userid: string }>(lina, '/me')).userid).toBe('lina')
  // through Prisma as well, which has a word of its own for every error
  const data = { corpId, key: 'full', valueJson: '"'.padEnd(9_000, 'x'), updatedAt: new Date() }
  const failure: unknown = await service.database.db.setting.create({ data }).catch((error: unknown) => error)
  expect(translateError(failure)).toMatchObject({ kind: 'database-full' })
  rmSync(ballast, { force: true })
  await sql.run('PRAGMA max_page_count=1073741823')
  await service.simulator.callbacks.settled()
  // what WeCom gave up to tell us the reconcile finds
  await service.sync()
  expect(await copied()).toEqual(truth())
  expect(await damage()).toBeNull()
  await expectNothingLost()
})

function fill(path: string): void {
  for (const size of [1 << 20, 4096, 512])
    for (;;) {
      try {
        writeFileSync(path, Buffer.alloc(size), { flag: 'a' })
      } catch {
        break
      }
    }
}
