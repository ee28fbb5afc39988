import { expect, test } from '@playwright/test'
import { callApi, openConsole, signInToApi } from './console-page.ts'
import { openCustomer, openDesk } from './desk-page.ts'
import { advanceClock, someCustomerOf } from './simulator.ts'

const DAY_MS = 86_400_000

test('a customer handed over greets the successor with a pack, and the manager sees who stayed', async ({
  browser,
  request,
}) => {
  await signInToApi(request, 'hanyue')
  const staff = await callApi(request, 'GET /staff')
  const items = staff.json['items'] as { id: string; userid: string }[]
  const idOf = (userid: string): string => items.find((one) => one.userid === userid)?.id ?? ''
  const name = await someCustomerOf('wanglei')
  const draft = await callApi(request, 'POST /handovers', {
    fromStaffId: idOf('wanglei'),
    family: 'onjob',
    plan: {
      customers: { q: name },
      groups: false,
      rule: { kind: 'one' },
      successors: [{ staffId: idOf('lina') }],
    },
  })
  expect(draft.status, JSON.stringify(draft.json)).toBe(201)
  const { id, version, summary } = draft.json as { id: string; version: number; summary: { typed: string } }
  const started = await callApi(request, `POST /handovers/${id}/confirm`, { version, typed: summary.typed })
  expect(started.status, JSON.stringify(started.json)).toBe(200)
  await expect
    .poll(
      async () => {
        const { json } = await callApi(request, `GET /handovers/${id}`)
        const { customers } = json['progress'] as { customers: Record<string, number> }
        return (customers['accepted'] ?? 0) + (customers['waiting'] ?? 0)
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThan(0)
  await advanceClock(DAY_MS + 60_000)
  // The service follows the clock within moments: then a session of yesterday has ended.
  await expect.poll(async () => (await callApi(request, 'GET /me')).status, { timeout: 30_000 }).toBe(401)

  const desk = await openDesk(browser, { as: 'lina' })
  const { sidebar } = desk
  await openCustomer(desk, name)
  const banner = sidebar.getByRole('status').filter({ hasText: '转交' })
  await expect(banner).toContainText('由王磊转交')
  await expect(sidebar.getByRole('article')).toContainText('接手问候')
  await banner.getByRole('button', { name: '看交接' }).click()
  const sheet = sidebar.getByRole('dialog', { name: '由王磊转交给你' })
  await expect(sheet).toContainText('之前由王磊为您服务')
  await sheet.getByRole('button', { name: '发送' }).click()
  await expect(sheet).toBeHidden()
  await expect(banner).not.toContainText('还没打招呼')
  expect(desk.errors).toEqual([])
  await desk.page.context().close()

  await signInToApi(request, 'hanyue')
  await expect
    .poll(async () => (await callApi(request, `GET /handovers/${id}`)).json['state'], { timeout: 60_000 })
    .toBe('done')
  const manager = await openConsole(browser, 'hanyue', `/handover/${id}`)
  const retention = manager.page.getByRole('region', { name: '移交后的留存' })
  await expect(retention).toContainText('李娜')
  await expect(retention).toContainText('接手的客户都打过招呼了')
  const download = manager.page.waitForEvent('download')
  await manager.page.getByRole('button', { name: '下载明细' }).click()
  expect((await download).suggestedFilename()).toBe('handover-王磊.csv')
  expect(manager.errors).toEqual([])
  await manager.page.context().close()
})
