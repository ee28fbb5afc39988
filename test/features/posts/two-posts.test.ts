import { beforeAll, expect, it } from 'vitest'
import type { Post } from '../../../server/features/posts/contract.ts'
import { lastGate } from '../../../server/features/posts/run/last-gate.ts'
import { findPost } from '../../../server/features/posts/stored-post.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { DAY, draftPost, goToMorning, later, read, submit, tasksOf } from './post-work.ts'

const KINDS = ['customers', 'groups'] as const

onBothDatabases('two posts for the same receivers', (service) => {
  let cast: Cast
  beforeAll(async () => {
    goToMorning(service())
    cast = await signInCast(service())
  })

  /** Counted before either has begun, so that each means all of them. */
  const twoDrafts = async (kind: (typeof KINDS)[number]): Promise<[Post, Post]> => [
    await draftPost(service(), cast.zhoumin, kind, { content: { text: `甲 ${kind}` } }),
    await draftPost(service(), cast.zhoumin, kind, { content: { text: `乙 ${kind}` } }),
  ]

  it.each(KINDS)('%s: of two parts that are called at the same moment one reaches each', async (kind) => {
    const { db, sql } = service().database
    const posts = await twoDrafts(kind)
    for (const { id } of posts) {
      await db.post.update({ where: { corpId_id: { corpId, id } }, data: { state: 'running' } })
      await db.postTarget.updateMany({ where: { postId: id, state: 'planned' }, data: { partId: `${id}-p` } })
      const staffId = await service().staffId('lina')
      await db.postPart.create({
        data: { corpId, id: `${id}-p`, postId: id, staffId, arm: 'a', size: 1, state: 'planned' },
      })
    }
    await Promise.all(
      posts.map(async ({ id }) => {
        const post = await findPost(sql, { corpId, id })
        if (!post) throw new Error('no post')
        await lastGate(service().deps, { post, partId: `${id}-p` })
      }),
    )
    const left = await db.postTarget.findMany({
      where: { postId: { in: posts.map(({ id }) => id) }, state: 'planned' },
    })
    expect(left).toHaveLength(posts[0].plan.counts?.planned ?? 0)
    expect(new Set(left.map(({ targetId }) => targetId)).size).toBe(left.length)
    expect(left.length).toBeGreaterThan(2)
    // Its own mark is in nobody's own way: the same part may pass again.
    const winner = await findPost(sql, { corpId, id: left[0]?.postId ?? '' })
    if (!winner) throw new Error('no post')
    await lastGate(service().deps, { post: winner, partId: `${winner.id}-p` })
    expect(await db.postTarget.count({ where: { postId: winner.id, state: 'planned' } })).toBe(left.length)
    for (const { id } of posts)
      await db.post.update({ where: { corpId_id: { corpId, id } }, data: { state: 'cancelled' } })
    await db.postTarget.updateMany({
      where: { postId: { in: posts.map(({ id }) => id) } },
      data: { state: 'missed' },
    })
  })

  it('a call WeCom has not taken yet keeps its place from a later post', async () => {
    const [first, second] = await twoDrafts('customers')
    const { faults } = service().simulator
    faults.set({ rules: [{ path: 'externalcontact/add_msg_template', httpErrorRate: 1, httpStatus: 404 }] })
    expect((await submit(service(), cast.zhoumin, first.id)).progress.targets.planned).toBe(
      first.plan.counts?.planned,
    )
    faults.clear()
    const late = await submit(service(), cast.zhoumin, second.id)
    expect(late.progress.targets).toMatchObject({ planned: 0, out: 0 })
    expect(late.progress.reasons).toContainEqual({ reason: 'wecom-day', count: first.plan.counts?.planned })
    await later(service(), 60_000)
    expect((await read<Post>(cast.zhoumin, `/posts/${first.id}`)).progress.targets.out).toBe(
      first.plan.counts?.planned,
    )
    expect(await tasksOf(service(), second.id)).toEqual([])
  })

  it('a call that failed gives its place back', async () => {
    await later(service(), DAY)
    cast = await signInCast(service())
    const [first, second] = await twoDrafts('customers')
    const { faults } = service().simulator
    faults.set({ rules: [{ path: 'externalcontact/add_msg_template', errcode: 41048 }] })
    expect((await submit(service(), cast.zhoumin, first.id)).progress.targets.planned).toBe(0)
    faults.clear()
    const other = await submit(service(), cast.zhoumin, second.id)
    expect(other.progress.targets.out).toBe(second.plan.counts?.planned)
  })
})
