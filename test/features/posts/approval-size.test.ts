import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Post } from '../../../server/features/posts/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { corpId, startTestService, type TestService } from '../../support/service.ts'
import { ask, draftPost, goToMorning, read, submit } from './post-work.ts'

let service: TestService
let cast: Cast
beforeAll(async () => {
  service = await startTestService()
  goToMorning(service)
  cast = await signInCast(service)
})
afterAll(() => service.close())

const approvalFrom = (from: number) => ask(cast.hanyue, 'PUT', '/post-setting', { approvalFrom: from })

it.each(['groups', 'announcement'] as const)(
  '%s: a second person is asked by the customers in the groups, not by the groups',
  async (kind) => {
    const { db } = service.database
    const groups = await db.group.findMany({
      where: { corpId, dismissedAt: null, externalCount: { gte: 2 } },
      orderBy: { chatId: 'asc' },
    })
    const chatIds = groups.slice(0, 3).map((group) => group.chatId)
    const draft = { content: { text: `本周六课堂 ${kind}` }, audience: { chatIds } }
    const post = await draftPost(service, cast.zhoumin, kind, draft)
    const counts = post.plan.counts
    if (!counts) throw new Error('not counted')
    const planned = await db.postTarget.findMany({ where: { postId: post.id, state: 'planned' } })
    const of = new Map(groups.map((group) => [group.chatId, group.externalCount]))
    const people = planned.reduce((sum, { targetId }) => sum + (of.get(targetId) ?? 0), 0)
    expect(counts).toMatchObject({ planned: planned.length, people })
    expect(people).toBeGreaterThan(counts.planned)

    await approvalFrom(people + 1)
    const below = await draftPost(service, cast.zhoumin, kind, {
      ...draft,
      startsAt: new Date(service.deps.clock.nowMs() + 3_600_000).toISOString(),
    })
    expect((await submit(service, cast.zhoumin, below.id)).state).toBe('scheduled')
    await approvalFrom(people)
    expect((await submit(service, cast.zhoumin, post.id)).state).toBe('waiting')
  },
)

it('customers: each is one person; a look of an older version still reads', async () => {
  const { db } = service.database
  const post = await draftPost(service, cast.zhoumin, 'customers', { content: { text: '到店有礼' } })
  const planned = post.plan.counts?.planned ?? 0
  expect(post.plan.counts?.people).toBe(planned)
  const where = { corpId_id: { corpId, id: post.id } }
  const { planJson } = await db.post.findUniqueOrThrow({ where })
  const { people: _, ...older } = JSON.parse(planJson) as Record<string, unknown>
  await db.post.update({ where, data: { planJson: JSON.stringify(older) } })
  expect((await read<Post>(cast.zhoumin, `/posts/${post.id}`)).plan.counts?.people).toBe(planned)
  await approvalFrom(planned)
  expect((await submit(service, cast.zhoumin, post.id)).state).toBe('waiting')
})
