import { afterEach, beforeEach, expect, it } from 'vitest'
import { draftPost, goToMorning, HOUR, later, settle, submit, tasksOf } from './features/posts/post-work.ts'
import { signInCast, type Cast } from './support/factories/cast.ts'
import { corpId, startTestService, type TestService } from './support/service.ts'

let service: TestService
let cast: Cast
beforeEach(async () => {
  service = await startTestService()
  goToMorning(service)
  cast = await signInCast(service)
})
afterEach(() => service.close())

/** As after an hour without a disk: each job has used up its tries. */
const loseJobs = () =>
  service.database.sql.run(
    `UPDATE "Job" SET "state" = 'failed', "openKey" = NULL WHERE "state" = 'ready' AND ("name" LIKE 'posts.%' OR "name" LIKE 'effects.%' OR "name" LIKE 'handover.%')`,
    [],
  )
async function anHourPasses(): Promise<void> {
  const { jobs } = service.deps
  await jobs.add(service.database.sql, { name: 'work.resume', corpId, payload: { corpId } })
  await settle(service)
}

it('what lost its jobs for good has them again within the hour', async () => {
  const { zhoumin } = cast
  const startsAt = new Date(service.deps.clock.nowMs() + HOUR).toISOString()
  const draft = await draftPost(service, zhoumin, 'groups', { content: { text: '周末洗车' }, startsAt })
  await submit(service, zhoumin, draft.id)
  // The member's session ends while the hours pass.
  const { db } = service.database
  const state = async () => (await db.post.findFirst({ where: { id: draft.id } }))?.state
  expect(await loseJobs()).toBeGreaterThan(0)
  await later(service, 2 * HOUR)
  expect(await state()).toBe('scheduled')

  await anHourPasses()
  expect(await state()).toBe('running')

  // Its results are asked about, too.
  expect(await loseJobs()).toBeGreaterThan(0)
  for (const { msgid, userid } of await tasksOf(service, draft.id))
    service.simulator.actions('send-mass-message', { msgid, userid })
  await later(service, 2 * HOUR)
  const delivered = () => db.postTarget.count({ where: { postId: draft.id, state: 'delivered' } })
  expect(await delivered()).toBe(0)
  await anHourPasses()
  expect(await delivered()).toBeGreaterThan(0)
})

it('a look at an audience that nobody carries on begins anew', async () => {
  const { zhoumin } = cast
  const { db, sql } = service.database
  const content = { text: '到店检测' }
  const draft = await draftPost(service, zhoumin, 'groups', { content })
  const begun = await draftPost(service, zhoumin, 'groups', { content })
  const gone = await draftPost(service, zhoumin, 'groups', { content })
  const leave = (id: string, state: string, planState: string, failure: string | null) =>
    sql.run('UPDATE "Post" SET "state" = ?, "planState" = ?, "planJson" = ? WHERE "id" = ?', [
      state,
      planState,
      JSON.stringify({ version: 1, failure }),
      id,
    ])
  await leave(draft.id, 'draft', 'running', null)
  await leave(begun.id, 'running', 'failed', 'internal')
  await leave(gone.id, 'running', 'failed', 'audience-gone')
  await anHourPasses()
  const looks = await db.post.findMany({
    where: { id: { in: [draft.id, begun.id, gone.id] } },
    orderBy: { id: 'asc' },
  })
  expect(looks.map(({ planState }) => planState)).toEqual(['ready', 'ready', 'failed'])
  expect(await db.postPart.count({ where: { postId: begun.id } })).toBeGreaterThan(0)
})
