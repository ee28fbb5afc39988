import { afterAll, beforeAll, expect, it } from 'vitest'
import { noticeDepartures, noticeSync } from '../../../server/features/notices/index.ts'
import { saveNotices } from '../../../server/features/notices/notice-setting.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { corpId, startCompany, waitFor, type Company } from '../sync/company.ts'

const SEND = 'message/send'
let company: Company
beforeAll(async () => {
  company = await startCompany({ contacts: 60, groups: 0, leaver: 'present' })
  await company.run()
  await company.simulator.callbacks.setUrl(company.callbackUrl)
})
afterAll(() => company.close())

const admin: Scope = { corpId, staffId: 'a', userid: 'a', app: 'console', roles: ['admin'], unitPaths: [] }
const messages = () =>
  company.database.db.effect.findMany({ where: { kind: 'app-message' }, orderBy: { key: 'asc' } })
const heard = (userid: string): string[] =>
  company.simulator.world.chats.written(`app:${userid}`).map((one) => one.text ?? '')

it('T3 managers are told once that somebody left, each in the own language, and who was not reached is kept', async () => {
  const { db } = company.database
  const leaver = await db.staff.findFirstOrThrow({ where: { userid: 'hejun' } })
  const unit = await db.unit.findFirstOrThrow({ where: { id: leaver.mainUnitId ?? '' } })
  // Two more managers of the store: one reads English, and one is out of the app's sight without our knowing it.
  const others = await db.staff.findMany({
    where: { status: 'active', userid: { in: ['lina', 'zhaohang'] } },
  })
  for (const { id, userid } of others) {
    await db.staffRole.create({
      data: { corpId, staffId: id, role: 'manager', unitId: unit.id, source: 'manual' },
    })
    if (userid === 'lina')
      await db.staff.update({ where: { corpId_id: { corpId, id } }, data: { language: 'en' } })
  }
  const hidden = company.simulator.world.staff.find('zhaohang')
  if (hidden) hidden.status = 4
  company.simulator.calls.reset()
  company.simulator.actions('resign-member', { userid: 'hejun' })
  await waitFor(
    async () => (await messages()).length === 2 && (await messages()).every((one) => one.state === 'done'),
  )

  const [english, chinese] = await messages()
  const items = await db.effectItem.findMany({ where: { effectId: chinese?.id ?? '' } })
  const zhaohang = others.find((one) => one.userid === 'zhaohang')?.id
  expect(items.find((item) => item.itemKey === zhaohang)).toMatchObject({
    state: 'refused',
    errorCode: 81013,
  })
  expect(items.filter((item) => item.state === 'done').length).toBeGreaterThan(0)
  expect(english?.key).toBe(`app-message:departed:${leaver.id}:en`)
  expect(heard('lina')[0]).toMatch(/何俊 has left, and nobody looks after \d+ customers now/)
  expect(heard('hanyue')).toEqual([])

  await noticeDepartures(company.deps, corpId)
  await company.settle()
  expect(company.simulator.calls.of(SEND)).toBe(2)
})

it('administrators are told of a failed sync only when that is switched on, and once a day', async () => {
  company.simulator.calls.reset()
  await noticeSync(company.deps, corpId, 'sync-failed')
  expect(await messages()).toHaveLength(2)
  await saveNotices(company.deps, admin, { departures: false, sync: true })
  await noticeSync(company.deps, corpId, 'sync-failed')
  await noticeSync(company.deps, corpId, 'sync-failed')
  await waitFor(() => heard('hanyue').length === 1)
  expect(heard('hanyue')[0]).toContain('同步失败')
  expect(company.simulator.calls.of(SEND)).toBe(1)
})

it('T2 a message whose answer was lost is sent again, and WeCom delivers it once', async () => {
  company.simulator.calls.reset()
  company.simulator.faults.set({ rules: [{ path: SEND, resetAfterRate: 1 }] })
  await noticeSync(company.deps, corpId, 'sync-braked')
  await waitFor(() => company.simulator.calls.of(SEND) >= 1)
  company.simulator.faults.clear()
  await waitFor(async () =>
    (await messages()).some((one) => one.key.includes('braked') && one.state === 'done'),
  )
  expect(company.simulator.calls.of(SEND)).toBeGreaterThanOrEqual(2)
  expect(heard('hanyue').filter((text) => text.includes('同步停下来'))).toHaveLength(1)
})
