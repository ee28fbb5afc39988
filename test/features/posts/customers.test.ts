import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TimelinePage } from '../../../server/features/timeline/contract.ts'
import type { OwnPosts } from '../../../server/features/posts/own/contract.ts'
import type { Post } from '../../../server/features/posts/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { corpId, startTestService, type TestService } from '../../support/service.ts'
import {
  ask,
  DAY,
  draftPost,
  goToMorning,
  HOUR,
  later,
  look,
  partsOf,
  read,
  settle,
  submit,
  targetsOf,
  tasksOf,
} from './post-work.ts'

let service: TestService
let cast: Cast
beforeAll(async () => {
  service = await startTestService()
  goToMorning(service)
  cast = await signInCast(service)
})
afterAll(() => service.close())

const TEXT = '周末到店做空调清洗，工时费减半。'
const deliveredTo = (postId: string) =>
  service.database.sql.all<{ externalUserid: string }>(
    `SELECT "externalUserid" FROM "PostTarget" WHERE "postId" = ? AND "state" = 'delivered'`,
    [postId],
  )

it('nobody is sent to before the members confirm, and then each customer has an end of their own', async () => {
  const { zhoumin } = cast
  const draft = await draftPost(service, zhoumin, 'customers', { content: { text: TEXT } })
  expect(draft.plan).toMatchObject({ state: 'ready', counts: { held: expect.any(Array) } })
  const counts = draft.plan.counts
  if (!counts) throw new Error('not counted')
  expect(counts.planned).toBeGreaterThan(20)
  expect(counts.planned + counts.held.reduce((sum, { count }) => sum + count, 0)).toBe(counts.total)

  const running = await submit(service, zhoumin, draft.id)
  expect(running.state).toBe('running')
  expect(running.progress.targets).toMatchObject({ out: counts.planned, delivered: 0, planned: 0 })
  const tasks = await tasksOf(service, draft.id)
  expect(tasks).toHaveLength(counts.staff)
  // A customer is in one task only, whoever else follows them.
  const targets = service.simulator.world.massMessages
    .all()
    .flatMap(({ tasks: of }) => of.flatMap((one) => one.targets))
  expect(new Set(targets).size).toBe(targets.length)
  expect(targets).toHaveLength(counts.planned)

  // One member sees it in the sidebar, confirms, and one of the customers has left meanwhile.
  const [first, second] = tasks
  if (!first || !second) throw new Error('not enough tasks')
  const advisor = await service.signIn(first.userid, 'chat')
  const { items } = await read<OwnPosts>(advisor, '/own-posts')
  expect(items).toMatchObject([{ kind: 'customers', text: TEXT, size: first.size, state: 'open' }])
  const asked = service.simulator.world.massMessages.find(first.msgid)?.tasks[0]?.targets ?? []
  const isFriend = (id: string) => service.simulator.world.follows.find(first.userid, id)?.state === 'active'
  // Some had left before the first copy, which WeCom tells nobody.
  const gone = asked.find(isFriend) ?? ''
  service.simulator.actions('customer-deletes-staff', { userid: first.userid, externalUserid: gone })
  const failed = asked.filter((id) => !isFriend(id)).length
  const delivered = first.size - failed
  service.simulator.actions('send-mass-message', { msgid: first.msgid, userid: first.userid })
  await later(service, HOUR)
  expect((await read<OwnPosts>(advisor, '/own-posts')).items).toEqual([])
  const after = await read<Post>(zhoumin, `/posts/${draft.id}`)
  expect(after.progress.targets).toMatchObject({ delivered, failed })
  const [reached] = await targetsOf(zhoumin, draft.id, '&state=delivered')
  const { items: facts } = await read<TimelinePage>(cast.hanyue, `/customers/${reached?.targetId}/timeline`)
  expect(facts[0]).toMatchObject({ kind: 'post', detail: { title: TEXT } })
  expect(after.progress.reasons).toContainEqual({ reason: 'not-friend', count: failed })
  const strangers = await targetsOf(zhoumin, draft.id, '&state=failed')
  expect(strangers.map(({ reason }) => reason)).toEqual(Array<string>(failed).fill('not-friend'))

  // The rest is reminded, three times a day at most, and taken back at the end.
  const waiting = tasks.length - 1
  expect(await ask(zhoumin, 'POST', `/posts/${draft.id}/remind`, {})).toEqual({ reminded: waiting })
  expect(await ask(zhoumin, 'POST', `/posts/${draft.id}/remind`, {})).toEqual({ reminded: 0 })
  await settle(service)
  expect(service.simulator.world.massMessages.find(second.msgid)?.remindedAtMs).toHaveLength(1)
  await later(service, 8 * DAY)
  await settle(service)
  const ended = await read<Post>((cast.zhoumin = await service.signIn('zhoumin')), `/posts/${draft.id}`)
  expect(ended.state).toBe('done')
  expect(ended.progress.targets).toMatchObject({ out: 0, planned: 0, delivered })
  expect(ended.progress.reasons).toContainEqual({
    reason: 'not-confirmed',
    count: counts.planned - first.size,
  })
  expect(service.simulator.world.massMessages.find(second.msgid)?.cancelled).toBe(true)
  expect(await deliveredTo(draft.id)).toHaveLength(delivered)
})

