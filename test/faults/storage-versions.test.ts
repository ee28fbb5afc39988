import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { planEffect } from '../../server/features/effects/plan-effect.ts'
import type { Dialect } from '../../server/platform/db/dialect.ts'
import { findContracting } from '../../server/platform/db/expanding.ts'
import { migrateOn } from '../../server/platform/db/migrate.ts'
import { openForMigration } from '../../server/platform/db/migration-connection.ts'
import { migrationsFolder, readMigrations } from '../../server/platform/db/migrations-folder.ts'
import { openConnection } from '../../server/platform/db/sqlite-connection.ts'
import { filePath } from '../../server/platform/db/sqlite-file.ts'
import { createLog } from '../../server/platform/log.ts'
import { startService, type Service } from '../../server/start-service.ts'
import { openTestPostgres, openTestSqlite, type TestDatabase } from '../support/database.ts'
import { findServer } from '../support/postgres-server.ts'
import { corpId, testSettings, type TestService } from '../support/service.ts'
import { seenAfter } from '../stories/ask.ts'
import { customersOf, startStory } from '../stories/story.ts'

const server = await findServer()
const opens: Partial<Record<Dialect, () => Promise<TestDatabase>>> = {
  sqlite: openTestSqlite,
  ...(server ? { postgresql: () => openTestPostgres(server) } : {}),
}
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** What the next version only adds: optional columns of tables in use, and a table of its own. */
const EXPAND = `-- AlterTable
ALTER TABLE "Follow" ADD COLUMN "mood" TEXT;
ALTER TABLE "Contact" ADD COLUMN "score" INTEGER NOT NULL DEFAULT 7;
CREATE TABLE "Mood" ("corpId" TEXT NOT NULL, "mood" TEXT NOT NULL, PRIMARY KEY ("corpId", "mood"));
CREATE UNIQUE INDEX "Mood_mood_key" ON "Mood" ("mood");
CREATE INDEX "Follow_mood_idx" ON "Follow" ("corpId", "mood");`

const ADDS = '29990101000000_expand_mood'
const CHANGES = '29990102000000_rename'

async function upgrade(
  url: string,
  { dialect, name, sql }: { dialect: Dialect; name: string; sql: string },
): Promise<void> {
  const connection = await openForMigration(dialect, url)
  const add = { name: ADDS, sql: EXPAND, checksum: ADDS }
  const next = name === ADDS ? [] : [add]
  const own = readMigrations(migrationsFolder(dialect))
  const applied = await migrateOn(connection, [...own, ...next, { name, sql, checksum: name }]).finally(() =>
    connection.close(),
  )
  expect(applied).toEqual([name])
}

/** This version once more, as a process that starts on the database as it now is. */
function startAgain(
  story: TestService,
  { url, warned }: { url: string; warned: string[] },
): Promise<Service> {
  const { simulator, clock, home } = story
  return startService({
    settings: { ...testSettings({ home, simulator, isDemo: false }), DATABASE_URL: url },
    clock,
    log: createLog({ level: 'warn', destination: { write: (line: string) => void warned.push(line) } }),
    ticks: false,
    webRoot: join(import.meta.dirname, '../support/web-root'),
  })
}

/** A PostgreSQL company has any number of processes; a SQLite one has one, so that the first ends and leaves its file. */
async function handOver(story: TestService): Promise<string> {
  const { url } = story.database
  if (story.database.dialect === 'postgresql') return url
  await story.stop()
  const left = `${filePath(url)}.left`
  const file = await openConnection(filePath(url), { pragmas: '' })
  await file.run('VACUUM INTO ?', [left])
  await file.close()
  return `file:${left}`
}

const dialects: Dialect[] = server ? ['sqlite', 'postgresql'] : ['sqlite']

