import { expect, test } from '@playwright/test'
import { demoVin } from '../../server/demo/demo-cars.ts'
import { callApi, openConsole, signInToApi } from './console-page.ts'
import { openCustomer, openDesk } from './desk-page.ts'

const NAME = '林晓雨'
const DAY = /\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2}/

test('each field of the portrait and each day of a car says where it is from and when', async ({
  browser,
}) => {
  const { page, errors } = await openConsole(browser, 'xuli')
  await signInToApi(page.request, 'xuli')
  const { json } = await callApi(page.request, `GET /customers?q=${encodeURIComponent(NAME)}&limit=1`)
  const [customer] = json['items'] as { id: string }[]
  await page.goto(`${page.url().replace(/\/console.*/, '/console/customers')}?customer=${customer?.id}`)
  const drawer = page.getByRole('dialog')
  const cars = drawer.locator('section').filter({ has: page.getByRole('heading', { name: '车辆' }) })
  await expect(cars).toContainText('S7')
  await expect(cars).toContainText(`***${demoVin('沪ADF5321').slice(-6)}`)
  await expect(cars).toContainText('lanyue-dms')
  await expect(cars).toContainText('公里')
  const portrait = drawer.locator('section').filter({ has: page.getByRole('heading', { name: '画像' }) })
  for (const row of await portrait.locator('dl > div').all()) await expect(row).toContainText(DAY)
  expect(errors).toEqual([])
  await page.context().close()
})

test('in the sidebar the portrait says the same', async ({ browser }) => {
  const desk = await openDesk(browser)
  await openCustomer(desk, NAME)
  await desk.sidebar.getByRole('tab', { name: '资料' }).click()
  const rows = desk.sidebar.getByRole('tabpanel').getByRole('listitem')
  await expect(rows.filter({ hasText: '质保' }).first()).toContainText('lanyue-dms')
  expect(desk.errors).toEqual([])
  await desk.page.context().close()
})
