import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Post, PostDraftInput } from '../../server/features/posts/contract.ts'
import type { TagCatalogue } from '../../server/features/tags/contract.ts'
import type { Browser } from '../support/http-client.ts'
import { startTestService, type TestService } from '../support/service.ts'
import {
  ask,
  DAY,
  draftPost,
  goToMorning,
  HOUR,
  later,
  partsOf,
  read,
  settle,
  tasksOf,
} from '../features/posts/post-work.ts'

const MOMENT = 'externalcontact/add_moment_task'
const JOB = 'externalcontact/get_moment_task_result'
const MOMENT_TASKS = 'externalcontact/get_moment_task'
const MESSAGE_TASKS = 'externalcontact/get_groupmsg_task'
const MINUTE = 60_000

// WeCom makes a moment by a job of its own: the call answers its id, and what came of it is asked for.
describe('the job of a moment', () => {
  let service: TestService
  let admin: Browser
  beforeAll(async () => {
    service = await startTestService()
  })
  afterAll(() => service.close())
  beforeEach(async () => {
    goToMorning(service)
    admin = await service.signIn('hanyue')
    service.simulator.calls.reset()
  })
  afterEach(() => {
    service.simulator.corp.dispatchMs = 1_000
    service.simulator.faults.clear()
  })
  const start = async (kind: 'moment' | 'groups', draft: PostDraftInput): Promise<Post> => {
    const post = await draftPost(service, admin, kind, draft)
    await ask(admin, 'POST', `/posts/${post.id}/submit`, {})
    await settle(service)
    return post
  }
  const calls = (path: string) => service.simulator.calls.of(path)
  const answers = (path: string, errcode: number): number =>
    service.simulator.calls.counts().byPath[path]?.answers[errcode] ?? 0
  const momentsOf = (text: string) =>
    service.simulator.world.moments.all().filter((moment) => moment.text === text)
  const statesOf = async ({ id }: Post) => [
    ...new Set((await partsOf(await service.signIn('hanyue'), id)).map((part) => part.state)),
  ]

  it('G4 that fails is the end of it: why is kept, and no other is made', async () => {
    const { groups } = await read<TagCatalogue>(await service.signIn('lina', 'chat'), '/tags')
    const [tag] = groups.flatMap((group) => group.tags)
    const tagId = tag?.tagId ?? ''
    const post = await draftPost(service, admin, 'moment', {
      content: { text: '作业失败' },
      audience: { tagIds: [tagId] },
    })
    service.simulator.actions('delete-corp-tag', { tagId })
    await ask(admin, 'POST', `/posts/${post.id}/submit`, {})
    await settle(service)
    await later(service, MINUTE)
    expect(await partsOf(admin, post.id)).toContainEqual(
      expect.objectContaining({ state: 'refused', errorCode: 40068 }),
    )
    expect(await statesOf(post)).toEqual(['refused'])
    expect((await read<Post>(admin, `/posts/${post.id}`)).state).toBe('done')
    const asked = calls(JOB)
    await later(service, DAY)
    expect([calls(MOMENT), calls(JOB)]).toEqual([1, asked])
  })

  it('G4 that never ends is asked about more and more rarely, and is shown to a person after its day', async () => {
    service.simulator.corp.dispatchMs = 30 * DAY
    const post = await start('moment', { content: { text: '永远不完' } })
    for (let n = 0; n < 20; n += 1) await later(service, 3 * MINUTE)
    const inAnHour = calls(JOB)
    expect(inAnHour).toBeGreaterThan(5)
    expect(await statesOf(post)).toEqual(['planned'])
    for (let n = 0; n < 30; n += 1) await later(service, HOUR)
    expect(calls(JOB) - inAnHour).toBeGreaterThan(5)
    expect(calls(JOB)).toBeLessThan(60)
    expect(await statesOf(post)).toEqual(['unknown'])
    expect(calls(MOMENT)).toBe(1)
    const asked = calls(JOB)
    await later(service, DAY)
    expect([calls(MOMENT), calls(JOB)]).toEqual([1, asked])
  })

  it('G4 that WeCom has forgotten, unheard, is settled by the moment it made', async () => {
    service.simulator.faults.set({ rules: [{ path: JOB, errcode: 41079 }] })
    const post = await start('moment', { content: { text: '没有听到' } })
    await later(service, HOUR)
    expect(await statesOf(post)).toEqual(['planned'])
    // After its day; by then it is asked for four times a day.
    for (let n = 0; n < 8; n += 1) await later(service, 4 * HOUR)
    expect(await statesOf(post)).toEqual(['out'])
    const [moment, other] = momentsOf('没有听到')
    expect(other).toBeUndefined()
    expect((await tasksOf(service, post.id)).every(({ msgid }) => msgid === moment?.momentId)).toBe(true)
    expect(calls(MOMENT)).toBe(1)
  })

  it('G4 that WeCom has no room for now is made a little later, once', async () => {
    service.simulator.faults.set({ rules: [{ path: MOMENT, errcode: 41078, count: 2 }] })
    const post = await start('moment', { content: { text: '太多任务' } })
    expect(momentsOf('太多任务')).toEqual([])
    for (let n = 0; n < 6; n += 1) await later(service, MINUTE)
    expect(momentsOf('太多任务')).toHaveLength(1)
    expect(await statesOf(post)).toEqual(['out'])
  })

  it('G4 results that are asked for while WeCom hands the tasks out come later, and nothing has failed', async () => {
    service.simulator.corp.dispatchMs = 10 * MINUTE
    const [moment, message] = [
      await start('moment', { content: { text: '正在下发' } }),
      await start('groups', { content: { text: '正在下发' } }),
    ]
    const [task] = await tasksOf(service, message.id)
    service.simulator.actions('send-mass-message', { msgid: task?.msgid, userid: task?.userid })
    // 41063 for the message; the moment is made after ten minutes, and answers 41079 for ten more.
    await later(service, 3 * MINUTE)
    expect(answers(MESSAGE_TASKS, 41063)).toBeGreaterThan(0)
    expect((await partsOf(admin, message.id)).every((part) => part.state === 'out')).toBe(true)
    for (let n = 0; n < 10; n += 1) await later(service, MINUTE)
    expect(await statesOf(moment)).toEqual(['out'])
    const [made] = momentsOf('正在下发')
    service.simulator.actions('confirm-moment', { momentId: made?.momentId, userid: 'lina' })
    await ask(await service.signIn('hanyue'), 'POST', `/posts/${moment.id}/refresh`, {})
    await settle(service)
    expect(answers(MOMENT_TASKS, 41079)).toBeGreaterThan(0)
    expect(await statesOf(moment)).toEqual(['out'])
    for (let n = 0; n < 15; n += 1) await later(service, MINUTE)
    expect((await partsOf(await service.signIn('hanyue'), message.id)).map((part) => part.state)).toContain(
      'done',
    )
    expect((await statesOf(moment)).sort()).toEqual(['done', 'out'])
  })
})
