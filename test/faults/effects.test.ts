import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { WelcomeState } from '../../server/features/welcome/contract.ts'
import { readWelcome } from '../../server/features/welcome/welcome-setting.ts'
import { editRemark } from '../../server/features/contacts/edit-remark.ts'
import { editTags } from '../../server/features/tags/edit-tags.ts'
import type { Scope } from '../../server/platform/http/scope.ts'
import { startSimulator } from '../../server/simulator/index.ts'
import { corpId, startCompany, waitFor, type Company } from '../features/sync/company.ts'
import { runSync, send } from '../stories/ask.ts'
import { realSettings } from '../stories/process.ts'
import { CALLS, killAtAllPoints, signIn } from './kill-effects.ts'
import { runningService } from './running-service.ts'

// The real service as a process of its own, killed at the three points around a call.
it('T1 a process killed around a call does nothing twice and forgets nothing', async () => {
  const simulator = await startSimulator({
    port: 0,
    seed: 5,
    contacts: 40,
    groups: 0,
    limits: false,
    callbackRetryGapMs: 50,
  })
  onTestFinished(() => simulator.close())
  const settings = await realSettings(simulator.origin)
  const home = settings['LIUKE_ORIGIN'] ?? ''
  simulator.corp.appOrigin = home
  const running = runningService(settings)
  await running.start()
  const company = { simulator, home }
  const admin = await signIn(company, 'hanyue', 'console')
  await runSync(admin)
  await send(admin, 'PUT', '/welcome', { text: '{客户称呼}，您好！我是{员工}' })
  admin.close()
  await simulator.callbacks.setUrl(`${home}/wecom/callback/${corpId}`)

  const customers = [...simulator.world.follows.each('lina')].map((follow) => follow.externalUserid)
  const { outcomes, acted } = await killAtAllPoints({
    company,
    running,
    externalUserids: customers,
    round: 1,
  })

  const done = { state: 'done', isInWecom: true }
  // A welcome cannot be asked about: what is not known is shown to a person and never sent again.
  expect(outcomes).toEqual([
    {
      point: 'after the write',
      tag: { ...done, attempts: 1 },
      remark: { ...done, attempts: 1 },
      welcome: { state: 'done', messages: 1 },
    },
    {
      point: 'after the call, before the write',
      tag: { ...done, attempts: 1 },
      remark: { ...done, attempts: 1 },
      welcome: { state: 'unknown', messages: 1 },
    },
    {
      point: 'before the call',
      tag: { ...done, attempts: 2 },
      remark: { ...done, attempts: 2 },
      welcome: { state: 'unknown', messages: 0 },
    },
  ])
  expect(acted).toEqual({ tag: 3, remark: 3, welcome: 2 })
})

let company: Company
let scope: Scope
let ids: string[]

