import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Post } from '../../../server/features/posts/contract.ts'
import { CONTACT_RULES } from '../../../server/domain/contact-gate.ts'
import { addDays, localDateOf, startOfDayMs } from '../../../server/domain/time.ts'
import type { Browser } from '../../support/http-client.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { ask, draftPost, goToMorning, HOUR, partsOf, read, settle, submit, tasksOf } from './post-work.ts'

let service: TestService
let cast: Cast
/** Ten in the morning of the day on which each test begins. */
let today: string
beforeEach(async () => {
  service = await startTestService()
  goToMorning(service)
  cast = await signInCast(service)
  today = localDateOf(service.deps.clock.nowMs())
})
afterEach(() => service.close())

const KINDS = ['customers', 'groups'] as const
const at = (hour: number, day = 0): Date => new Date(startOfDayMs(addDays(today, day)) + hour * HOUR)

/** Nothing runs meanwhile, as in an outage. */
function jumpTo(when: Date): void {
  service.advance(when.getTime() - service.deps.clock.nowMs())
}
async function goOn(when: Date): Promise<Browser> {
  jumpTo(when)
  await settle(service)
  return service.signIn('zhoumin')
}
async function scheduled(
  kind: (typeof KINDS)[number],
  hours: { starts: number; ends?: Date },
): Promise<Post> {
  const { id } = await draftPost(service, cast.zhoumin, kind, {
    content: { text: `到店有礼 ${kind}` },
    startsAt: at(hours.starts).toISOString(),
    endsAt: hours.ends?.toISOString() ?? null,
  })
  return submit(service, cast.zhoumin, id)
}

it.each(KINDS)('%s: a start that comes at night waits for the morning, and says so', async (kind) => {
  const post = await scheduled(kind, { starts: 19 })
  expect(post).toMatchObject({ state: 'scheduled', waitsUntil: null })
  const night = await read<Post>(await goOn(at(23)), `/posts/${post.id}`)
  expect(night).toMatchObject({ state: 'scheduled', waitsUntil: at(9, 1).toISOString() })
  expect(await tasksOf(service, post.id)).toEqual([])
  expect((await read<Post>(await goOn(new Date(at(9, 1).getTime() - 1000)), `/posts/${post.id}`)).state).toBe(
    'scheduled',
  )
  const day = await read<Post>(await goOn(at(9, 1)), `/posts/${post.id}`)
  expect(day).toMatchObject({ state: 'running', waitsUntil: null })
  expect(day.progress.targets.out).toBeGreaterThan(0)
  expect(day.progress.reasons.map(({ reason }) => reason)).not.toContain('quiet-hours')
})

it('a closed weekend is waited for as well', async () => {
  while (at(12).getUTCDay() !== 5) {
    service.advance(24 * HOUR)
    today = addDays(today, 1)
  }
  cast = await signInCast(service)
  await ask(cast.hanyue, 'PUT', '/outreach', { contact: { ...CONTACT_RULES, isWeekendOpen: false } })
  const post = await scheduled('groups', { starts: 19 })
  const late = await read<Post>(await goOn(at(12, 1)), `/posts/${post.id}`)
  expect(late).toMatchObject({ state: 'scheduled', waitsUntil: at(9, 3).toISOString() })
})

it('with an end before the morning nobody is written to; one that is over already counts no more', async () => {
  const short = await scheduled('groups', { starts: 19, ends: at(8, 1) })
  const over = await scheduled('customers', { starts: 18, ends: at(22) })
  const by = await goOn(at(23))
  const ended = await read<Post>(by, `/posts/${short.id}`)
  expect(await tasksOf(service, short.id)).toEqual([])
  expect(ended).toMatchObject({ state: 'done', progress: { targets: { out: 0, planned: 0 } } })
  expect(ended.progress.reasons.map(({ reason }) => reason)).toContain('quiet-hours')
  expect((await read<Post>(by, `/posts/${over.id}`)).state).toBe('scheduled')
  expect((await read<Post>(await goOn(at(9, 1)), `/posts/${over.id}`)).state).toBe('running')
})

it.each(KINDS)('%s: a part whose call comes at night waits as well', async (kind) => {
  const { id } = await draftPost(service, cast.zhoumin, kind, { content: { text: `晚了 ${kind}` } })
  jumpTo(new Date(at(20).getTime() - 60_000))
  cast = await signInCast(service)
  await ask(cast.zhoumin, 'POST', `/posts/${id}/look`, {})
  await settle(service)
  // WeCom answers nobody for a while, so that the calls are still to be made at eight.
  service.simulator.faults.set({
    rules: [{ path: 'externalcontact/add_msg_template', httpErrorRate: 1, httpStatus: 404 }],
  })
  await submit(service, cast.zhoumin, id)
  expect((await partsOf(cast.zhoumin, id)).every((part) => part.state === 'planned')).toBe(true)
  service.simulator.faults.clear()
  const night = await read<Post>(await goOn(at(20.5)), `/posts/${id}`)
  expect(night).toMatchObject({ state: 'running', waitsUntil: at(9, 1).toISOString() })
  expect(night.progress.parts).toMatchObject({ out: 0 })
  expect(night.progress.targets).toMatchObject({ out: 0 })
  expect(await tasksOf(service, id)).toEqual([])
  // Each waits for nine o'clock from the moment at which it was looked at, and the clock goes on meanwhile.
  const day = await read<Post>(await goOn(new Date(at(9, 1).getTime() + 5_000)), `/posts/${id}`)
  expect(day.progress.parts).toMatchObject({ planned: 0, failed: 0 })
  expect(day.progress.targets.out).toBe(night.progress.targets.planned)
})

it('approved at night it goes in the morning', async () => {
  await ask(cast.hanyue, 'PUT', '/post-setting', { approvalFrom: 1 })
  const { id } = await draftPost(service, cast.zhoumin, 'customers', { content: { text: '到店有礼' } })
  expect((await submit(service, cast.zhoumin, id)).state).toBe('waiting')
  jumpTo(at(22))
  const approved = await ask<Post>(await service.signIn('hanyue'), 'POST', `/posts/${id}/approve`, {})
  expect(approved).toMatchObject({ state: 'scheduled', waitsUntil: at(9, 1).toISOString() })
  await settle(service)
  const day = await read<Post>(await goOn(at(9, 1)), `/posts/${id}`)
  expect(day.state).toBe('running')
  expect(day.progress.targets.out).toBeGreaterThan(0)
})

it('a moment disturbs nobody and keeps its hour', async () => {
  const { id } = await draftPost(service, cast.zhoumin, 'moment', {
    content: { text: '夜里的朋友圈' },
    startsAt: at(22).toISOString(),
  })
  await submit(service, cast.zhoumin, id)
  expect((await read<Post>(await goOn(at(22)), `/posts/${id}`)).state).toBe('running')
})
