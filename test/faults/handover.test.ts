import { beforeEach, expect, it } from 'vitest'
import type { Handover } from '../../server/features/handover/contract.ts'
import { pollJob } from '../../server/features/handover/run/jobs-of.ts'
import type { Browser } from '../support/http-client.ts'
import { onBothDatabases } from '../support/on-both-databases.ts'
import { corpId, type TestService } from '../support/service.ts'
import { ask, confirm, DAY, later, plan, rowsOf, settle } from '../features/handover/handover.ts'

const START = 'externalcontact/transfer_customer'
const RESULTS = 'externalcontact/transfer_result'
const PAGE = 1000

onBothDatabases(
  'faults of a hand-over',
  (suite) => {
    let service: TestService
    let admin: Browser
    beforeEach(async () => {
      service = suite()
      admin = await service.signIn('hanyue')
    })

    const read = (id: string) => ask<Handover>(admin, 'GET', `/handovers/${id}`)
    const onjob = (from: string, to: string) =>
      plan(service, admin, { from, to: [to], family: 'onjob', groups: false })
    /** Transfers that WeCom has started, for each customer of the pair. */
    const started = (handover: string) =>
      service.simulator.world.transfers.all().filter((one) => one.handover === handover)

    it('T2 a call that took effect without an answer is asked about, and only the rest is called again', async () => {
      const draft = await onjob('wanglei', 'zhaohang')
      service.simulator.faults.set({ rules: [{ path: START, resetAfterRate: 1, count: 1 }] })
      await confirm(admin, draft)
      await settle(service)
      service.simulator.faults.set({ rules: [] })
      await later(service, 3_000)
      const { progress } = await read(draft.id)
      expect(progress.customers).toMatchObject({ queued: 0, unknown: 0, failed: 0 })
      expect(progress.customers.accepted + progress.customers.waiting).toBe(draft.summary.customers)
      expect(started('wanglei')).toHaveLength(draft.summary.customers)
      expect(service.simulator.calls.of(START)).toBe(1)
    })

    it('T3 mixed answers are kept one by one, each with its own reason', async () => {
      const { world, actions } = service.simulator
      const giver = [...service.simulator.truth.rows('staff')]
        .map((row) => String(row['userid']))
        .filter((userid) => !['wanglei', 'lina', 'zhaohang', 'hejun'].includes(userid))
        .find((userid) => [...world.follows.each(userid)].length >= 4)
      if (giver === undefined) throw new Error('nobody else has customers')
      const draft = await onjob(giver, 'zhaohang')
      const [gone = '', moving = '', worn = ''] = (await rowsOf(admin, draft.id)).map((row) => row.objectId)
      // What WeCom knows and the copy does not: a deleted relation, an open transfer, two transfers lately.
      actions('delete-contact', { userid: giver, externalUserid: gone })
      const at = world.clock.now()
      const move = (externalUserid: string, ageMs: number, status: 1 | 2) =>
        world.change({
          kind: 'transfer',
          transfer: {
            family: 'onjob',
            handover: giver,
            takeover: 'wanglei',
            externalUserid,
            status,
            takeoverTime: 0,
            startedAtMs: at - ageMs,
            dueAtMs: at - ageMs + DAY,
          },
        })
      move(moving, 3_600_000, 2)
      move(worn, 20 * DAY, 1)
      move(worn, 10 * DAY, 1)
      await confirm(admin, draft)
      await settle(service)
      await later(service, 2 * 60_000)
      const rows = await rowsOf(admin, draft.id)
      const of = (objectId: string) => rows.find((row) => row.objectId === objectId)
      expect(of(gone)).toMatchObject({ state: 'failed', reason: 'not-followed-by-giver', errorCode: 40131 })
      expect(of(moving)).toMatchObject({
        state: 'failed',
        reason: 'in-transfer',
        errorCode: 40129,
        remedy: 'wait',
      })
      expect(of(worn)).toMatchObject({ state: 'limited', reason: 'twice-in-90-days', errorCode: 40128 })
      const { customers, total } = (await read(draft.id)).progress
      expect(customers.accepted + customers.waiting).toBe(total - 3)
      expect(Object.values(customers).reduce((sum, n) => sum + n, 0)).toBe(total)
    })

    it('T5 of two managers who hand over the same customers one wins, and the other is told who', async () => {
      const [one, two] = [await onjob('lina', 'zhaohang'), await onjob('lina', 'zhaohang')]
      const path = (draft: Handover) => `/api/v1/handovers/${draft.id}/confirm`
      const body = (draft: Handover) => ({ version: draft.version, typed: draft.summary.typed })
      const replies = await Promise.all(
        [one, two].map((draft) => admin.send('POST', path(draft), body(draft))),
      )
      expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409])
      const lost = replies.find((reply) => reply.status === 409)
      expect(lost?.json()).toMatchObject({
        tell: { reason: 'held', by: '韩越', count: one.summary.customers },
      })
      await settle(service)
      const ids = started('lina').map((transfer) => transfer.externalUserid)
      expect(new Set(ids).size).toBe(ids.length)
      const loser = replies[0]?.status === 409 ? one : two
      const checked = await ask<Handover>(admin, 'POST', `/handovers/${loser.id}/check`, {})
      expect(checked.summary).toMatchObject({
        customers: 0,
        blocked: [{ reason: 'in-other-handover', count: one.summary.customers }],
      })
      expect((await rowsOf(admin, loser.id))[0]).toMatchObject({ state: 'blocked', heldBy: '韩越' })
    })

    it('T5 without the unique index both would win: the test above would notice', async () => {
      const { sql } = service.database
      const index = 'HandoverRow_corpId_openKey_key'
      const giver = 'zhaohang'
      const drafts = [await onjob(giver, 'wanglei'), await onjob(giver, 'wanglei')]
      await sql.run(`DROP INDEX "${index}"`)
      try {
        for (const draft of drafts) await confirm(admin, draft)
        const [row] = await sql.all<{ n: number }>(
          `SELECT COUNT(*) AS "n" FROM (SELECT "openKey" FROM "HandoverRow" WHERE "corpId" = ? AND "openKey" IS NOT NULL
       GROUP BY "openKey" HAVING COUNT(*) > 1) t`,
          [corpId],
        )
        expect(row?.n).toBeGreaterThan(0)
      } finally {
        await settle(service)
        await sql.run(`UPDATE "HandoverRow" SET "openKey" = NULL WHERE "handoverId" = ?`, [
          drafts[1]?.id ?? '',
        ])
        await sql.run(`CREATE UNIQUE INDEX "${index}" ON "HandoverRow"("corpId", "openKey")`)
      }
    })

    it('T6 a result list that breaks off is read again, and the rows end as WeCom says', async () => {
      const { world, actions } = service.simulator
      const giver = world.staff
        .all()
        .map((one) => one.userid)
        .findLast((userid) => userid !== 'zhaohang' && world.follows.count(userid) >= 4 && userid !== 'hejun')
      if (giver === undefined) throw new Error('nobody else has customers')
      const pair = { family: 'onjob', handover: giver, takeover: 'zhaohang' } as const
      // Long ago, so that two of ours are on the first page of the list and the others on the next.
      const startedAtMs = world.clock.now() - 300 * DAY
      for (let n = 0; n < PAGE - 2; n += 1) {
        const old = {
          externalUserid: `wmOld${n}`,
          status: 1,
          startedAtMs,
          dueAtMs: startedAtMs,
          takeoverTime: 1,
        } as const
        world.change({ kind: 'transfer', transfer: { ...pair, ...old } })
      }
      const draft = await onjob(giver, 'zhaohang')
      const { customers } = draft.summary
      expect(customers).toBeGreaterThan(3)
      await confirm(admin, draft)
      await settle(service)
      actions('refuse-transfer', { externalUserid: world.transfers.between(pair).at(-1)?.externalUserid })
      service.simulator.faults.set({ rules: [{ path: RESULTS, paging: 'expire' }] })
      await later(service, DAY + 3 * 60_000)
      admin = await service.signIn('hanyue')
      expect(await read(draft.id)).toMatchObject({
        state: 'running',
        progress: { customers: { done: 2, refused: 0, failed: 0, unknown: 0 } },
      })
      service.simulator.faults.set({ rules: [] })
      await later(service, 20 * 60_000)
      const truth = { state: 'done', progress: { customers: { done: customers - 1, refused: 1, failed: 0 } } }
      expect(await read(draft.id)).toMatchObject(truth)
      const kept = () =>
        service.database.sql.all(
          `SELECT "objectId", "state", "settledAt" FROM "HandoverTry" WHERE "corpId" = ? AND "handoverId" = ? ORDER BY "objectId", "id"`,
          [corpId, draft.id],
        )
      const before = [await rowsOf(admin, draft.id), await kept()]
      expect(before[1]).toHaveLength(customers)
      const at = service.deps.clock.now()
      await service.database.sql.transaction(async (tx) => {
        await tx.run(`UPDATE "HandoverPoll" SET "nextAt" = ? WHERE "corpId" = ?`, [at, corpId])
        await service.deps.jobs.add(tx, pollJob(corpId, at))
      })
      service.simulator.calls.reset()
      await settle(service)
      expect(service.simulator.calls.of(RESULTS)).toBeGreaterThanOrEqual(2)
      expect([await rowsOf(admin, draft.id), await kept()]).toEqual(before)
    })

    it('T4 a result that never comes is shown as stuck, and asked for more and more rarely', async () => {
      const draft = await plan(service, admin, { from: 'hejun', to: ['lina'], groups: false })
      service.simulator.faults.set({
        rules: [{ path: `externalcontact/resigned/transfer_result`, errcode: 40003 }],
      })
      await confirm(admin, draft)
      await settle(service)
      service.simulator.calls.reset()
      for (let hours = 0; hours < 54; hours += 6) await later(service, DAY / 4)
      admin = await service.signIn('hanyue')
      expect((await read(draft.id)).progress).toMatchObject({ stuck: draft.summary.customers, settled: 0 })
      expect((await rowsOf(admin, draft.id, '&stuck=true'))[0]).toMatchObject({ isStuck: true })
      expect(service.simulator.calls.of('externalcontact/resigned/transfer_result')).toBeLessThan(30)
      service.simulator.faults.set({ rules: [] })
      await later(service, DAY)
      admin = await service.signIn('hanyue')
      expect(await read(draft.id)).toMatchObject({ state: 'done', progress: { stuck: 0 } })
    })
  },
  { company: { contacts: 120, groups: 4 } },
)
