import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TimelinePage } from '../../../server/features/timeline/contract.ts'
import { FIELD_OF_STEP } from '../../../server/domain/audience/condition.ts'
import type { PortraitAnswer, Vocabulary } from '../../../server/features/audiences/contract.ts'
import type { OwnPosts } from '../../../server/features/posts/own/contract.ts'
import type { PostCalendar } from '../../../server/features/posts/calendar/contract.ts'
import type { Post } from '../../../server/features/posts/contract.ts'
import type {
  Funnel,
  MomentReactionPage,
  MomentResults,
} from '../../../server/features/posts/results/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { corpId, startTestService, type TestService } from '../../support/service.ts'
import {
  ask,
  draftPost,
  goToMorning,
  HOUR,
  later,
  partsOf,
  read,
  settle,
  submit,
  targetsOf,
  tasksOf,
} from './post-work.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
let service: TestService
let cast: Cast
beforeAll(async () => {
  service = await startTestService()
  goToMorning(service)
  cast = await signInCast(service)
})
afterAll(() => service.close())

async function upload(): Promise<{ kind: 'image'; hash: string; fileName: string; byteSize: number }> {
  const reply = await cast.zhoumin.send('POST', '/api/v1/files', PNG, {
    headers: { 'content-type': 'application/octet-stream' },
  })
  const { hash, byteSize } = reply.json<{ hash: string; byteSize: number }>()
  return { kind: 'image', hash, fileName: '海报.png', byteSize }
}

it('a moment: each member publishes it, who can see it is known, likes stand on the timeline', async () => {
  const { zhoumin } = cast
  const image = await upload()
  const draft = await draftPost(service, zhoumin, 'moment', {
    content: { text: '澜岳 S7 到店试驾', attachments: [image] },
  })
  expect(draft.plan.counts?.staff).toBeGreaterThan(3)
  await submit(service, zhoumin, draft.id)
  await later(service, 60_000)
  const parts = await partsOf(zhoumin, draft.id)
  expect(parts.every((part) => part.state === 'out')).toBe(true)
  const [task] = await tasksOf(service, draft.id)
  if (!task) throw new Error('no moment')
  const advisor = await service.signIn('lina', 'chat')
  expect((await read<OwnPosts>(advisor, '/own-posts')).items).toMatchObject([{ kind: 'moment' }])

  service.simulator.actions('confirm-moment', { momentId: task.msgid, userid: 'lina' })
  const [fan] = service.simulator.world.follows.each('lina')
  const externalUserid = fan?.externalUserid ?? ''
  service.simulator.actions('like-moment', { momentId: task.msgid, externalUserid, userid: 'lina' })
  await later(service, HOUR)
  const lina = await service.staffId('lina')
  expect((await partsOf(zhoumin, draft.id)).find((part) => part.staffId === lina)?.state).toBe('done')
  const found = await read<MomentResults>(zhoumin, `/posts/${draft.id}/moment`)
  expect(found).toMatchObject({
    publishers: { published: 1 },
    likes: 1,
  })
  const reacted = await read<MomentReactionPage>(zhoumin, `/posts/${draft.id}/moment/reactions`)
  expect(reacted.items).toMatchObject([{ kind: 'like', isMasked: true, customerId: null }])
  expect(found.visible).toBeGreaterThan(0)
  const { customerId } = await service.database.db.contact.findUniqueOrThrow({
    where: { corpId_externalUserid: { corpId, externalUserid } },
  })
  const { items } = await read<TimelinePage>(
    await service.signIn('lina'),
    `/customers/${customerId}/timeline`,
  )
  expect(items.map((item) => item.kind)).toContain('like')

  await ask(zhoumin, 'POST', `/posts/${draft.id}/cancel`, {})
  await settle(service)
  const ended = await partsOf(zhoumin, draft.id)
  expect(ended.filter((part) => part.state === 'cancelled')).toHaveLength(parts.length - 1)
})

it('groups: the owner confirms for all of theirs; an announcement is copied and marked', async () => {
  const zhoumin = await service.signIn('zhoumin')
  const post = await draftPost(service, zhoumin, 'groups', { content: { text: '本群福利：周三免费洗车' } })
  await submit(service, zhoumin, post.id)
  const tasks = await tasksOf(service, post.id)
  expect(tasks.length).toBeGreaterThan(1)
  for (const { msgid, userid } of tasks) service.simulator.actions('send-mass-message', { msgid, userid })
  await later(service, HOUR / 2)
  const done = await read<Post>(zhoumin, `/posts/${post.id}`)
  expect(done).toMatchObject({
    state: 'done',
    progress: { targets: { delivered: post.plan.counts?.planned } },
  })
  const { groups, total } = await read<Funnel>(zhoumin, `/posts/${post.id}/funnel`)
  expect(groups).toEqual({ a: post.plan.counts?.planned, b: 0 })
  expect(total.map((step) => step.persons)).toEqual([0, null, 0, 0])

  const notice = await draftPost(service, zhoumin, 'announcement', {
    content: { text: '群公告：周六上午 10 点车主课堂' },
  })
  await submit(service, zhoumin, notice.id)
  const [target] = await targetsOf(zhoumin, notice.id, '&state=out')
  if (!target) throw new Error('no group')
  const [owner] = await service.database.sql.all<{ userid: string }>(
    `SELECT s."userid" FROM "PostTarget" t JOIN "Staff" s ON s."id" = t."staffId" WHERE t."postId" = ? AND t."targetId" = ?`,
    [notice.id, target.targetId],
  )
  const chat = await service.signIn(owner?.userid ?? '', 'chat')
  const today = await read<OwnPosts>(chat, `/groups/${target.targetId}/posts`)
  expect(today.items.map((item) => [item.kind, item.state]).sort()).toEqual([
    ['announcement', 'open'],
    ['groups', 'done'],
  ])
  await ask(chat, 'POST', `/own-posts/${notice.id}/announced`, { chatId: target.targetId })
  expect(await targetsOf(zhoumin, notice.id, '&state=delivered')).toMatchObject([{ reason: 'marked' }])
  // Whoever pastes it without a tap is seen when the group is read.
  const [other] = await targetsOf(zhoumin, notice.id, '&state=out')
  service.simulator.actions('change-notice', {
    chatId: other?.targetId,
    notice: '群公告：周六上午 10 点车主课堂 @所有人',
  })
  await service.sync()
  await ask(zhoumin, 'POST', `/posts/${notice.id}/refresh`, {})
  await settle(service)
  const seen = await targetsOf(zhoumin, notice.id, '&state=delivered')
  expect(seen.map((row) => row.reason).sort()).toEqual(['marked', null])
  // A second tap finds nothing open.
  const again = await chat.send('POST', `/api/v1/own-posts/${notice.id}/announced`, {
    chatId: target.targetId,
  })
  expect(again.status).toBe(404)
})