describe.each(dialects)('P15: two versions on one database, %s', (dialect) => {
  it('the older one works on, and starts, where the newer one only added; otherwise it says why not', async () => {
    const story = await startStory({
      ...(opens[dialect] ? { open: opens[dialect] } : {}),
      company: { contacts: 20, staff: 8, groups: 1 },
    })
    ends.push(() => story.close())
    const { db, sql, url: shared } = story.database
    const [first = '', second = '', third = ''] = customersOf(story, 'lina')
    const told = async (externalUserid: string, remark: string, copy = db) => {
      story.simulator.actions('edit-contact', { userid: 'lina', externalUserid, remark })
      await seenAfter(async () => (await copy.follow.count({ where: { externalUserid, remark } })) === 1)
    }
    await told(first, '升级之前')

    await upgrade(shared, { dialect, name: ADDS, sql: EXPAND })
    const feel = 'UPDATE "Follow" SET "mood" = ? WHERE "corpId" = ? AND "remark" = ?'
    await sql.run(feel, ['晴', corpId, '升级之前'])
    await told(first, '升级之后')
    await told(second, '旧版本照常')
    await story.sync()
    const plan = { corpId, kind: 'mood', key: 'mood', payload: {}, createdBy: null }
    const { id } = await sql.transaction((tx) => planEffect(tx, story.deps, plan))
    const putOff = { key: 'mood', runAt: { gt: new Date(Date.now() + 5_000) } }
    await seenAfter(async () => (await db.job.count({ where: putOff })) === 1)

    const url = await handOver(story)
    const warned: string[] = []
    const again = await startAgain(story, { url, warned })
    ends.push(() => again.stop())
    const { database } = again.deps
    if (dialect === 'sqlite')
      await story.simulator.callbacks.setUrl(`${again.origin}/wecom/callback/${corpId}`)
    expect(warned.join('')).toContain(ADDS)
    await told(third, '再次启动', database.db)
    // what the newer version wrote stands, and its effect waits for it instead of failing here
    expect(await database.sql.all('SELECT "mood", "remark" FROM "Follow" WHERE "mood" IS NOT NULL')).toEqual([
      { mood: '晴', remark: '升级之后' },
    ])
    const effect = await database.db.effect.findFirstOrThrow({ where: { id: id ?? '' } })
    expect(effect).toMatchObject({ state: 'planned', attempts: 0 })

    await upgrade(url, { dialect, name: CHANGES, sql: 'ALTER TABLE "Setting" RENAME TO "Choice";' })
    await expect(startAgain(story, { url, warned })).rejects.toThrow(
      `The database is newer than this program (${CHANGES}): these migrations change`,
    )
  })
})

it.each([
  [EXPAND, 0],
  ['ALTER TABLE "A" ADD COLUMN "x" TEXT,\nADD COLUMN "y" DECIMAL(3, 1) NOT NULL DEFAULT 0;', 0],
  ['ALTER TABLE "A" ADD COLUMN "x" TEXT,\nDROP COLUMN "y";', 1],
  ['ALTER TABLE "A" ADD COLUMN "x" TEXT NOT NULL;', 1],
  ['CREATE UNIQUE INDEX "A_x_key" ON "A" ("x");', 1],
  ['DROP INDEX "A_x_idx";', 0],
  ['DROP INDEX "A_x_key";', 1],
  ['CREATE TABLE "B" ("a" TEXT REFERENCES "A" ("id"));', 1],
  ['CREATE TABLE "new_A" ("id" TEXT);\nDROP TABLE "A";\nALTER TABLE "new_A" RENAME TO "A";', 2],
  ['UPDATE "A" SET "x" = 1;', 1],
])('tells what adds from what changes: %s', async (sql, wrong) => {
  expect(findContracting(sql)).toHaveLength(wrong)
})

it('a migration may not be named as if it only added', async () => {
  const database = await openTestSqlite()
  ends.push(() => database.close())
  const change = { dialect: 'sqlite', name: ADDS, sql: 'DROP TABLE "Setting";' } as const
  await expect(upgrade(database.url, change)).rejects.toThrow('does more than add: name it without expand_')
  expect(await database.db.setting.count()).toBe(0)
})
