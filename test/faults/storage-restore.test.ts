import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TagCatalogue, TagsChanged } from '../../server/features/tags/contract.ts'
import { systemClock } from '../../server/platform/clock.ts'
import { backUp } from '../../server/platform/db/backup/back-up.ts'
import { inspectBackup } from '../../server/platform/db/backup/inspect-backup.ts'
import { restoreFile } from '../../server/platform/db/backup/restore-file.ts'
import { filePath } from '../../server/platform/db/sqlite-file.ts'
import { startService, type Service } from '../../server/start-service.ts'
import type { Browser } from '../support/http-client.ts'
import { openTestSqlite } from '../support/database.ts'
import { corpId, type TestService } from '../support/service.ts'
import { read, seenAfter, send } from '../stories/ask.ts'
import { customersOf, startStory } from '../stories/story.ts'

const MARK = 'externalcontact/mark_tag'
const REMARK = 'externalcontact/remark'

let service: TestService
let lina: Browser
let folder: string
beforeAll(async () => {
  service = await startStory({ open: openTestSqlite })
  lina = await service.signIn('lina', 'chat')
  folder = dirname(filePath(service.database.url))
})
afterAll(() => service.close())

const act = (name: string, input: unknown) => service.simulator.actions(name, input)

/** The service of the next life: on the restored file, before the same WeCom. */
async function startOn(url: string): Promise<Service> {
  const { settings, clock, log } = service.deps
  return startService({
    settings: { ...settings, DATABASE_URL: url },
    clock,
    log,
    ticks: false,
    webRoot: join(import.meta.dirname, '../support/web-root'),
  })
}

/** What WeCom has of each relation of a living member, and what the copy has. */
function truth(): string[] {
  return [...service.simulator.world.follows.each('lina')]
    .map((row) => `${row.externalUserid} ${row.remark} ${[...row.tagIds].sort().join(',')}`)
    .sort()
}
async function copied({ deps }: Service): Promise<string[]> {
  const { id: staffId } = await deps.database.db.staff.findFirstOrThrow({ where: { userid: 'lina' } })
  const where = { corpId, staffId }
  const tags = await deps.database.db.followTag.findMany({ where })
  const follows = await deps.database.db.follow.findMany({ where: { ...where, endedAt: null } })
  return follows
    .map((row) => {
      const own = tags.filter((tag) => tag.externalUserid === row.externalUserid).map((tag) => tag.tagId)
      return `${row.externalUserid} ${row.remark} ${own.sort().join(',')}`
    })
    .sort()
}

it('P9 and P10: a backup taken in a storm is whole; its restore repeats no effect, revives no session, and converges', async () => {
  const { simulator, deps } = service
  const [tagged = '', remarked = '', ...others] = customersOf(service, 'lina')
  const { groups } = await read<TagCatalogue>(lina, '/tags')
  const has = simulator.world.follows.find('lina', tagged)?.tagIds ?? []
  const tagId = groups.flatMap((group) => group.tags).find((tag) => !has.includes(tag.tagId))?.tagId ?? ''
  simulator.calls.reset()

  // open at the moment of the backup: an effect that waits, an effect whose call is out, a job that would plan one
  const waiting = await send<TagsChanged>(lina, 'PUT', `/contacts/${tagged}/tags`, { add: [tagId] })
  await deps.database.sql.transaction((tx) =>
    deps.jobs.add(tx, {
      name: 'sync.welcome',
      corpId,
      key: 'old',
      payload: { corpId, hash: 'old' },
      runAt: new Date(deps.clock.nowMs() + 3_600_000),
    }),
  )
  let n = 0
  const storm = setInterval(() => {
    const externalUserid = others[(n += 1) % others.length]
    act('edit-contact', { userid: 'lina', externalUserid, remark: `风 ${n}` })
  }, 5)
  const inbox = () => deps.database.db.inboxEvent.count()
  await seenAfter(async () => (await inbox()) > 10)
  const ackedBefore = await inbox()
  const to = join(folder, 'backups/storm.db')
  const done = await backUp({ from: filePath(service.database.url), to, clock: systemClock })
  const ackedAfter = await inbox()
  clearInterval(storm)
  expect(done.rows.get('InboxEvent')).toBeGreaterThanOrEqual(ackedBefore)
  expect(done.rows.get('InboxEvent')).toBeLessThanOrEqual(ackedAfter)
  expect(readdirSync(dirname(to)).sort()).toEqual(['storm.db', 'storm.db.sha256'])

  // life goes on after the backup: the effect is carried out, somebody takes it back in WeCom, a customer comes
  await seenAfter(async () => simulator.calls.of(MARK) === 1)
  act('untag', { userid: 'lina', externalUserid: tagged, tagId })
  act('edit-contact', { userid: 'lina', externalUserid: remarked, remark: '备份之后' })
  act('add-contact', { userid: 'lina', name: '顾小满', remark: '顾女士' })
  await service.stop()

  const path = join(folder, 'restored.db')
  await inspectBackup(to, { corpId })
  await restoreFile({ file: to, path, clock: systemClock })
  const next = await startOn(`file:${path}`)
  try {
    await next.deps.jobs.drain()
    const { db } = next.deps.database
    expect(simulator.calls.of(MARK)).toBe(1)
    expect(simulator.calls.of(REMARK)).toBe(0)
    const effect = await db.effect.findFirstOrThrow({ where: { id: waiting.effectId ?? '' } })
    expect(effect).toMatchObject({ state: 'unknown', attempts: 0 })
    expect(effect.errorText).toContain('Held')
    expect(await db.job.findFirst({ where: { name: 'sync.welcome' } })).toMatchObject({ state: 'failed' })
    expect(await db.session.count()).toBe(0)
    expect(await db.syncRun.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
      kind: 'full',
      state: 'done',
    })
    expect(await copied(next)).toEqual(truth())
  } finally {
    await next.stop()
  }
})
