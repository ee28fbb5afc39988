import { expect, test, type Page } from '@playwright/test'
import { openConsole } from './console-page.ts'
import { serviceOrigin } from './demo.ts'
import { act, advanceClock, followOf, followsOf, listStaff } from './simulator.ts'

const DAY_MS = 24 * 3_600_000

/** Somebody of this store whom no other spec needs, with customers. */
async function leaver(): Promise<string> {
  const advisors = (await listStaff()).filter((one) => one.store === '番禺店' && one.role === 'advisor')
  for (const { userid } of advisors) if ((await followsOf(userid)).length > 0) return userid
  throw new Error('番禺店 has no advisor with customers')
}

async function chooseTakers(page: Page, count: number): Promise<void> {
  await page.getByRole('button', { name: '添加接替人' }).click()
  const drawer = page.getByRole('dialog', { name: '选择接替人' })
  const free = drawer.locator('input[type=checkbox]:not([disabled])')
  await expect(free.nth(count - 1)).toBeVisible()
  for (let place = 0; place < count; place += 1) await free.nth(place).check()
  await drawer.getByRole('button', { name: '选好了' }).click()
}

test('a manager moves what a leaver leaves behind to its final state', async ({ browser }) => {
  test.setTimeout(120_000)
  const userid = await leaver()
  const customers = await followsOf(userid)
  await act('resign-member', { userid })
  const console = await openConsole(browser, 'hanyue', '/handover')
  const { page } = console

  const name = await test.step('the board names who left, and what waits', async () => {
    const row = page.getByRole('row').filter({ hasText: '番禺店' })
    await expect(row.getByRole('link', { name: String(customers.length), exact: true })).toBeVisible()
    const found = (await row.locator('.strong').first().textContent()) ?? ''
    await row.getByRole('button', { name: '开始交接' }).click()
    return found
  })

  await test.step('the range, the plan and the check lead on only when they are whole', async () => {
    await expect(page.getByText(`已选 ${customers.length} / ${customers.length} 位客户`)).toBeVisible()
    await page.getByRole('button', { name: '下一步：分配方案' }).click()
    await expect(page.getByRole('button', { name: '下一步：预览确认' })).toBeDisabled()
    await chooseTakers(page, 2)
    await page.getByRole('button', { name: '下一步：预览确认' }).click()
    await expect(page.getByText('全部可以移交')).toBeVisible()
  })

  await test.step('it starts only with the typed number', async () => {
    await page.getByRole('button', { name: '开始移交' }).click()
    const dialog = page.getByRole('dialog')
    const start = dialog.getByRole('button', { name: '开始移交' })
    await expect(start).toBeDisabled()
    await dialog.getByRole('textbox').fill(String(customers.length))
    await start.click()
    await expect(page.getByText('进行中')).toBeVisible()
    await expect(page.getByRole('button', { name: `已受理 ${customers.length}` })).toBeVisible()
  })
  const address = page.url()

  await test.step('a day later every customer has somebody new, in WeCom as well', async () => {
    await advanceClock(DAY_MS + 60_000)
    // The service follows the clock within moments: then a session of yesterday has ended.
    const me = `${serviceOrigin}/api/v1/me`
    const ask = () => page.request.get(me, { headers: { 'x-liuke-app': 'console' } })
    await expect.poll(async () => (await ask()).status(), { timeout: 30_000 }).toBe(401)
    await page.context().close()
    const later = await openConsole(browser, 'hanyue', new URL(address).pathname.replace('/console', ''))
    await expect(later.page.getByText(/已有结果 (\d+) \/ \1$/)).toBeVisible()
    await expect(later.page.getByRole('button', { name: `成功 ${customers.length}` })).toBeVisible()
    const moved = later.page.getByRole('row').filter({ hasText: '成功' }).first()
    await expect(moved).toContainText('接替')
    await later.page.goto(address.replace(/\/handover\/.*$/, '/handover'))
    await expect(later.page.getByRole('row').filter({ hasText: name }).first()).toContainText('已完成')
    expect([...later.errors, ...console.errors]).toEqual([])
    await later.page.context().close()
  })
  for (const { externalUserid } of customers)
    await expect(followOf(userid, externalUserid).then((follow) => follow.state)).resolves.not.toBe('active')
})