it('two contents: each customer has one of them, and the funnel counts only what facts say', async () => {
  const zhoumin = await service.signIn('zhoumin')
  const link = { kind: 'link' as const, title: '预约', url: 'https://example.com/book' }
  const draft = await draftPost(service, zhoumin, 'customers', {
    content: { text: '甲', attachments: [link] },
    second: { text: '乙', attachments: [link] },
  })
  const arms = draft.plan.counts?.arms
  expect(Math.min(arms?.a ?? 0, arms?.b ?? 0)).toBeGreaterThan(5)
  await submit(service, zhoumin, draft.id)
  for (const { msgid, userid } of await tasksOf(service, draft.id))
    service.simulator.actions('send-mass-message', { msgid, userid })
  await later(service, HOUR)
  const all = await targetsOf(zhoumin, draft.id, '&state=delivered')
  const [opened, only] = all
  if (!opened || !only) throw new Error('nobody was reached')
  const at = service.clock.now()
  const fact = (customerId: string, kind: string, subject: string | null) =>
    service.database.db.timelineEvent.create({
      data: {
        corpId,
        id: `${kind}${customerId}`,
        customerId,
        at,
        kind,
        subject,
        detailJson: '{}',
        key: `${kind}:${customerId}`,
      },
    })
  await fact(opened.targetId, 'booking', null)
  // All got the same link. Until somebody tells who opened it, that is not known, which is not nobody.
  const untold = await read<Funnel>(zhoumin, `/posts/${draft.id}/funnel`)
  expect(untold.total.map((step) => step.persons)).toEqual([all.length, null, 1, 0])
  expect(untold.comparison).toMatchObject({ measure: 'devices' })
  expect(await targetsOf(zhoumin, draft.id, '&step=opened')).toEqual([])
  await fact(opened.targetId, 'link-open', link.url)
  // Booked without the link: no step of this funnel.
  await fact(only.targetId, 'booking', null)
  const funnel = await read<Funnel>(zhoumin, `/posts/${draft.id}/funnel`)
  expect(funnel.total.map((step) => step.persons)).toEqual([all.length, 1, 1, 0])
  expect(funnel.targetPercent).toBe(5)
  expect(funnel.comparison).toMatchObject({ verdict: 'not-enough', measure: 'opened' })
  const rows = await targetsOf(zhoumin, draft.id, '&step=acted')
  expect(rows.map((row) => row.targetId)).toEqual([opened.targetId])
  // The people of a step are an audience: its portrait, its list and its export are theirs.
  for (const { step, persons, chain } of funnel.total) {
    const condition = {
      all: chain.map((one) => ({ is: 'choice', field: FIELD_OF_STEP[one], values: [draft.id] })),
    }
    const portrait = await ask<PortraitAnswer>(zhoumin, 'POST', '/audiences/portrait', { condition })
    expect(portrait.members, step).toBe(persons)
  }
  const words = await read<Vocabulary>(zhoumin, '/audiences/vocabulary')
  expect(words.post.map((one) => one.value)).toContain(draft.id)
  // Whoever was reached today is not planned again today.
  const copy = await draftPost(service, zhoumin, 'customers', draft.draft)
  expect(copy.plan.counts?.planned).toBe((draft.plan.counts?.planned ?? 0) - all.length)
})

it('the calendar knows the holidays it was given, and says so where it does not', async () => {
  const zhoumin = await service.signIn('zhoumin')
  const may = await read<PostCalendar>(zhoumin, '/post-calendar?from=2026-05-01&to=2026-05-10')
  expect(may.days.map((day) => day.kind)).toEqual([
    'holiday',
    'holiday',
    'holiday',
    'holiday',
    'holiday',
    'workday',
    'workday',
    'workday',
    'worked-weekend',
    'weekend',
  ])
  const far = await read<PostCalendar>(zhoumin, '/post-calendar?from=2031-05-01&to=2031-05-02')
  expect(far.days.map((day) => day.kind)).toEqual(['not-known', 'not-known'])
  const draft = await draftPost(service, zhoumin, 'moment', { content: { text: '到店' } })
  const startsAt = new Date(service.deps.clock.nowMs() + 26 * HOUR).toISOString()
  const moved = await ask<Post>(zhoumin, 'POST', `/posts/${draft.id}/move`, {
    version: draft.version,
    startsAt,
  })
  expect(moved.startsAt).toBe(startsAt)
  const day = new Date(Date.parse(startsAt) + 8 * HOUR).toISOString().slice(0, 10)
  const calendar = await read<PostCalendar>(zhoumin, `/post-calendar?from=${day}&to=${day}`)
  expect(calendar.days[0]?.postIds).toEqual([draft.id])
})
