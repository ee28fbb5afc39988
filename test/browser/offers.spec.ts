import { expect, test } from '@playwright/test'
import { openConsole } from './console-page.ts'
import { openCustomer, openDesk } from './desk-page.ts'

test('an operator sees what goes together, tells the stock, and takes a combination out of use', async ({
  browser,
}) => {
  const { page, errors } = await openConsole(browser, 'zhoumin', '/combos')
  const table = page.getByRole('table')
  await expect(table).toContainText('刹车油')
  const stock = page.getByLabel('四轮定位 的库存', { exact: false })
  const row = table.getByRole('row').filter({ has: stock }).first()
  await row.getByLabel('四轮定位 的库存', { exact: false }).selectOption({ label: '有货' })
  await expect(page.getByText('已保存').first()).toBeVisible()
  await row.getByRole('switch').press('Enter')
  await expect(row.getByRole('switch')).not.toBeChecked()
  await row.getByRole('switch').press('Enter')
  await expect(row.getByRole('switch')).toBeChecked()
  expect(errors).toEqual([])
  await page.context().close()
})

test('the response model says that there is not enough to learn from yet', async ({ browser }) => {
  const { page, errors } = await openConsole(browser, 'zhoumin', '/response')
  await expect(page.getByRole('heading', { level: 1, name: '回应模型' })).toBeVisible()
  await page.getByRole('button', { name: '重新训练' }).click()
  await expect(page.getByText('已开始训练', { exact: false })).toBeVisible()
  expect(errors).toEqual([])
  await page.context().close()
})

test('an advisor sees beside the orders what goes with them, or why there is nothing', async ({
  browser,
}) => {
  const desk = await openDesk(browser)
  await openCustomer(desk, '林晓雨')
  await desk.sidebar.getByRole('tab', { name: '订单' }).click()
  await expect(desk.sidebar.getByRole('region', { name: '搭配推荐' })).toBeVisible()
  expect(desk.errors).toEqual([])
  await desk.page.context().close()
})
