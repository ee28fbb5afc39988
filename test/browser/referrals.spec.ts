import { expect, test } from '@playwright/test'
import { openConsole } from './console-page.ts'
import { openCustomer, openDesk } from './desk-page.ts'

const NAME = '郑美琪'

test('an advisor has a link made for a customer and sends it', async ({ browser }) => {
  const desk = await openDesk(browser)
  await openCustomer(desk, NAME)
  await desk.sidebar.getByRole('tab', { name: '协作' }).click()
  const block = desk.sidebar.getByRole('region', { name: '老带新' })
  await block.getByRole('button', { name: '生成专属链接' }).click()
  await block.getByRole('button', { name: '发给客户' }).click()
  await expect(desk.page.getByRole('log')).toContainText('推荐朋友，找我就好')
  await block.getByRole('button', { name: '填写介绍人' }).click()
  await block.getByLabel('介绍人姓名').fill('林晓雨')
  await block.getByRole('button', { name: '选 林晓雨 为介绍人' }).click()
  // She has been a customer for long.
  await expect(desk.sidebar.getByText('不计入', { exact: false })).toBeVisible()
  expect(desk.errors).toEqual([])
  await desk.page.context().close()
})

test('who answers for a reward approves it and marks it as paid, and sees what does not count', async ({
  browser,
}) => {
  const { page, errors } = await openConsole(browser, 'hanyue', '/referrals')
  await expect(page.getByRole('row').filter({ hasText: '顾明轩' })).toContainText('第 1 级')
  await page.getByRole('button', { name: '待发放 1' }).click()
  const row = page.getByRole('row').filter({ hasText: '待发放' }).first()
  await expect(row).toContainText('¥20')
  await row.getByRole('button', { name: '标记已发放' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '标记已发放' }).click()
  await page.getByRole('button', { name: '已发放 1' }).click()
  await expect(page.getByRole('table')).toContainText('发放于')
  await page.getByRole('button', { name: '无效推荐', exact: false }).click()
  await expect(page.getByRole('table')).toContainText('无效')
  expect(errors).toEqual([])
  await page.context().close()
})
