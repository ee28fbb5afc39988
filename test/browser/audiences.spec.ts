import { expect, test } from '@playwright/test'
import { openConsole, type ConsolePage } from './console-page.ts'
import { openCustomer, openDesk } from './desk-page.ts'

let operator: ConsolePage
test.beforeAll(async ({ browser }) => {
  operator = await openConsole(browser, 'zhoumin', '/audiences')
})
test.afterAll(async () => {
  expect(operator.errors).toEqual([])
  await operator.page.context().close()
})

const count = () => operator.page.getByRole('status').filter({ hasText: '位客户' })
const figure = async (): Promise<number> =>
  Number(/([\d,]+) 位客户/.exec((await count().textContent()) ?? '')?.[1]?.replaceAll(',', ''))

test('the saved audiences have members, and one opens with its condition, count and customers', async () => {
  const { page } = operator
  await page.getByRole('button', { name: /一年半以上车龄/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: '一年半以上车龄、保养到期' })).toBeVisible()
  await expect(count()).toBeVisible()
  expect(await figure()).toBeGreaterThan(0)
  await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible()
})

test('a condition added by keyboard narrows the count while it is typed', async () => {
  const { page } = operator
  const before = await figure()
  await page.getByRole('button', { name: '添加条件', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: '分层', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await expect(async () => expect(await figure()).toBeLessThan(before)).toPass()
  await expect(page.getByText(/分层 是/)).toBeVisible()
})

test('the portrait stands beside everybody, as a chart or a table, and a bar leads to its customers', async () => {
  const { page } = operator
  await page.goto(page.url().replace(/\?.*/, '?audience=new'))
  await page.getByRole('button', { name: '群体画像' }).click()
  await expect(page.getByRole('img', { name: /^分层/ })).toBeVisible()
  await page.getByRole('button', { name: '看表格' }).click()
  await page.getByRole('region', { name: '门店' }).getByRole('button').first().click()
  await expect(page.getByText(/^已限定：门店 是/)).toBeVisible()
  await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible()
})

test('a rule is seen before it is saved, tags by itself, and the advisor sees why', async ({ browser }) => {
  const { page } = await openConsole(browser, 'hanyue', '/tag-rules')
  await page.getByRole('button', { name: '新建规则' }).first().click()
  const drawer = page.getByRole('dialog', { name: '新建规则' })
  await drawer.getByLabel('标签名称').fill('李娜的客户')
  await drawer.getByRole('button', { name: '添加条件', exact: true }).click()
  await drawer.getByRole('combobox', { name: '按什么筛选' }).fill('跟进人')
  await page.getByRole('option', { name: '跟进人' }).click()
  await drawer.getByRole('combobox', { name: '跟进人', exact: true }).fill('李娜')
  await page.getByRole('option', { name: '李娜' }).first().click()
  // A list that is still open would lie over the button.
  await drawer.getByLabel('标签名称').click()
  await expect(page.getByRole('option', { name: '李娜' }).first()).toBeHidden()
  await expect(drawer.getByText(/[1-9]\d* 位客户会有这个标签/)).toBeVisible()
  await drawer.getByRole('button', { name: '保存并核对全员' }).click()
  await expect(page.getByText('已保存，正在全员核对')).toBeVisible()
  await page.context().close()
  const desk = await openDesk(browser)
  await openCustomer(desk, '郑美琪')
  await desk.sidebar.getByRole('button', { name: '标签：添加或移除' }).click()
  const tag = desk.sidebar.getByRole('button', { name: '李娜的客户' })
  await tag.click()
  await expect(desk.sidebar.getByText('跟进人 是 李娜')).toBeVisible()
  await desk.page.context().close()
})
