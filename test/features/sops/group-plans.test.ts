import { ulid } from 'ulid'
import { beforeAll, expect, it } from 'vitest'
import { moveOwner } from '../../../server/features/groups/move-owner.ts'
import type { OpenSteps } from '../../../server/features/sops/steps/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { possessionsOf, type Possessions } from '../../support/factories/possessions.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { ask, goToMorning, read } from '../posts/post-work.ts'
import { hour, planOf, startedPlan, STEP, stepsOf } from './sop-work.ts'

onBothDatabases('Plans for groups', (service) => {
  let s: TestService
  let cast: Cast
  let own: Possessions
  let plan: { id: string }
  beforeAll(async () => {
    s = service()
    goToMorning(s)
    cast = await signInCast(s)
    own = await possessionsOf(s, { userid: 'lina', without: ['wanglei'] })
    const { db } = s.database
    const where = { corpId, chatId: own.chatId }
    await db.group.updateMany({ where, data: { createdAt: s.clock.now() } })
    const steps = [{ ...STEP, day: 0, title: '群欢迎', text: '我是{{ advisor.name }}，欢迎进群。' }]
    plan = await startedPlan(s, cast.zhoumin, planOf({ trigger: 'founded', steps }), 'group')
  })
  const steps = async (by = 'lina') =>
    read<OpenSteps>(await s.signIn(by, 'chat'), `/groups/${own.chatId}/sop-steps`)

  it('the owner of a new group is asked, once, and sends with one press', async () => {
    await hour(s)
    expect(await stepsOf(cast.zhoumin, plan.id)).toMatchObject([
      { kind: 'group', title: '群欢迎', staffName: '李娜', chatId: own.chatId, isMasked: false },
    ])
    const { items, refusal } = await steps()
    expect({ refusal, text: items[0]?.text }).toEqual({ refusal: null, text: '我是李娜，欢迎进群。' })
  })

  it('the step goes with the group to its new owner', async () => {
    const toStaffId = await s.staffId('wanglei')
    await s.database.sql.transaction((tx) =>
      moveOwner(tx, s.deps, { corpId, chatIds: [own.chatId], toStaffId }),
    )
    expect(await stepsOf(cast.wanglei, plan.id, '&mine=yes')).toMatchObject([{ state: 'open' }])
    expect((await steps('wanglei')).items).toMatchObject([{ isMine: true, text: '我是王磊，欢迎进群。' }])
  })

  it('done is done, and a group that is dismissed asks for nothing', async () => {
    const wanglei = await s.signIn('wanglei', 'chat')
    const [step] = (await steps('wanglei')).items
    await ask(wanglei, 'POST', `/sop-steps/${step?.taskId}/outcome`, { id: ulid(), outcome: 'sent' })
    expect(await stepsOf(cast.zhoumin, plan.id, '&state=sent')).toHaveLength(1)
    // What was sent cannot be taken back.
    await ask(wanglei, 'POST', `/sop-steps/${step?.taskId}/outcome`, { id: ulid(), outcome: 'reopened' })
    expect(await stepsOf(cast.zhoumin, plan.id, '&state=open')).toEqual([])
    const later = planOf({ trigger: 'founded', steps: [{ ...STEP, day: 0, text: '你好' }], perWeek: 7 })
    const second = await startedPlan(s, cast.zhoumin, later, 'group')
    expect(await stepsOf(cast.zhoumin, second.id, '&state=open')).toHaveLength(1)
    const where = { corpId, chatId: own.chatId }
    await s.database.db.group.updateMany({ where, data: { dismissedAt: s.clock.now() } })
    await hour(s)
    expect(await stepsOf(cast.zhoumin, second.id)).toMatchObject([{ state: 'ended', cause: 'dismissed' }])
  })
})
