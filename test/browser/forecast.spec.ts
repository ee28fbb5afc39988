import { expect, test } from '@playwright/test'
import { openConsole } from './console-page.ts'
import { openCustomer, openDesk } from './desk-page.ts'

// The demo's orders are fitted once the import has ended.
test('the advisor sees in the chat whether a customer stays, why, and the figures behind it', async ({
  browser,
}) => {
  const desk = await openDesk(browser)
  await openCustomer(desk, '林晓雨')
  const line = desk.sidebar.getByTitle('预测：看依据')
  await expect(line).toContainText('流失风险')
  await expect(line).toContainText('一年价值')
  await line.click()
  const sheet = desk.sidebar.getByRole('dialog', { name: '预测' })
  await expect(sheet).toContainText('26 周内不来的可能')
  await expect(sheet).toContainText('下次到店')
  await expect(sheet).toContainText('换车窗口')
  await expect(sheet).toContainText(/MBG\/C?NBD.*位客户拟合/)
  expect(desk.errors).toEqual([])
})

test('a manager sees how the model was fitted, how right it was, and opens a customer at risk', async ({
  browser,
}) => {
  const { page, errors } = await openConsole(browser, 'hanyue', '/models')
  const fit = page.getByRole('region', { name: '生效的模型' })
  await expect(fit).toContainText(/MBG\/C?NBD/)
  await expect(page.getByRole('region', { name: '回测' })).toContainText('只看最近到店日')
  const calibration = page.getByRole('region', { name: '校准' })
  await expect(calibration.locator('svg').last()).toBeVisible()
  await calibration.getByText('表', { exact: true }).click()
  await expect(calibration.getByRole('row')).toHaveCount(11)
  await page.getByRole('region', { name: '客户名单' }).locator('.row-open').first().click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('tab', { name: '预测' }).click()
  await expect(drawer).toContainText('26 周内不来的可能')
  expect(errors).toEqual([])
})
