import { ulid } from 'ulid'
import { beforeAll, expect, it } from 'vitest'
import { addDays } from '../../../server/domain/time.ts'
import type { Sop } from '../../../server/features/sops/contract.ts'
import type { OpenSteps } from '../../../server/features/sops/steps/contract.ts'
import type { Today } from '../../../server/features/today/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { possessionsOf, type Possessions } from '../../support/factories/possessions.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { ask, DAY, goToMorning, HOUR, read, settle } from '../posts/post-work.ts'
import { addedNow, hour, planOf, startedPlan, STEP, stepsOf, today } from './sop-work.ts'

onBothDatabases('Steps that are held back', (service) => {
  let s: TestService
  let cast: Cast
  let own: Possessions
  beforeAll(async () => {
    s = service()
    goToMorning(s)
    cast = await signInCast(s)
    own = await possessionsOf(s, { userid: 'lina', without: ['wanglei'] })
  })
  const firstDay = (perWeek = 7) => planOf({ steps: [{ ...STEP, day: 0 }], perWeek })
  /** A week without a step has gone by, and the customer is new again. */
  const newWeek = async (): Promise<void> => {
    s.advance(8 * DAY)
    cast = await signInCast(s)
    await addedNow(s, [own.externalUserid])
  }
  const chat = async (path = `/customers/${own.customerId}`) =>
    read<OpenSteps>(await s.signIn('lina', 'chat'), `${path}/sop-steps`)
  const end = (...plans: Sop[]) =>
    Promise.all(plans.map(async ({ id }) => ask(await s.signIn('zhoumin'), 'POST', `/sops/${id}/end`, {})))
  const heldNow = async () => (await read<Today>(cast.xuli, '/today')).sops.held
  const consent = async (isOptedOut: boolean): Promise<void> => {
    await ask(await s.signIn('lina', 'chat'), 'PUT', `/customers/${own.customerId}/consent`, { isOptedOut })
    await settle(s)
  }

  it('a cap that is reached is said in the chat, in the numbers and in the rows, until the step is given', async () => {
    await addedNow(s, [own.externalUserid])
    const first = await startedPlan(s, cast.zhoumin, firstDay())
    const [step] = await stepsOf(cast.xuli, first.id)
    const lina = await s.signIn('lina', 'chat')
    await ask(lina, 'POST', `/sop-steps/${step?.taskId}/outcome`, { id: ulid(), outcome: 'sent' })
    const plan = await startedPlan(s, cast.zhoumin, firstDay())
    const tomorrow = addDays(today(s), 1)
    expect((await chat()).held).toEqual([{ title: STEP.title, reason: 'day-cap', freeOn: tomorrow }])
    const { counts, steps } = await read<Sop>(cast.zhoumin, `/sops/${plan.id}`)
    expect([counts, steps[0]?.counts]).toMatchObject([
      { given: 0, held: 1 },
      { given: 0, held: 1 },
    ])
    expect(await stepsOf(cast.xuli, plan.id, '&state=held')).toMatchObject([
      { customerId: own.customerId, staffName: '李娜', state: 'held', cause: 'day-cap', freeOn: tomorrow },
    ])
    // Who counts the customer without seeing them learns no name; another store learns nothing.
    expect(await stepsOf(cast.zhoumin, plan.id, '&state=held')).toMatchObject([{ isMasked: true }])
    expect(await stepsOf(cast.wanglei, plan.id, '&state=held')).toEqual([])
    expect(await stepsOf(cast.lina, plan.id, '&state=held-now&mine=yes')).toHaveLength(1)
    expect(await heldNow()).toBe(1)
    s.advance(DAY)
    await hour(s)
    cast = await signInCast(s)
    expect(await chat()).toMatchObject({ held: [], items: [{ state: 'open' }] })
    expect((await read<Sop>(cast.zhoumin, `/sops/${plan.id}`)).counts).toMatchObject({ given: 1, held: 0 })
    await end(first, plan)
  })

  it('whoever wants no messages has none, and it says so; what was never given keeps its reason', async () => {
    await newWeek()
    await consent(true)
    const plan = await startedPlan(s, cast.zhoumin, firstDay())
    expect((await chat()).held).toEqual([{ title: STEP.title, reason: 'opted-out', freeOn: null }])
    await consent(false)
    expect(await chat()).toMatchObject({ held: [], items: [{ state: 'open' }] })
    await end(plan)
    await newWeek()
    await consent(true)
    const second = await startedPlan(s, cast.zhoumin, firstDay())
    s.advance(5 * DAY)
    await hour(s)
    await consent(false)
    await hour(s)
    cast = await signInCast(s)
    expect(await chat()).toMatchObject({ held: [], items: [] })
    expect(await heldNow()).toBe(0)
    expect(await stepsOf(cast.xuli, second.id, '&state=held')).toMatchObject([{ cause: 'opted-out' }])
    await end(second)
  })

  it('at night nothing is given, to no customer and no group, and in the morning it is', async () => {
    await newWeek()
    s.advance(12 * HOUR)
    cast = await signInCast(s)
    await addedNow(s, [own.externalUserid])
    const plan = await startedPlan(s, cast.zhoumin, firstDay())
    const where = { corpId, chatId: own.chatId }
    await s.database.db.group.updateMany({ where, data: { createdAt: s.clock.now() } })
    const founded = planOf({ trigger: 'founded', steps: [{ ...STEP, day: 0, text: '欢迎' }] })
    const groups = await startedPlan(s, cast.zhoumin, founded, 'group')
    const quiet = { title: STEP.title, reason: 'quiet-hours', freeOn: addDays(today(s), 1) }
    expect((await chat()).held).toEqual([quiet])
    expect((await chat(`/groups/${own.chatId}`)).held).toEqual([quiet])
    expect(await stepsOf(cast.xuli, groups.id, '&state=held')).toMatchObject([
      { kind: 'group', chatId: own.chatId, staffName: '李娜' },
    ])
    s.advance(12 * HOUR)
    await hour(s)
    cast = await signInCast(s)
    expect(await chat()).toMatchObject({ held: [], items: [{ state: 'open' }] })
    expect(await chat(`/groups/${own.chatId}`)).toMatchObject({ held: [], items: [{ state: 'open' }] })
    await end(plan, groups)
  })

  it('enough steps in a week is a reason, too; a plan that rests holds nothing back', async () => {
    await newWeek()
    const first = await startedPlan(s, cast.zhoumin, firstDay())
    const plan = await startedPlan(s, cast.zhoumin, firstDay(1))
    expect((await chat()).held).toEqual([{ title: STEP.title, reason: 'steps-full', freeOn: null }])
    await ask(cast.zhoumin, 'POST', `/sops/${plan.id}/pause`, {})
    expect((await chat()).held).toEqual([])
    // What is put in force anew is looked at anew.
    const draft = planOf({ ...firstDay(7), title: '放宽' })
    const { edition } = await read<Sop>(cast.zhoumin, `/sops/${plan.id}`)
    await ask(cast.zhoumin, 'PUT', `/sops/${plan.id}`, { edition, draft })
    await ask(cast.zhoumin, 'POST', `/sops/${plan.id}/start`, {})
    await settle(s)
    expect(await chat()).toMatchObject({ held: [], items: [{ state: 'open' }, { state: 'open' }] })
    await end(first, plan)
  })
})