it('holds back who said no or was reached too often, each with the reason, also between plan and call', async () => {
  goToMorning(service)
  const zhoumin = await service.signIn('zhoumin')
  const first = await draftPost(service, zhoumin, 'customers', { content: { text: TEXT } })
  const [victim] = await targetsOf(zhoumin, first.id, '&state=planned')
  if (!victim) throw new Error('nobody planned')
  await service.database.db.consent.create({
    data: {
      corpId,
      customerId: victim.targetId,
      isOptedOut: true,
      source: 'advisor',
      note: '',
      at: service.clock.now(),
    },
  })
  const started = await submit(service, zhoumin, first.id)
  expect(started.progress.targets.out).toBe((first.plan.counts?.planned ?? 0) - 1)
  const heldBack = await targetsOf(zhoumin, first.id, '&state=held&reason=opted-out')
  expect(heldBack.map((row) => row.targetId)).toEqual([victim.targetId])
  // Whoever has a task out today is not planned again today.
  const second = await draftPost(service, zhoumin, 'customers', { content: { text: `${TEXT}二` } })
  expect(second.plan.counts?.planned).toBe(0)
  expect(second.plan.counts?.held).toContainEqual({
    reason: 'wecom-day',
    count: started.progress.targets.out,
  })
  expect((await zhoumin.send('POST', `/api/v1/posts/${second.id}/submit`, {})).json()).toMatchObject({
    tell: { reason: 'nobody-to-reach' },
  })
  // Called off: what is out is taken back in WeCom, nobody gets it any more.
  const off = await ask<Post>(zhoumin, 'POST', `/posts/${first.id}/cancel`, {})
  expect(off.state).toBe('cancelled')
  // WeCom is still handing the tasks out, and tells results a little later.
  await settle(service)
  await later(service, HOUR / 30)
  const ended = await read<Post>(zhoumin, `/posts/${first.id}`)
  expect(ended.progress.targets).toMatchObject({ out: 0, missed: started.progress.targets.out })
  for (const { msgid } of await tasksOf(service, first.id))
    expect(service.simulator.world.massMessages.find(msgid)?.cancelled).toBe(true)
})

