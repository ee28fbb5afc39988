import { afterAll, beforeAll, expect, it } from 'vitest'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { corpId, startTestService, type TestService } from '../../support/service.ts'
import { ask, draftPost, goToMorning, HOUR, submit } from './post-work.ts'

let service: TestService
let cast: Cast
beforeAll(async () => {
  service = await startTestService()
  goToMorning(service)
  cast = await signInCast(service)
})
afterAll(() => service.close())

/** As many tasks of one announcement as no demo company has members. */
async function addParts(postId: string, prefix: string, count: number, remindedAt: Date | null) {
  const staffId = await service.staffId('lina')
  await service.database.db.postPart.createMany({
    data: Array.from({ length: count }, (_, n) => ({
      corpId,
      id: `${prefix}${String(n).padStart(4, '0')}`,
      postId,
      staffId,
      arm: 'a',
      size: 1,
      state: 'out',
      outAt: service.clock.now(),
      remindsJson: JSON.stringify(remindedAt === null ? [] : [remindedAt.toISOString()]),
    })),
  })
}

const told = async (postId: string): Promise<number> => {
  const effects = await service.database.db.effect.findMany({
    where: { corpId, kind: 'app-message', key: { startsWith: `app-message:post-remind:${postId}:` } },
  })
  const staffIds = effects.flatMap(
    ({ payloadJson }) => (JSON.parse(payloadJson) as { staffIds: string[] }).staffIds,
  )
  return staffIds.length
}

it('reminds every member who may be, however many before them were reminded just now', async () => {
  const { zhoumin } = cast
  const { id } = await draftPost(service, zhoumin, 'announcement', { content: { text: '群公告：周六课堂' } })
  await submit(service, zhoumin, id)
  await service.database.db.postPart.updateMany({ where: { postId: id }, data: { state: 'done' } })
  await addParts(id, 'a', 1000, service.clock.now())
  await addParts(id, 'b', 3, null)
  const remind = () => ask<{ reminded: number }>(zhoumin, 'POST', `/posts/${id}/remind`, {})
  expect(await remind()).toEqual({ reminded: 3 })
  expect(await remind()).toEqual({ reminded: 0 })
  expect(await told(id)).toBe(3)

  // An hour later all of them may be, and each page is told.
  service.advance(HOUR)
  expect(await remind()).toEqual({ reminded: 1003 })
  expect(await told(id)).toBe(3 + 1003)
})
