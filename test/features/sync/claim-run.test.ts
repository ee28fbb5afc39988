import { expect, it } from 'vitest'
import { claimRun } from '../../../server/features/sync/claim-run.ts'
import { systemClock } from '../../../server/platform/clock.ts'
import type { Sql } from '../../../server/platform/db/index.ts'
import { eachDialect } from '../../support/database.ts'
import { seenAfter } from '../../stories/ask.ts'

const corpId = 'c'
const now = new Date('2026-11-22T00:00:00Z')

/** Both have begun and wait for a row that somebody else writes; on SQLite they wait for the one writer anyway. */
async function bothWait({ dialect, all }: Sql): Promise<void> {
  if (dialect === 'sqlite') return
  await seenAfter(async () => {
    const waiting = await all(
      `SELECT 1 AS "ok" FROM pg_stat_activity WHERE "datname" = current_database() AND "wait_event_type" = 'Lock'`,
    )
    return waiting.length === 2
  })
}

eachDialect('one sync at a time', ({ open, isConcurrent }) => {
  it.runIf(isConcurrent)(
    'of two workers that claim two runs at the same moment, one gets its run',
    async () => {
      const database = await open()
      const { db, sql } = database
      await db.corp.create({
        data: { corpId, name: corpId, agentId: 1, secretsSealed: '', createdAt: now, updatedAt: now },
      })
      const runIds = ['one', 'two']
      await db.syncRun.createMany({
        data: runIds.map((id) => ({
          ...{ corpId, id, kind: 'full', trigger: 'clock', state: 'queued' },
          ...{ createdAt: now, updatedAt: now },
        })),
      })
      const claims: Promise<boolean>[] = []
      await sql.transaction(async (tx) => {
        await tx.run('UPDATE "SyncRun" SET "updatedAt" = ?', [now])
        claims.push(...runIds.map((runId) => claimRun({ database, clock: systemClock }, { corpId, runId })))
        await bothWait(sql)
      })
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1)
      expect(await db.syncRun.count({ where: { state: 'running' } })).toBe(1)
    },
  )
})
