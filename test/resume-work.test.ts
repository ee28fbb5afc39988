import { afterAll, beforeAll, expect, it } from 'vitest'
import { draftPost, goToMorning, HOUR, later, settle, submit, tasksOf } from './features/posts/post-work.ts'
import { signInCast, type Cast } from './support/factories/cast.ts'
import { corpId, startTestService, type TestService } from './support/service.ts'

let service: TestService
let cast: Cast
beforeAll(async () => {
  service = await startTestService()
  goToMorning(service)
  cast = await signInCast(service)
})
afterAll(() => service.close())

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
