import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { findDamage } from '../../server/platform/db/backup/integrity.ts'
import { createGroupCommit } from '../../server/platform/db/group-commit.ts'
import { openDatabase } from '../../server/platform/db/index.ts'
import { openConnection, type SqliteConnection } from '../../server/platform/db/sqlite-connection.ts'
import { checkBeforeStart } from '../../server/platform/db/start-check.ts'
import { newSqliteFile } from '../support/templates.ts'
import { realSettings, runCommand } from '../stories/process.ts'
import { spoilTable } from './spoil-table.ts'

const log = { warn: () => undefined }
const PAGE = 4096
const WAL_HEAD = 32
const FRAME = 24 + PAGE

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

async function newFile(): Promise<string> {
  const { path, remove } = await newSqliteFile()
  ends.push(remove)
  return path
}
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-files-'))
  ends.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
async function inside<T>(path: string, act: (connection: SqliteConnection) => Promise<T>): Promise<T> {
  const connection = await openConnection(path, { pragmas: '' })
  return act(connection).finally(() => connection.close())
}

/** Lengths of a log at which a transaction is whole: its last frame says so. */
function commitBoundaries(wal: Buffer): number[] {
  const ends: number[] = []
  for (let at = WAL_HEAD; at + FRAME <= wal.length; at += FRAME)
    if (wal.readUInt32BE(at + 4) !== 0) ends.push(at + FRAME)
  return ends
}

it('P6: after a power cut at any commit, or within the write behind it, everything acknowledged is there', async () => {
  const path = await newFile()
  const database = await openDatabase({ url: `file:${path}`, log })
  // FULL: each commit has reached the disk before its caller hears of it; all below rests on this
  expect(await database.sql.all('PRAGMA synchronous')).toEqual([{ synchronous: 2 }])
  const inbox = createGroupCommit<number, number>({
    sql: database.sql,
    async write(tx, items) {
      for (const n of items)
        await tx.run(`INSERT INTO "Setting" VALUES ('c', ?, ?, '2026-01-01T00:00:00.000+00:00')`, [
          `key ${n}`,
          'x'.repeat(3000),
        ])
      return items
    },
  })
  /** Length of the log when a number of rows had been acknowledged. */
  const acked: { rows: number; bytes: number }[] = []
  for (let n = 0; n < 20; n += 1) {
    await Promise.all([inbox.add(2 * n), inbox.add(2 * n + 1)])
    acked.push({ rows: 2 * (n + 1), bytes: statSync(`${path}-wal`).size })
  }
  const [file, wal] = [readFileSync(path), readFileSync(`${path}-wal`)]
  await database.close()

  const folder = newFolder()
  const lost = join(folder, 'cut.db')
  const cuts = commitBoundaries(wal).flatMap((end) => [
    wal.subarray(0, end),
    // the next frame torn, and never written but long enough: what a disk leaves of a write it did not finish
    wal.subarray(0, Math.min(wal.length, end + FRAME / 2)),
    Buffer.concat([wal.subarray(0, end), Buffer.alloc(FRAME, 0xa5)]),
  ])
  expect(cuts.length).toBeGreaterThanOrEqual(60)
  for (const cut of cuts) {
    for (const end of ['', '-wal', '-shm']) rmSync(lost + end, { force: true })
    writeFileSync(lost, file)
    writeFileSync(`${lost}-wal`, cut)
    const promised = acked.filter(({ bytes }) => bytes <= cut.length).at(-1)?.rows ?? 0
    await inside(lost, async (connection) => {
      const [row] = await connection.all('SELECT count(*) AS "n" FROM "Setting"', [])
      expect(Number(row?.['n'])).toBeGreaterThanOrEqual(promised)
      expect(await findDamage(connection)).toBeNull()
    })
  }
})

const sha = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

it('P7: the service says that its database is damaged and how to bring the backup back, writes nothing and ends with an error', async () => {
  const path = await newFile()
  const settings = { ...(await realSettings('http://127.0.0.1:9')), DATABASE_URL: `file:${path}` }
  await spoilTable(path, 'Follow')
  const before = sha(path)
  const ended = await runCommand('test/stories/service-process.ts', [], settings)
  expect(ended.code).toBe(1)
  expect(ended.stderr).toContain(`${path} is damaged`)
  expect(ended.stderr).toContain('npm run restore -- FILE')
  expect(sha(path)).toBe(before)
  expect(existsSync(`${path}-wal`)).toBe(false)
})

it('P7: a file that was cut is found by its length, and a sound one passes', async () => {
  const path = await newFile()
  expect(await checkBeforeStart(path)).toBe('whole')
  const cut = join(newFolder(), 'cut.db')
  copyFileSync(path, cut)
  await inside(cut, (connection) => connection.script('PRAGMA journal_mode=DELETE'))
  truncateSync(cut, statSync(cut).size - 3 * PAGE)
  await expect(checkBeforeStart(cut)).rejects.toThrow('is damaged')
  const other = join(newFolder(), 'other.db')
  writeFileSync(other, 'this is no database, but long enough to be read as one '.repeat(100))
  await expect(checkBeforeStart(other)).rejects.toThrow('is damaged')
})