describe('a call without an answer, and one that comes too late', () => {
  beforeAll(async () => {
    company = await startCompany({ contacts: 30, groups: 0 })
    await company.run()
    await company.simulator.callbacks.setUrl(company.callbackUrl)
    const { id } = await company.database.db.staff.findFirstOrThrow({ where: { userid: 'lina' } })
    scope = { corpId, staffId: id, userid: 'lina', app: 'chat', roles: ['advisor'], unitPaths: [] }
    ids = [...company.simulator.world.follows.each('lina')].map((follow) => follow.externalUserid)
    await company.database.db.setting.create({
      data: {
        corpId,
        key: 'welcome',
        valueJson: JSON.stringify({ text: '{客户称呼}，您好！我是{员工}' }),
        updatedAt: company.clock.now(),
      },
    })
  })
  afterAll(() => company.close())

  const rows = (kind: string) =>
    company.database.db.effect.findMany({ where: { kind }, orderBy: { createdAt: 'asc' } })
  const freeTag = async (externalUserid: string): Promise<string> => {
    const has = company.simulator.world.follows.find('lina', externalUserid)?.tagIds ?? []
    const tags = await company.database.db.tag.findMany({ where: { deletedAt: null } })
    return tags.find((tag) => !has.includes(tag.tagId))?.tagId ?? ''
  }
  const add = (name: string): string =>
    String(company.simulator.actions('add-contact', { userid: 'lina', name })['externalUserid'])
  const welcomes = (externalUserid: string): string[] =>
    company.simulator.world.chats
      .written(`single:lina:${externalUserid}`)
      .filter((one) => one.source === 'welcome')
      .map((one) => one.text ?? '')

  it('T2 is asked about before it is repeated: a tag and a remark that took effect are not written again', async () => {
    const { simulator, deps } = company
    const [first = ''] = ids
    const tagId = await freeTag(first)
    simulator.calls.reset()
    simulator.faults.set({ rules: Object.values(CALLS).map((path) => ({ path, resetAfterRate: 1 })) })
    await editTags(deps, scope, { externalUserid: first, edit: { add: [tagId], remove: [] } })
    await editRemark(deps, scope, { externalUserid: first, edit: { remark: '断线后' } })
    const newcomer = add('断线的人')
    await waitFor(async () => {
      const all = [...(await rows('tag')), ...(await rows('remark')), ...(await rows('welcome'))]
      return all.length === 3 && all.every((row) => row.settledAt !== null)
    })
    expect((await rows('tag')).map((row) => [row.state, row.attempts])).toEqual([['done', 1]])
    expect((await rows('remark')).map((row) => [row.state, row.attempts])).toEqual([['done', 1]])
    expect(simulator.world.follows.find('lina', first)).toMatchObject({ remark: '断线后' })
    expect((await rows('welcome')).map((row) => [row.state, row.reason])).toEqual([['unknown', 'no-answer']])
    expect(Object.values(CALLS).map((path) => simulator.calls.of(path))).toEqual([1, 1, 1])
    expect(welcomes(newcomer)).toEqual(['断线的人，您好！我是李娜'])
    simulator.faults.clear()
  })

  it('T2 is written when the answer is that it did not happen', async () => {
    const { simulator, deps } = company
    const [, second = ''] = ids
    const tagId = await freeTag(second)
    simulator.calls.reset()
    simulator.faults.set({ rules: [{ path: CALLS.tag, resetRate: 1 }] })
    await editTags(deps, scope, { externalUserid: second, edit: { add: [tagId], remove: [] } })
    await waitFor(() => simulator.calls.of(CALLS.tag) >= 1)
    simulator.faults.clear()
    await waitFor(async () => (await rows('tag')).every((row) => row.state === 'done'))
    expect(simulator.world.follows.find('lina', second)?.tagIds).toContain(tagId)
    expect(simulator.calls.counts().byPath[CALLS.tag]?.answers['0']).toBe(1)
  })

  it('G3 a welcome goes past writes that hang, within its twenty seconds', async () => {
    const { simulator, deps } = company
    simulator.faults.set({ rules: [{ path: CALLS.tag, latencyMs: 60_000 }] })
    for (const externalUserid of ids.slice(2, 8))
      await editTags(deps, scope, {
        externalUserid,
        edit: { add: [await freeTag(externalUserid)], remove: [] },
      })
    const hanging = async () => (await rows('tag')).filter((row) => row.state === 'calling').length
    await waitFor(async () => (await hanging()) === 4)
    const newcomer = add('赶时间')
    await waitFor(() => welcomes(newcomer).length === 1)
    expect(await hanging()).toBe(4)
    simulator.faults.clear()
    await waitFor(async () => (await rows('tag')).every((row) => row.state === 'done'))
  })

  it('G3 a welcome another one has sent is skipped, and one that is being sent is tried again', async () => {
    const { simulator } = company
    simulator.faults.set({ rules: [{ path: CALLS.welcome, errcode: 41051, count: 1 }] })
    add('已有人欢迎')
    await waitFor(async () => (await rows('welcome')).some((row) => row.errorCode === 41051))
    simulator.faults.set({ rules: [{ path: CALLS.welcome, errcode: 41096, count: 1 }] })
    const newcomer = add('正在发')
    await waitFor(async () => (await rows('welcome')).at(-1)?.state === 'done')
    expect((await rows('welcome')).at(-1)).toMatchObject({ attempts: 2 })
    expect(welcomes(newcomer)).toHaveLength(1)
  })

  it('G3 a welcome whose worker came too late is skipped without a call, and counted with its reason', async () => {
    const { simulator, deps } = company
    await deps.jobs.stop()
    simulator.calls.reset()
    add('等太久')
    await simulator.callbacks.settled()
    company.clock.setOffset(company.clock.offsetMs + 21_000)
    await company.restartWorker()
    await waitFor(async () => (await rows('welcome')).some((row) => row.reason === 'too-late'))
    expect(simulator.calls.of(CALLS.welcome)).toBe(0)
    const state: WelcomeState = await readWelcome(deps, scope)
    expect(state).toMatchObject({
      sent: 2,
      unknown: 1,
      skipped: expect.arrayContaining([
        { reason: 'too-late', errorCode: null, count: 1 },
        { reason: null, errorCode: 41051, count: 1 },
      ]),
    })
  })
})
