import { expect, test, type APIRequestContext } from '@playwright/test'
import { callApi, openConsole, signInToApi } from './console-page.ts'
import { openCustomer, openDesk, type Desk } from './desk-page.ts'

interface Proposal {
  rule: string
  script: { id: string; title: string; missing: string[] } | null
}
interface Row {
  id: string
  name: string
  externalUserid: string | null
}

let desk: Desk
let name = ''
let script = { id: '', title: '' }
let operator: APIRequestContext

/** A customer of 李娜 with two proposals, of which the second can be sent as it is. */
test.beforeAll(async ({ browser, playwright }) => {
  const request = await playwright.request.newContext()
  await signInToApi(request, 'lina')
  const { json } = await callApi(request, 'GET /customers?limit=60')
  for (const row of json['items'] as Row[]) {
    if (name !== '' || row.externalUserid === null || /林晓雨|陈国栋/.test(row.name)) continue
    const panel = await callApi(request, `GET /panel/contacts/${row.externalUserid}`)
    const [first, second] = (panel.json['actions'] ?? []) as Proposal[]
    if (!first || !second?.script || second.script.missing.length > 0) continue
    name = row.name
    script = second.script
  }
  expect(name).not.toBe('')
  await request.dispose()
  operator = await playwright.request.newContext()
  await signInToApi(operator, 'zhoumin')
  desk = await openDesk(browser)
  await openCustomer(desk, name)
})
test.afterAll(async () => {
  expect(desk.errors).toEqual([])
  await operator.dispose()
  await desk.page.context().close()
})

/** How often the script was answered, as the results page counts it. */
async function replies(): Promise<number> {
  const { json } = await callApi(operator, 'GET /script-results?days=30')
  const rows = json['items'] as { scriptId: string; rule: string | null; replied: number }[]
  return rows.filter((row) => row.scriptId === script.id).reduce((sum, row) => sum + row.replied, 0)
}

test('each proposal says why and what it is worth; set aside, the next one comes first', async () => {
  const advice = desk.sidebar.getByRole('article')
  await expect(advice).toContainText('依据：')
  await expect(advice).toContainText(/预计 ¥/)
  const title = await advice.getByRole('heading').innerText()
  await advice.getByRole('button', { name: '不合适' }).click()
  await desk.sidebar.getByRole('dialog').getByRole('button', { name: '不适合这位客户' }).click()
  await expect(desk.sidebar.getByText(/已收起/)).toBeVisible()
  await expect(advice.getByRole('heading')).not.toHaveText(title)
  await desk.page.reload()
  await openCustomer(desk, name)
  await expect(advice.getByRole('heading')).not.toHaveText(title)
})

test('after a message the customer is left alone for the day; 客户已回复 is one tap, counted, and taken back', async () => {
  const { sidebar } = desk
  const before = await replies()
  await sidebar.getByRole('article').getByRole('button', { name: '发送', exact: true }).click()
  await expect(sidebar.getByRole('note')).toContainText('今天已联系过')
  const replied = sidebar.getByRole('button', { name: '客户已回复' })
  await replied.click()
  await expect(sidebar.getByText('客户已回复，已记下')).toBeVisible()
  await expect.poll(replies).toBe(before + 1)
  const answer = sidebar.getByRole('article')
  await expect(answer.getByRole('heading')).toHaveText('客户在等回复')
  // Whoever asked is answered all the same.
  await expect(answer.getByRole('button', { name: '发送', exact: true })).toBeEnabled()
  await sidebar.getByRole('button', { name: '撤销回复标记' }).click()
  await expect(replied).toBeVisible()
  await expect.poll(replies).toBe(before)
})

test('a customer who wants no messages gets no proposals, until they want them again', async () => {
  const { sidebar } = desk
  await sidebar.getByRole('button', { name: '客户不想被打扰' }).click()
  await expect(sidebar.getByRole('note')).toContainText('客户不想被打扰')
  await expect(sidebar.getByRole('article')).toHaveCount(0)
  await sidebar.getByRole('button', { name: '客户愿意再联系' }).click()
  await expect(sidebar.getByRole('note')).toContainText('今天已联系过')
})

test('the results page opens each number into its messages', async ({ browser }) => {
  const { page, errors } = await openConsole(browser, 'zhoumin', '/script-results')
  await page
    .getByRole('button', { name: /查看回复的/ })
    .first()
    .click()
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByRole('listitem').first()).toContainText('回复')
  await page.keyboard.press('Escape')
  expect(errors).toEqual([])
  await page.context().close()
})

test('a comparison shows intervals and says when it cannot tell; a new one begins with two texts', async ({
  browser,
}) => {
  const { page, errors } = await openConsole(browser, 'zhoumin', '/script-results?view=experiments')
  const trial = page.getByRole('article', { name: '保养逾期：详细还是简短' })
  await expect(trial).toContainText(/数据还不够|还看不出可靠的差别|更好|更差/)
  await page.getByRole('button', { name: '新建对比' }).click()
  const dialog = page.getByRole('dialog', { name: '新建对比' })
  await dialog.getByRole('textbox', { name: '名称' }).fill('先问原因')
  await dialog.getByRole('combobox', { name: '建议' }).click()
  await page.getByRole('option', { name: '重要客户维系' }).click()
  await dialog.getByRole('combobox', { name: '话术 A', exact: true }).click()
  await page.getByRole('option', { name: '老客户挽留 · 先问原因' }).click()
  await dialog.getByRole('combobox', { name: '话术 B', exact: true }).click()
  await page.getByRole('option', { name: '老客户挽留', exact: true }).last().click()
  await dialog.getByRole('button', { name: '开始对比' }).click()
  await expect(page.getByRole('article', { name: '先问原因' })).toContainText('数据还不够')
  expect(errors).toEqual([])
  await page.context().close()
})
