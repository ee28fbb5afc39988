import { describe, expect, it } from 'vitest'
import type { Deps } from '../../../server/features/deps.ts'
import { createEffects } from '../../../server/features/effects/index.ts'
import { planEffect } from '../../../server/features/effects/plan-effect.ts'
import { settleAccepted } from '../../../server/features/effects/store-outcome.ts'
import { runEffects } from '../../../server/features/effects/run-effects.ts'
import type { EffectHandler } from '../../../server/features/feature.ts'
import type { SqlTx } from '../../../server/platform/db/index.ts'
import { openJobs, type JobContext } from '../../../server/platform/jobs/index.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'

// What happens to an edit that comes while the one before it is about to be written to WeCom.

const KIND = 'list'
const context = { guard: async () => undefined, progressed: async () => undefined } as unknown as JobContext

/** Calls nobody, and keeps what it would have written. */
function recorder(): { sent: unknown[]; handlers: Record<string, EffectHandler> } {
  const sent: unknown[] = []
  const run: EffectHandler['run'] = ({ payload }) => {
    sent.push(payload)
    return Promise.resolve({ state: 'done' })
  }
  return { sent, handlers: { [KIND]: { isRepeatable: true, run } } }
}

const add = (tx: SqlTx, deps: Deps, key: string, entry: string): Promise<unknown> =>
  planEffect(tx, deps, {
    ...{ corpId, kind: KIND, key, payload: [entry], createdBy: null },
    merge: (waiting) => [...(waiting as string[]), entry],
  })

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

onBothDatabases('edits of one thing', (service, dialect) => {
  it('are called together when the second comes after the first was read', async () => {
    const { deps } = service()
    const { sql } = deps.database
    // The worker of the service must not take it.
    await deps.jobs.stop()
    await sql.transaction((tx) => add(tx, deps, 'read', 'a'))
    let isFirst = true
    const late: Deps = {
      ...deps,
      database: {
        ...deps.database,
        sql: {
          ...sql,
          async transaction(work) {
            if (isFirst) await sql.transaction((tx) => add(tx, deps, 'read', 'b'))
            isFirst = false
            return sql.transaction(work)
          },
        },
      },
    }
    const { sent, handlers } = recorder()
    await runEffects(late, handlers, { context, corpId, key: 'read' })
    expect(sent).toEqual([['a', 'b']])
  })

  // SQLite has one writer: nothing comes between the look and the write.
  describe.runIf(dialect === 'postgresql')('of another process', () => {
    it('are two calls when the first was begun while the second looked', async () => {
      const { deps } = service()
      const { sql } = deps.database
      await sql.transaction((tx) => add(tx, deps, 'begun', 'a'))
      const { sent, handlers } = recorder()
      const other = runEffects.bind(null, deps, handlers, { context, corpId, key: 'begun' })
      await sql.transaction(async (tx) => {
        let isBegun = false
        const slow: SqlTx = {
          ...tx,
          async run(text, params) {
            if (!isBegun) await other()
            isBegun = true
            return tx.run(text, params)
          },
        }
        await add(slow, deps, 'begun', 'b')
      })
      await other()
      expect(sent).toEqual([['a'], ['b']])
    })

    it('are settled by whoever heard first of the end', async () => {
      const { deps } = service()
      const { sql } = deps.database
      const { id } = await sql.transaction((tx) =>
        planEffect(tx, deps, { corpId, kind: KIND, key: 'end', payload: [], createdBy: null }),
      )
      await sql.run(`UPDATE "Effect" SET "state" = 'accepted' WHERE "id" = ?`, [id])
      const settle = (waitMs: number) =>
        sql.transaction(async (tx) => {
          const isOurs = await settleAccepted(tx, deps, {
            ...{ corpId, id: id ?? '' },
            answer: { state: 'done' },
          })
          await pause(waitMs)
          return isOurs
        })
      const first = settle(300)
      await pause(100)
      expect(await Promise.all([first, settle(0)])).toEqual([true, false])
    })

    it('do not lock each other out with the row they are about', async () => {
      const { database, clock, log } = service().deps
      const jobs = openJobs({ database, clock, log })
      const deps: Deps = { ...service().deps, jobs }
      const { sql, db } = database
      await db.channel.create({
        data: { corpId, id: 'row', name: 'row', kind: 'store', createdAt: clock.now() },
      })
      const rename = (tx: SqlTx, name: string): Promise<number> =>
        tx.run('UPDATE "Channel" SET "name" = ? WHERE "corpId" = ? AND "id" = ?', [name, corpId, 'row'])
      let next: Promise<void> | undefined
      const once: EffectHandler = {
        isRepeatable: true,
        run: () => Promise.resolve({ state: 'done' }),
        async record(tx) {
          next ??= sql.transaction(async (own) => {
            await rename(own, 'by a person')
            await add(own, deps, 'row', 'b')
          })
          await Promise.race([next, pause(500)])
          await rename(tx, 'by the answer')
        },
      }
      await sql.transaction((tx) => add(tx, deps, 'row', 'a'))
      jobs.work(createEffects(() => ({ [KIND]: once })).jobs?.(deps) ?? {})
      jobs.nudge()
      await jobs.drain()
      await expect(next).resolves.toBeUndefined()
      await jobs.drain()
      await jobs.stop()
      const effects = await db.effect.findMany({ where: { key: { startsWith: 'row' } } })
      expect(effects.map(({ state, attempts }) => [state, attempts])).toEqual([
        ['done', 1],
        ['done', 1],
      ])
    })
  })
})
