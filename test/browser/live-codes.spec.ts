import { expect, test } from '@playwright/test'
import { openConsole } from './console-page.ts'
import { openCustomer, openDesk } from './desk-page.ts'

test('a code made in the console brings a scanner to an advisor, greeted, with its channel', async ({
  browser,
}) => {
  const { page, errors } = await openConsole(browser, 'zhoumin', '/live-codes')
  await page.getByRole('button', { name: '新建活码' }).first().click()
  const drawer = page.getByRole('dialog', { name: '新建活码' })
  await drawer.getByLabel('名称').fill('车展二号台')
  await drawer.getByRole('button', { name: '保存' }).click()
  await expect(drawer.getByText('请至少添加一位不是备用的员工')).toBeVisible()
  await drawer.getByRole('combobox', { name: '渠道' }).click()
  await page.getByRole('option', { name: '周末外展' }).click()
  await drawer.getByRole('combobox', { name: '添加员工' }).click()
  await drawer.getByRole('combobox', { name: '添加员工' }).fill('李娜')
  await page.getByRole('option', { name: '李娜' }).click()
  await drawer.getByRole('switch', { name: '这个码用自己的欢迎语' }).press('Space')
  await drawer.getByLabel('欢迎语内容').fill('{客户称呼}您好，车展礼已为您留好')
  await drawer.getByRole('button', { name: '保存' }).click()

  // WeCom answers a moment later: the open code then has its picture.
  const made = page.getByRole('dialog', { name: '车展二号台' })
  await expect(made.getByRole('img', { name: '「车展二号台」的二维码' })).toBeVisible()
  await expect(made.getByText('现在由当班的人接待')).toBeVisible()

  const desk = await openDesk(browser)
  await desk.page.getByRole('button', { name: '发起' }).click()
  await desk.page.getByRole('menuitem', { name: '新客户扫活码' }).click()
  const scan = desk.page.getByRole('dialog', { name: '新客户扫活码' })
  await scan.getByLabel('二维码').selectOption({ label: '车展二号台 · 李娜' })
  await scan.getByLabel('姓名').fill('程新雨')
  await scan.getByRole('button', { name: '确定' }).click()
  await expect(desk.page.getByText('新客户加了李娜')).toBeVisible()
  await openCustomer(desk, '程新雨')
  await expect(desk.page.getByRole('log')).toContainText('程新雨您好，车展礼已为您留好')
  await expect(desk.sidebar.getByText('周末外展 · 车展二号台')).toBeVisible()

  await made.getByRole('button', { name: '关闭' }).or(made.getByLabel('Close')).first().click()
  const row = page.getByRole('row').filter({ hasText: '车展二号台' })
  await row.getByRole('button', { name: '看「车展二号台」带来的添加' }).click()
  await expect(page.getByRole('dialog', { name: '「车展二号台」带来的客户' })).toContainText('程**')
  expect([...errors, ...desk.errors]).toEqual([])
})
