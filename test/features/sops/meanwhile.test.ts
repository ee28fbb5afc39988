import { ulid } from 'ulid'
import { beforeAll, expect, it } from 'vitest'
import { NO_EVIDENCE } from '../../../server/features/identity/merge/contract.ts'
import { mergeCustomers } from '../../../server/features/identity/merge/merge-customers.ts'
import { splitCustomer } from '../../../server/features/identity/merge/split-customer.ts'
import { moveOwner } from '../../../server/features/groups/move-owner.ts'
import type { TaskList } from '../../../server/features/customers/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { possessionsOf, type Possessions } from '../../support/factories/possessions.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { ask, DAY, goToMorning, read, settle } from '../posts/post-work.ts'
import {
  addedNow,
  alsoFollow,
  endFollow,
  handOver,
  hour,
  planOf,
  startedPlan,
  STEP,
  stepsOf,
} from './sop-work.ts'

onBothDatabases('What happens to given steps meanwhile', (service) => {
  let s: TestService
  let cast: Cast
  let own: Possessions
  beforeAll(async () => {
    s = service()
    goToMorning(s)
    cast = await signInCast(s)
    own = await possessionsOf(s, { userid: 'lina', without: ['wanglei'] })
  })
  /** The customer is new, and a plan gives its step of the first day. */
  const given = async (externalUserids = [own.externalUserid]) => {
    s.advance(8 * DAY)
    cast = await signInCast(s)
    await addedNow(s, externalUserids)
    return startedPlan(s, cast.zhoumin, planOf({ steps: [{ ...STEP, day: 0 }], perWeek: 7 }))
  }
  const steer = (id: string, how: 'pause' | 'start' | 'end') =>
    ask(cast.zhoumin, 'POST', `/sops/${id}/${how}`, {})
  const tell = async (taskId: string | undefined, outcome: string) =>
    ask(await s.signIn('lina', 'chat'), 'POST', `/sop-steps/${taskId}/outcome`, { id: ulid(), outcome })

  it('what was sent stays sent, whatever is ticked by hand', async () => {
    const plan = await given()
    const [step] = await stepsOf(cast.hanyue, plan.id)
    const path = `/tasks/${step?.taskId}`
    const state = async () => (await stepsOf(cast.hanyue, plan.id))[0]?.state
    await ask(cast.lina, 'POST', `${path}/done`)
    expect(await state()).toBe('marked')
    await ask(cast.lina, 'POST', `${path}/reopen`)
    expect(await state()).toBe('open')
    // That the message is out counts more than that somebody had ticked it.
    await tell(step?.taskId, 'marked')
    await tell(step?.taskId, 'sent')
    expect(await state()).toBe('sent')
    await ask(cast.lina, 'POST', `${path}/done`)
    expect(await state()).toBe('sent')
    const refused = await cast.lina.send('POST', `/api/v1${path}/reopen`)
    expect([refused.status, refused.json()]).toMatchObject([409, { tell: { reason: 'was-sent' } }])
    expect(await state()).toBe('sent')
    const { items } = await read<TaskList>(cast.lina, `/customers/${own.customerId}/tasks`)
    expect(items.find((task) => task.id === step?.taskId)).toMatchObject({ isSent: true })
    await steer(plan.id, 'end')
  })

  it('a step that rests comes back to whoever owns the group by then', async () => {
    const where = { corpId, chatId: own.chatId }
    await s.database.db.group.updateMany({ where, data: { createdAt: s.clock.now() } })
    const draft = planOf({ trigger: 'founded', steps: [{ ...STEP, day: 0, text: '欢迎' }] })
    const plan = await startedPlan(s, cast.zhoumin, draft, 'group')
    expect(await stepsOf(cast.hanyue, plan.id)).toMatchObject([{ staffName: '李娜', state: 'open' }])
    await steer(plan.id, 'pause')
    const toStaffId = await s.staffId('wanglei')
    await s.database.sql.transaction((tx) =>
      moveOwner(tx, s.deps, { corpId, chatIds: [own.chatId], toStaffId }),
    )
    await steer(plan.id, 'start')
    expect(await stepsOf(cast.hanyue, plan.id)).toMatchObject([{ staffName: '王磊', state: 'open' }])
    await steer(plan.id, 'end')
  })

  it('and to whoever has taken the customer over meanwhile, not to the former advisor', async () => {
    const plan = await given()
    expect(await stepsOf(cast.hanyue, plan.id)).toMatchObject([{ staffName: '李娜', state: 'open' }])
    await steer(plan.id, 'pause')
    // A colleague has served them longer than the successor, who inherits all the same.
    await alsoFollow(s, own, 'hanyue')
    s.advance(1000)
    await handOver(s, own, 'wanglei')
    await steer(plan.id, 'start')
    expect(await stepsOf(cast.hanyue, plan.id)).toMatchObject([{ staffName: '王磊', state: 'open' }])
    // Without a hand-over whoever still serves them has it.
    await steer(plan.id, 'pause')
    await endFollow(s, { ...own, staffId: await s.staffId('wanglei') }, 'staff')
    await steer(plan.id, 'start')
    expect(await stepsOf(cast.hanyue, plan.id)).toMatchObject([{ staffName: '韩越', state: 'open' }])
    await steer(plan.id, 'end')
  })
  /** Whom nobody else has ever served. */
  const ownCustomers = async (userid: string) =>
    s.database.sql.all<{ customerId: string; externalUserid: string }>(
      `SELECT c."customerId", c."externalUserid" FROM "Follow" f
       JOIN "Contact" c ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
       WHERE f."corpId" = ? AND f."staffId" = ? AND f."endedAt" IS NULL AND NOT EXISTS (SELECT 1 FROM "Follow" o
         WHERE o."corpId" = f."corpId" AND o."externalUserid" = f."externalUserid" AND o."staffId" <> f."staffId")
       ORDER BY c."customerId" LIMIT 2`,
      [corpId, await s.staffId(userid)],
    )
  const merge = (aId: string, bId: string) =>
    s.database.sql.transaction((tx) =>
      mergeCustomers(s.deps, tx, {
        corpId,
        aId,
        bId,
        rule: 'person',
        evidence: NO_EVIDENCE,
        madeBy: null,
      }),
    )
  const steps = async (planId: string) =>
    (await stepsOf(cast.hanyue, planId)).map(({ state, cause }) => cause ?? state).sort()

  it('two records that turn out to be one person have a step once, and apart again one each', async () => {
    const [a, b] = await ownCustomers('wanglei')
    const plan = await given([a?.externalUserid ?? '', b?.externalUserid ?? ''])
    expect(await steps(plan.id)).toEqual(['open', 'open'])
    await merge(a?.customerId ?? '', b?.customerId ?? '')
    await settle(s)
    await hour(s)
    expect(await steps(plan.id)).toEqual(['merged', 'open'])
    const { id: mergeId } = await s.database.db.customerMerge.findFirstOrThrow({ where: { splitAt: null } })
    const split = { corpId, mergeId, splitBy: null, reason: 'person' as const }
    await s.database.sql.transaction((tx) => splitCustomer(s.deps, tx, split))
    await settle(s)
    expect(await steps(plan.id)).toEqual(['open', 'open'])
    await steer(plan.id, 'end')
  })

  it('what one record was given is not given again to the one it is merged into', async () => {
    const wanglei = await possessionsOf(s, { userid: 'wanglei', without: ['lina'] })
    const plan = await given([wanglei.externalUserid])
    expect(await steps(plan.id)).toEqual(['open'])
    const { db } = s.database
    const known = await db.customer.findUniqueOrThrow({
      where: { corpId_id: { corpId, id: wanglei.customerId } },
    })
    // Known from an older order, without a contact: it is the earlier one, and stays.
    const id = '00000000000000000000000000'
    await db.customer.create({ data: { ...known, id, phoneSealed: null, phoneMask: null, memberNo: null } })
    expect(await merge(id, wanglei.customerId)).toBe(id)
    await settle(s)
    await hour(s)
    expect(await steps(plan.id)).toEqual(['open'])
    await steer(plan.id, 'end')
  })
})