it('says what WeCom could not take, and does not let it go', async () => {
  goToMorning(service)
  const zhoumin = await service.signIn('zhoumin')
  const hanyue = await service.signIn('hanyue')
  await ask(hanyue, 'PUT', '/post-setting', { sensitiveWords: ['最低价'], approvalFrom: 1 })
  const bad = await draftPost(service, zhoumin, 'customers', {
    content: {
      text: `{{ customer.name }}，全城最低价${'好'.repeat(1400)}`,
      attachments: [{ kind: 'image', hash: 'a'.repeat(64), fileName: 'a.png', byteSize: 10 }],
    },
    startsAt: new Date(service.deps.clock.nowMs() + 12 * HOUR).toISOString(),
  })
  expect(bad.problems).toMatchObject({
    content: [
      { is: 'text-too-long', unit: 'bytes', limit: 4000 },
      { is: 'variable-not-here', name: 'customer.name' },
      { is: 'sensitive', word: '最低价' },
    ],
    times: [{ is: 'quiet-hours' }],
    files: [{ fileName: 'a.png' }],
  })
  expect((await zhoumin.send('POST', `/api/v1/posts/${bad.id}/submit`, {})).status).toBe(400)

  // From the size on a second person decides; nobody approves the own one, nor for units of others.
  const good = await draftPost(service, zhoumin, 'customers', { content: { text: TEXT } })
  expect((await submit(service, zhoumin, good.id)).state).toBe('waiting')
  expect(
    (await (await service.signIn('xuli')).send('POST', `/api/v1/posts/${good.id}/approve`, {})).json(),
  ).toMatchObject({
    tell: { reason: 'units-beyond' },
  })
  const approved = await ask<Post>(hanyue, 'POST', `/posts/${good.id}/approve`, { note: '可以' })
  expect(approved.state).toBe('scheduled')
  await settle(service)
  expect((await read<Post>(zhoumin, `/posts/${good.id}`)).state).toBe('running')
  await ask(hanyue, 'PUT', '/post-setting', {})
})

it('two windows, two versions: the later one is told', async () => {
  const zhoumin = await service.signIn('zhoumin')
  const { id, version, draft } = await ask<Post>(zhoumin, 'POST', '/posts', { kind: 'customers' })
  await ask(zhoumin, 'PUT', `/posts/${id}`, { version, kind: 'customers', draft: { ...draft, title: '一' } })
  const late = await zhoumin.send('PUT', `/api/v1/posts/${id}`, { version, kind: 'customers', draft })
  expect(late.status).toBe(409)
  expect(late.json()).toMatchObject({ tell: { reason: 'changed-meanwhile' } })
})

it('fills words that many share, one task for each text, and shows each manager only the own unit', async () => {
  goToMorning(service)
  const zhoumin = await service.signIn('zhoumin')
  const post = await draftPost(service, zhoumin, 'customers', {
    content: {
      text: '{{ store.name }}的{{ advisor.name }}邀请您：{{ vehicle.model | default: "爱车" }}免费检测',
    },
  })
  const counts = post.plan.counts
  expect(counts?.mostTasks).toBeGreaterThanOrEqual(1)
  await submit(service, zhoumin, post.id)
  const parts = await partsOf(zhoumin, post.id)
  for (const part of parts) expect(part.text).toContain(`${part.unitName}的${part.staffName}邀请您`)
  expect(new Set(parts.map((part) => `${part.staffId} ${part.text}`)).size).toBe(parts.length)
  const own = await partsOf(await service.signIn('xuli'), post.id)
  expect(own.length).toBeGreaterThan(0)
  expect(own.length).toBeLessThan(parts.length)
  expect(new Set(own.map((part) => part.unitName))).toEqual(new Set(['浦东店']))
})

it('a look at the audience that ends its process each time is said to have failed', async () => {
  const zhoumin = await service.signIn('zhoumin')
  const { id } = await draftPost(service, zhoumin, 'customers', { content: { text: TEXT } })
  const { db, sql } = service.database
  const { planNumber } = await db.post.update({
    where: { corpId_id: { corpId, id } },
    data: { planState: 'running' },
  })
  const payload = { postId: id, planNumber, after: null, seen: 0, touched: 0 }
  const runAt = new Date(service.deps.clock.nowMs() + HOUR)
  await service.deps.jobs.add(sql, { name: 'posts.plan', corpId, key: id, payload, runAt })
  await db.job.updateMany({ where: { name: 'posts.plan', key: id, state: 'ready' }, data: { attempts: 8 } })
  await later(service, HOUR)
  expect((await read<Post>(zhoumin, `/posts/${id}`)).plan).toMatchObject({
    state: 'failed',
    failure: 'internal',
  })
  expect((await look(service, zhoumin, id)).plan.state).toBe('ready')
})
