import { expect, test } from '@playwright/test'
import { callApi, openConsole, signInToApi } from './console-page.ts'
import { serviceOrigin } from './demo.ts'
import { act, contactNamed } from './simulator.ts'

const url = (path: string): string => `${serviceOrigin}/console${path}`

test('without a session the console offers the people of the demo company, and one press signs in', async ({
  page,
}) => {
  await page.goto(url('/customers'))
  const people = page.getByRole('list', { name: '演示公司' })
  await expect(people.getByRole('link', { name: /韩越/ })).toContainText('管理员')
  await people.getByRole('link', { name: /徐立/ }).click()
  await expect(page.getByRole('navigation', { name: '主导航' })).toContainText('徐立')
  await expect(page).toHaveURL(url('/today'))
})

test('a manager sees the day of the own store, and nothing of what administrators do', async ({
  browser,
}) => {
  const { page, errors } = await openConsole(browser, 'xuli')
  const nav = page.getByRole('navigation', { name: '主导航' })
  await expect(page.getByRole('heading', { name: '今日', level: 1 })).toBeVisible()
  await expect(page.getByText('离职待交接')).toBeVisible()
  await expect(page.getByRole('row', { name: /何俊/ })).toContainText('浦东店')
  for (const name of ['今日', '客户', '客户群', '人员与门店', '同步'])
    await expect(nav.getByRole('link', { name, exact: true })).toBeVisible()
  for (const name of ['话术与素材', '订单导入', '接入设置'])
    await expect(nav.getByRole('link', { name })).toHaveCount(0)
  await page.goto(url('/setup'))
  await expect(page.getByRole('heading', { name: '这个页面不在您的权限内' })).toBeVisible()
  expect(errors).toEqual([])
  await page.context().close()
})

test('what a page hides the server refuses as well', async ({ request }) => {
  await signInToApi(request, 'xuli')
  expect((await callApi(request, 'GET /setup')).status).toBe(403)
  expect((await callApi(request, 'POST /sync/runs', { kind: 'full' })).status).toBe(403)
  expect((await callApi(request, 'GET /imports')).status).toBe(403)
  expect((await callApi(request, 'GET /today')).status).toBe(200)
})

test('an advisor is sent to the chat, where their work is', async ({ browser }) => {
  const { page } = await openConsole(browser, 'lina')
  await expect(page.getByRole('heading', { name: '管理台面向经理、运营和管理员' })).toBeVisible()
  await page.context().close()
})

test('customers are found by sound, narrowed by tier and opened with their history', async ({ browser }) => {
  const { page, errors } = await openConsole(browser, 'xuli', '/customers')
  const rows = page.getByRole('table').getByRole('row')
  await page.getByRole('searchbox', { name: '搜索客户' }).fill('linxiaoyu')
  await expect(rows).toHaveCount(2)
  await expect(rows.nth(1)).toContainText('林晓雨')
  await expect(rows.nth(1)).toContainText('138****6721')
  await rows
    .nth(1)
    .getByRole('button', { name: /林晓雨/ })
    .click()
  const drawer = page.getByRole('dialog', { name: /客户详情|林晓雨/ })
  await drawer.getByRole('tab', { name: '订单' }).click()
  await expect(drawer).toContainText('¥')
  await drawer.getByRole('tab', { name: '动态' }).click()
  await expect(drawer).toContainText('到店')
  await page.keyboard.press('Escape')
  await page.goto(url('/customers?tier=7'))
  await expect(page.getByRole('table')).toContainText('重要价值')
  await expect(page.getByRole('table').getByText('一般', { exact: false })).toHaveCount(0)
  expect(errors).toEqual([])
  await page.context().close()
})

test('a full sync is started by the administrator and followed while it runs', async ({ browser }) => {
  const { page, errors } = await openConsole(browser, 'hanyue', '/sync')
  await page.getByRole('button', { name: '全量同步' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '开始全量同步' }).click()
  await expect(page.getByText('同步已经开始')).toBeVisible()
  const first = page.getByRole('row').filter({ hasText: '韩越' }).first()
  await expect(first).toContainText('全量')
  await expect(first).toContainText(/完成|处不一致/, { timeout: 60_000 })
  await expect(page.getByText(/与企业微信一致，截至/)).toBeVisible()
  expect(errors).toEqual([])
  await page.context().close()
})

test('an event in WeCom is in the list of events', async ({ browser }) => {
  const { page } = await openConsole(browser, 'hanyue', '/sync')
  const { externalUserid } = await contactNamed('吴振宇')
  await act('edit-contact', { userid: 'lina', externalUserid, remark: '吴总 下周提车' })
  const row = page.getByRole('row').filter({ hasText: externalUserid }).first()
  await expect(row).toContainText('编辑客户')
  await expect(async () => {
    await page.reload()
    await expect(row).toContainText('已处理', { timeout: 1_000 })
  }).toPass()
  await page.context().close()
})

test('staff are listed by store, and a role given by hand counts at once', async ({ browser, request }) => {
  const { page, errors } = await openConsole(browser, 'hanyue', '/staff')
  await page.getByRole('searchbox', { name: '搜索人员' }).fill('赵航')
  const row = page.getByRole('row').filter({ hasText: 'zhaohang' })
  await expect(row).toContainText('浦东店')
  await row.getByRole('button', { name: /调整角色/ }).click()
  const dialog = page.getByRole('dialog', { name: '赵航的角色' })
  await dialog.getByRole('button', { name: '增加角色' }).click()
  await dialog.getByRole('combobox', { name: '角色' }).press('Enter')
  await page.getByRole('option', { name: '运营' }).click()
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('角色已保存')).toBeVisible()
  await expect(row).toContainText('运营')
  await signInToApi(request, 'zhaohang')
  expect((await callApi(request, 'GET /imports')).status).toBe(200)
  expect(errors).toEqual([])
  await page.context().close()
})

test('the set-up page tries every step for real', async ({ browser }) => {
  const { page, errors } = await openConsole(browser, 'hanyue', '/setup')
  await expect(page.getByRole('button', { name: /自建应用与 Secret/ })).toContainText('已通')
  await expect(page.getByRole('button', { name: /可调用接口的应用/ })).toContainText('已通')
  await expect(page.getByRole('button', { name: /页面签名/ })).toContainText('已通')
  await expect(page.getByText(`${serviceOrigin}/chat/`)).toBeAttached()
  expect(errors).toEqual([])
  await page.context().close()
})
