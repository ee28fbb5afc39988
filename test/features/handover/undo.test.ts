import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Handover, UndoList } from '../../../server/features/handover/contract.ts'
import type { Browser } from '../../support/http-client.ts'
import { foundGroup } from '../../support/factories/possessions.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { customersOf, startStory } from '../../stories/story.ts'
import { ask, confirm, DAY, later, plan, rowsOf, settle } from './handover.ts'

let service: TestService
let admin: Browser
beforeAll(async () => {
  service = await startStory()
  foundGroup(service, 'lina', '浦东车友 9 群')
  await service.sync()
  admin = await service.signIn('hanyue')
})
afterAll(() => service.close())

const undo = (id: string) => ask<UndoList>(admin, 'GET', `/handovers/${id}/undo`)
const groupsOf = (userid: string) =>
  [...service.simulator.truth.rows('groups')]
    .filter((row) => row['owner'] === userid)
    .map((row) => row['chatId'])
const done = async (draft: Handover): Promise<void> => {
  await confirm(admin, draft)
  await settle(service)
  await later(service, DAY + 3 * 60_000)
  await later(service, 5 * 60_000)
  admin = await service.signIn('hanyue')
}

it('says what can be cancelled, what only the customer can stop, and what can be given back; and gives it back', async () => {
  const before = customersOf(service, 'lina')
  const others = customersOf(service, 'wanglei')
  const owned = groupsOf('wanglei')
  const draft = await plan(service, admin, { from: 'lina', to: ['wanglei'], family: 'onjob' })
  const size = draft.summary.customers
  await confirm(admin, draft)
  await ask(admin, 'POST', `/handovers/${draft.id}/pause`, {})
  expect(await undo(draft.id)).toMatchObject({ cancel: { customers: size }, moved: [] })
  await ask(admin, 'POST', `/handovers/${draft.id}/resume`, {})
  await settle(service)
  expect(await undo(draft.id)).toMatchObject({ cancel: { customers: 0 }, asked: { customers: size } })
  expect((await undo(draft.id)).asked.until).not.toBeNull()

  await later(service, DAY + 3 * 60_000)
  await later(service, 5 * 60_000)
  admin = await service.signIn('hanyue')
  const list = await undo(draft.id)
  const wanglei = await service.staffId('wanglei')
  const { groups } = draft.summary
  expect(groups).toBeGreaterThan(0)
  expect(list).toMatchObject({
    asked: { customers: 0 },
    moved: [{ staffId: wanglei, name: '王磊', customers: size, groups, worn: 0, held: 0 }],
    giver: { name: '李娜', problems: [] },
  })

  const back = await ask<Handover>(admin, 'POST', `/handovers/${draft.id}/give-back`, {
    fromStaffId: wanglei,
    to: 'giver',
  })
  expect(back).toMatchObject({ family: 'onjob', state: 'draft', summary: { customers: size, groups } })
  const planned = (await rowsOf(admin, back.id)).map((row) => row.objectId).sort()
  expect(planned).toEqual([...before].sort())
  // What the successor had before stays theirs.
  for (const externalUserid of others.filter((one) => !before.includes(one)))
    expect(planned).not.toContain(externalUserid)
  await done(back)
  expect(customersOf(service, 'lina').sort()).toEqual([...before].sort())
  expect(groupsOf('wanglei')).toEqual(owned)
})

it('tells who moved twice within 90 days, and that who left gets nothing back', async () => {
  const [first = ''] = customersOf(service, 'lina')
  const name = String(
    [...service.simulator.truth.rows('contacts')].find((row) => row['externalUserid'] === first)?.['name'],
  )
  const draft = await plan(service, admin, {
    from: 'lina',
    to: ['zhaohang'],
    family: 'onjob',
    groups: false,
    customers: { q: name },
  })
  const [blocked] = await rowsOf(admin, draft.id, '&state=blocked')
  expect(blocked).toMatchObject({ objectId: first, reason: 'twice-in-90-days' })
  service.simulator.actions('resign-member', { userid: 'lina' })
  await later(service, 5_000)
  const run = await plan(service, admin, { from: 'lina', to: ['zhaohang'], groups: false })
  await done(run)
  const list = await undo(run.id)
  expect(list.giver).toMatchObject({ problems: ['taker-has-left'] })
  expect(list.moved).toMatchObject([{ name: '赵航', worn: run.summary.customers }])
  const zhaohang = await service.staffId('zhaohang')
  const giveBack = (to: string) =>
    admin.send('POST', `/api/v1/handovers/${run.id}/give-back`, { fromStaffId: zhaohang, to })
  expect((await giveBack('giver')).json()).toMatchObject({
    status: 409,
    tell: { problems: ['taker-has-left'] },
  })
  expect((await giveBack('other')).json()).toMatchObject({ state: 'draft', successors: [] })
})

it('keeps for ever who did what with a handover', async () => {
  const steps = await service.database.db.auditEntry.findMany({
    where: { corpId, objectKind: 'handover' },
    orderBy: { id: 'asc' },
  })
  expect(steps.map((step) => step.action).slice(0, 4)).toEqual([
    'handover-confirm',
    'handover-pause',
    'handover-resume',
    'handover-confirm',
  ])
  expect(new Set(steps.map((step) => step.staffId))).toEqual(new Set([await service.staffId('hanyue')]))
})
