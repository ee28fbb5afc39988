import { ulid } from 'ulid'
import { beforeAll, expect, it } from 'vitest'
import { addDays } from '../../../server/domain/time.ts'
import type { Sop } from '../../../server/features/sops/contract.ts'
import type { OpenSteps } from '../../../server/features/sops/steps/contract.ts'
import type { Today } from '../../../server/features/today/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { possessionsOf, type Possessions } from '../../support/factories/possessions.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { ask, DAY, goToMorning, read, settle } from '../posts/post-work.ts'
import { addedNow, handOver, hour, nextDay, planOf, startedPlan, STEP, stepsOf, today } from './sop-work.ts'

onBothDatabases('Plans for customers', (service) => {
  let s: TestService
  let cast: Cast
  let own: Possessions
  let lina: Browser
  beforeAll(async () => {
    s = service()
    goToMorning(s)
    cast = await signInCast(s)
    lina = await s.signIn('lina', 'chat')
    own = await possessionsOf(s, { userid: 'lina', without: ['wanglei'] })
  })
  /** Sessions end while days go by. */
  const back = async (): Promise<void> => {
    cast = await signInCast(s)
    lina = await s.signIn('lina', 'chat')
  }
  /** A week in which nobody was given anything has gone by. */
  const newlyAdded = async (): Promise<void> => {
    s.advance(8 * DAY)
    await back()
    await addedNow(s, [own.externalUserid])
  }
  const open = (by = lina) => read<OpenSteps>(by, `/customers/${own.customerId}/sop-steps`)
  const end = async (id: string): Promise<void> => {
    await ask(await s.signIn('zhoumin'), 'POST', `/sops/${id}/end`, {})
  }

  it('a plan that leaves something open does not start, and says what', async () => {
    const { zhoumin } = cast
    const { id, problems } = await ask<Sop>(zhoumin, 'POST', '/sops', { kind: 'customer' })
    expect(problems.map((problem) => problem['is'])).toEqual([
      'no-title',
      'no-trigger',
      'no-staff',
      'no-reach',
      'no-frequency',
      'no-steps',
    ])
    const refused = await zhoumin.send('POST', `/api/v1/sops/${id}/start`, {})
    expect(refused.status).toBe(400)
    expect(refused.json()).toMatchObject({ tell: { field: 'draft', problems } })
    const draft = planOf({ steps: [{ ...STEP, scriptIds: ['NOSUCH'], text: '{{ customer.shoe }}' }] })
    await ask(zhoumin, 'PUT', `/sops/${id}`, { edition: 1, draft })
    expect((await read<Sop>(zhoumin, `/sops/${id}`)).problems).toEqual([
      { is: 'step-template', step: 0, near: 'customer.shoe' },
      { is: 'script-gone', step: 0 },
    ])
    expect((await zhoumin.send('PUT', `/api/v1/sops/${id}`, { edition: 1, draft })).status).toBe(409)
  })

  it.each([
    ['customer', 'founded'],
    ['group', 'service-due'],
  ])('a plan for a %s that counts from %s does not start', async (kind, trigger) => {
    const { zhoumin } = cast
    const draft = planOf({ trigger, steps: [{ ...STEP, text: '您好' }] })
    const { id } = await ask<Sop>(zhoumin, 'POST', '/sops', { kind, draft })
    const refused = await zhoumin.send('POST', `/api/v1/sops/${id}/start`, {})
    expect([refused.status, refused.json()]).toMatchObject([
      400,
      { tell: { field: 'draft', problems: [{ is: 'wrong-trigger' }] } },
    ])
  })

  it('who is added after the start gets each step on its day, once, and the advisor sends it', async () => {
    const plan = await startedPlan(
      s,
      cast.zhoumin,
      planOf({ steps: [STEP, { ...STEP, id: 'later', day: 2, text: '', note: '打电话', channel: 'call' }] }),
    )
    // Whoever was added long before is left in peace.
    await hour(s)
    expect(await stepsOf(cast.zhoumin, plan.id)).toEqual([])
    await addedNow(s, [own.externalUserid])
    await hour(s)
    expect(await stepsOf(cast.zhoumin, plan.id)).toEqual([])
    await nextDay(s)
    await hour(s)
    await back()
    const given = await stepsOf(cast.xuli, plan.id)
    expect(given).toMatchObject([
      { title: STEP.title, customerId: own.customerId, staffName: '李娜', dueOn: today(s), state: 'open' },
    ])
    // An operator counts the customer without seeing them; another advisor has none.
    expect(await stepsOf(cast.zhoumin, plan.id)).toMatchObject([{ isMasked: true, customerId: null }])
    expect(await stepsOf(cast.wanglei, plan.id)).toEqual([])
    expect((await read<Today>(cast.lina, '/today')).sops).toEqual({ dueToday: 1, overdue: 0, held: 0 })

    const { items, refusal } = await open()
    expect(refusal).toBeNull()
    expect(items).toMatchObject([{ title: STEP.title, missing: [], isMine: true, why: { day: 1 } }])
    expect(items[0]?.text).toMatch(/我是李娜。$/)
    const said = { id: ulid(), outcome: 'sent' }
    await ask(lina, 'POST', `/sop-steps/${items[0]?.taskId}/outcome`, said)
    await ask(lina, 'POST', `/sop-steps/${items[0]?.taskId}/outcome`, said)
    expect((await open()).items).toMatchObject([{ state: 'sent' }])
    const sends = await s.database.db.actionOutcome.count({
      where: { customerId: own.customerId, rule: 'sop', outcome: 'sent' },
    })
    expect(sends).toBe(1)
    // It counts for the shared gate: the company has written today.
    expect((await open()).refusal).toMatchObject({ kind: 'day-cap', stops: true })
    const { counts } = await read<Sop>(cast.zhoumin, `/sops/${plan.id}`)
    expect(counts).toMatchObject({ given: 1, sent: 1, open: 0 })

    await nextDay(s)
    await back()
    const [call] = (await open()).items.filter((item) => item.state === 'open')
    expect(call).toMatchObject({ channel: 'call', note: '打电话' })
    await ask(lina, 'POST', `/sop-steps/${call?.taskId}/outcome`, {
      id: ulid(),
      outcome: 'skipped',
      reason: 'not-fitting',
    })
    expect(await stepsOf(cast.xuli, plan.id, '&state=skipped')).toMatchObject([{ cause: 'not-fitting' }])
    await ask(lina, 'POST', `/sop-steps/${call?.taskId}/outcome`, { id: ulid(), outcome: 'reopened' })
    expect(await stepsOf(cast.xuli, plan.id, '&state=open')).toHaveLength(1)
    await end(plan.id)
    expect(await stepsOf(cast.xuli, plan.id, '&state=ended')).toMatchObject([{ cause: 'plan-ended' }])
  })

  it('looked at again, from a half-way mark, or by two at the same time, nothing is given twice', async () => {
    await newlyAdded()
    const steps = [0, 1, 2].map((day) => ({ ...STEP, id: `d${day}`, day }))
    const plan = await startedPlan(s, cast.zhoumin, planOf({ steps, perWeek: 7 }))
    const payload = (step: number) => ({ planId: plan.id, version: plan.version, step, after: '' })
    for (let day = 0; day < 3; day++) {
      const adds = [0, 1, 2].map((step) => ({
        name: 'sops.give',
        corpId,
        payload: payload(step),
        key: ulid(),
        lane: 'sync' as const,
      }))
      await s.deps.jobs.addMany(s.database.db, adds)
      await s.deps.jobs.add(s.database.db, {
        name: 'sops.look',
        corpId,
        payload: { customerIds: [own.customerId] },
      })
      await hour(s)
      await nextDay(s)
    }
    await back()
    const rows = await s.database.db.task.findMany({ where: { planId: plan.id, customerId: own.customerId } })
    expect(rows.map((row) => row.stepId).sort()).toEqual(['d0', 'd1', 'd2'])
    await end(plan.id)
  })

  it('a change is for the steps to come; a rest is not made up for', async () => {
    await newlyAdded()
    const steps = [0, 1, 2, 4].map((day) => ({ ...STEP, id: `d${day}`, day }))
    const plan = await startedPlan(s, cast.zhoumin, planOf({ steps, perWeek: 7 }))
    const words = async () =>
      (await open()).items.filter((one) => one.state === 'open').map((one) => one.text)
    expect(await words()).toHaveLength(1)
    const draft = planOf({ steps: steps.map((step) => ({ ...step, text: '新的话' })), perWeek: 7 })
    const saved = await ask<Sop>(cast.zhoumin, 'PUT', `/sops/${plan.id}`, { edition: plan.edition, draft })
    expect(saved).toMatchObject({ state: 'running', isChanged: true, version: 1 })
    expect(await ask<Sop>(cast.zhoumin, 'POST', `/sops/${plan.id}/start`, {})).toMatchObject({
      isChanged: false,
      version: 2,
    })
    await nextDay(s)
    await back()
    expect(await words()).toEqual([expect.stringMatching(/我是李娜。$/), '新的话'])
    await ask(cast.zhoumin, 'POST', `/sops/${plan.id}/pause`, {})
    expect(await words()).toEqual([])
    await nextDay(s, 2)
    await back()
    await ask(cast.zhoumin, 'POST', `/sops/${plan.id}/start`, {})
    await nextDay(s)
    await back()
    const rows = await s.database.db.task.findMany({ where: { planId: plan.id }, orderBy: { dueOn: 'asc' } })
    expect(rows.map((row) => [row.stepId, row.doneAt === null])).toEqual([
      ['d0', true] as const,
      ['d1', true] as const,
      ['d4', true] as const,
    ])
    await end(plan.id)
  })

  it('who says no is left alone at once, and so is who has had enough this week', async () => {
    await newlyAdded()
    const steps = [0, 1].map((day) => ({ ...STEP, id: `d${day}`, day }))
    const plan = await startedPlan(s, cast.zhoumin, planOf({ steps, perWeek: 7 }))
    // Steps of all plans count.
    const second = await startedPlan(s, cast.zhoumin, planOf({ title: '另一个', steps: [STEP], perWeek: 1 }))
    await ask(lina, 'PUT', `/customers/${own.customerId}/consent`, { isOptedOut: true })
    await settle(s)
    expect(await stepsOf(cast.xuli, plan.id)).toMatchObject([{ state: 'ended', cause: 'opted-out' }])
    await nextDay(s)
    await back()
    expect(await stepsOf(cast.xuli, plan.id)).toHaveLength(1)
    await ask(lina, 'PUT', `/customers/${own.customerId}/consent`, { isOptedOut: false })
    await settle(s)
    expect(await stepsOf(cast.xuli, plan.id, '&state=open')).toMatchObject([{ title: STEP.title }])
    expect(await stepsOf(cast.xuli, second.id)).toEqual([])
    await end(plan.id)
    await end(second.id)
  })

  it('a delivery and a service that is due bring people in by themselves; a visit takes the reminder back', async () => {
    await newlyAdded()
    const delivered = await startedPlan(
      s,
      cast.zhoumin,
      planOf({ trigger: 'delivered', steps: [{ ...STEP, day: 0 }], perWeek: 7 }),
    )
    const service = await startedPlan(
      s,
      cast.zhoumin,
      planOf({ trigger: 'service-due', steps: [{ ...STEP, day: 7 }], perWeek: 7 }),
    )
    const of = { corpId, customerId: own.customerId, updatedAt: s.clock.now() }
    await s.database.db.vehicle.deleteMany({ where: { corpId, customerId: own.customerId } })
    await s.database.db.vehicle.create({
      data: {
        ...of,
        id: 'CAR',
        deliveredOn: today(s),
        nextServiceOn: addDays(today(s), 7),
        model: '银河 L7',
      },
    })
    await hour(s)
    expect(await stepsOf(cast.xuli, delivered.id)).toMatchObject([{ customerId: own.customerId }])
    expect(await stepsOf(cast.xuli, service.id)).toMatchObject([{ state: 'open' }])
    await s.database.db.vehicle.update({
      where: { corpId_id: { corpId, id: 'CAR' } },
      data: { nextServiceOn: addDays(today(s), 180) },
    })
    await hour(s)
    expect(await stepsOf(cast.xuli, service.id)).toMatchObject([{ state: 'ended', cause: 'visited' }])
    expect(await stepsOf(cast.xuli, delivered.id)).toMatchObject([{ state: 'open' }])
    await end(delivered.id)
    await end(service.id)
  })

  it.each([
    ['warranty-end', 'warrantyEndsOn'],
    ['insurance-end', 'insuranceEndsOn'],
  ] as const)(
    '%s asks once for a car and its date, and no more when the date moves',
    async (trigger, day) => {
      await newlyAdded()
      const data = { corpId, customerId: own.customerId, updatedAt: s.clock.now(), model: '银河 L7' }
      const endsOn = addDays(today(s), 30)
      await s.database.db.vehicle.deleteMany({ where: { corpId, customerId: own.customerId } })
      await s.database.db.vehicle.create({ data: { ...data, id: 'CAR', [day]: endsOn } })
      await s.database.db.vehicle.create({ data: { ...data, id: 'LATER', [day]: addDays(endsOn, 60) } })
      const steps = [{ ...STEP, day: 30 }]
      const plan = await startedPlan(s, cast.zhoumin, planOf({ trigger, steps, perWeek: 7 }))
      await hour(s)
      await hour(s)
      expect(await stepsOf(cast.xuli, plan.id)).toMatchObject([{ customerId: own.customerId, state: 'open' }])
      await s.database.db.vehicle.update({
        where: { corpId_id: { corpId, id: 'CAR' } },
        data: { [day]: addDays(endsOn, 365) },
      })
      await hour(s)
      expect(await stepsOf(cast.xuli, plan.id)).toMatchObject([{ state: 'ended', cause: 'renewed' }])
      await end(plan.id)
    },
  )

  it('only the units and the customers the plan means', async () => {
    await newlyAdded()
    const steps = [{ ...STEP, day: 0 }]
    const [puxi] = await s.database.sql.all<{ id: string }>(`SELECT "id" FROM "Unit" WHERE "name" = '浦西店'`)
    const elsewhere = planOf({ staff: 'units', audience: { unitIds: [puxi?.id ?? ''] }, steps, perWeek: 7 })
    const other = await startedPlan(s, cast.zhoumin, elsewhere)
    expect(await stepsOf(cast.hanyue, other.id)).toEqual([])
    const nobody = { all: [{ is: 'name' as const, text: '没有这个名字的人' }] }
    const none = await startedPlan(
      s,
      cast.zhoumin,
      planOf({ reach: 'chosen', audience: { condition: nobody }, steps, perWeek: 7 }),
    )
    expect(await stepsOf(cast.hanyue, none.id)).toEqual([])
    await end(other.id)
    await end(none.id)
  })

  it('a hand-over takes the open steps along, and a customer who is gone has none', async () => {
    await newlyAdded()
    const plan = await startedPlan(s, cast.zhoumin, planOf({ steps: [{ ...STEP, day: 0 }], perWeek: 7 }))
    expect(await stepsOf(cast.hanyue, plan.id)).toMatchObject([{ staffName: '李娜', state: 'open' }])
    await handOver(s, own, 'wanglei')
    expect(await stepsOf(cast.hanyue, plan.id)).toMatchObject([{ staffName: '王磊', state: 'open' }])
    expect(await stepsOf(cast.wanglei, plan.id, '&mine=yes')).toHaveLength(1)
    await nextDay(s)
    await back()
    // An inheritance is no new customer: the plan does not begin again.
    expect(await stepsOf(cast.hanyue, plan.id)).toHaveLength(1)
    await s.database.db.follow.updateMany({
      where: { corpId, externalUserid: own.externalUserid },
      data: { endedAt: s.clock.now(), endedBy: 'customer' },
    })
    await hour(s)
    expect(await stepsOf(cast.hanyue, plan.id)).toMatchObject([{ state: 'ended', cause: 'lost' }])
    await end(plan.id)
  })
})
