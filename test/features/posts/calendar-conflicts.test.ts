import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PostKind } from '../../../server/domain/post/kinds.ts'
import type { PostCalendar } from '../../../server/features/posts/calendar/contract.ts'
import type { Post } from '../../../server/features/posts/contract.ts'
import type { Browser } from '../../support/http-client.ts'
import { signInCast } from '../../support/factories/cast.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { ask, DAY, draftPost, goToMorning, HOUR, read, settle, submit } from './post-work.ts'

let service: TestService
let zhoumin: Browser
beforeAll(async () => {
  service = await startTestService()
  goToMorning(service)
  zhoumin = (await signInCast(service)).zhoumin
})
afterAll(() => service.close())

const content = { text: '周末到店礼' }
/** Ten in the morning, so many days from now. */
const morning = (days: number): string =>
  new Date(service.deps.clock.nowMs() + days * DAY + HOUR).toISOString()
const dayOf = (at: string): string => new Date(Date.parse(at) + 8 * HOUR).toISOString().slice(0, 10)

async function draft(kind: PostKind, days: number, audience: object = {}): Promise<Post> {
  return draftPost(service, zhoumin, kind, { content, audience, startsAt: morning(days) })
}
async function conflictsIn(days: number) {
  const day = dayOf(morning(days))
  const { days: found } = await read<PostCalendar>(zhoumin, `/post-calendar?from=${day}&to=${day}`)
  return found[0]?.conflicts
}

it('customers who would get two messages on one day are counted, and a moment is no message', async () => {
  const first = await draft('customers', 3)
  await draft('moment', 3)
  expect(await conflictsIn(3)).toEqual({ customers: 0, groups: 0 })
  const second = await draft('customers', 3)
  const planned = first.plan.counts?.planned ?? 0
  expect(planned).toBeGreaterThan(20)
  expect(await conflictsIn(3)).toEqual({ customers: planned, groups: 0 })
  // On another day nobody hears twice.
  await ask(zhoumin, 'POST', `/posts/${second.id}/move`, { version: second.version, startsAt: morning(4) })
  expect(await conflictsIn(3)).toEqual({ customers: 0, groups: 0 })
  expect(await conflictsIn(4)).toEqual({ customers: 0, groups: 0 })
})

it('a group that would get a message and an announcement on one day is counted as a group', async () => {
  const all = await draft('groups', 5)
  expect(await conflictsIn(5)).toEqual({ customers: 0, groups: 0 })
  const [one, two, three] = await service.database.db.group.findMany({
    where: { dismissedAt: null, externalCount: { gt: 0 } },
    orderBy: { chatId: 'asc' },
  })
  const chatIds = [one, two].map((group) => group?.chatId ?? '')
  const notice = await draft('announcement', 5, { chatIds })
  expect(notice.plan.counts?.planned).toBe(2)
  expect(await conflictsIn(5)).toEqual({ customers: 0, groups: 2 })
  // A message to people leaves the groups alone.
  await draft('customers', 5)
  expect(await conflictsIn(5)).toEqual({ customers: 0, groups: 2 })
  // Two messages meet as well, and what was called off meets nothing.
  const more = await draft('groups', 5, { chatIds: [three?.chatId] })
  expect(await conflictsIn(5)).toEqual({ customers: 0, groups: 3 })
  await submit(service, zhoumin, all.id)
  await ask(zhoumin, 'POST', `/posts/${all.id}/cancel`, {})
  await settle(service)
  expect(await conflictsIn(5)).toEqual({ customers: 0, groups: 0 })
  expect(more.plan.counts?.planned).toBe(1)
})
