import { expect, test } from '@playwright/test'
import { callApi, openConsole, signInToApi } from './console-page.ts'
import { openChat, openDesk } from './desk-page.ts'

const CUSTOMER = '秦朗'
const MOMENT = 'S7 冬季试驾周'
const TEXT = '秦先生您好，周末到店做空调清洗，工时费减半。'
/** WeCom hands tasks out for a moment before it tells their results. */
const DISPATCHED_MS = 60_000

test('a message is composed, confirmed by its sender in WeCom, and seen as delivered by everybody', async ({
  browser,
  request,
}) => {
  await signInToApi(request, 'zhoumin')
  // Whatever the hour is at which this runs.
  const { json: before } = await callApi(request, 'GET /outreach')
  const contact = { ...(before['contact'] as object), fromHour: 0, toHour: 24 }
  await callApi(request, 'PUT /outreach', { ...before, contact })
  const condition = { is: 'name', text: CUSTOMER }
  await callApi(request, 'POST /audiences', { name: '空调清洗', condition })

  const { page, errors } = await openConsole(browser, 'zhoumin', '/posts')
  await page.getByRole('button', { name: '新建' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '客户群发', exact: true }).click()
  await page.getByRole('textbox', { name: '标题（仅内部可见）' }).fill('空调清洗')
  await page.getByRole('textbox', { name: '文本', exact: true }).fill(TEXT)
  await expect(page.getByRole('region', { name: '预览' })).toContainText(TEXT)
  await page.getByRole('combobox', { name: '人群', exact: true }).click()
  await page.getByRole('option', { name: '空调清洗' }).click()
  const reached = page.locator('.four').getByRole('button', { name: '1', exact: true })
  await expect(reached.first()).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: '提交', exact: true }).click()

  // Told, and nothing is sent.
  const figures = page.getByRole('region', { name: '结果' })
  await expect(figures.getByText('等员工确认').locator('..')).toContainText('1')
  await expect(figures.getByText('已送达').locator('..')).toContainText('0')
  const row = page.getByRole('table').getByRole('row').nth(1)
  await expect(row).toContainText('未执行')
  const sender = (await row.getByRole('button').textContent())?.trim() === '赵航' ? 'zhaohang' : 'lina'

  const desk = await openDesk(browser, { as: sender })
  await openChat(desk, CUSTOMER)
  await expect(desk.sidebar.getByText(/待办：\d+ 条内容等您发/)).toBeVisible()
  await desk.sidebar.getByRole('button', { name: /空调清洗/ }).click()
  await expect(desk.sidebar.getByText(/群发助手/)).toBeVisible()
  await desk.page.getByRole('button', { name: /群发助手/ }).click()
  await desk.page
    .getByRole('article')
    .filter({ hasText: TEXT })
    .getByRole('button', { name: '发送', exact: true })
    .click()
  await desk.page.getByRole('region', { name: '群发助手' }).getByRole('button', { name: '关闭' }).click()
  await expect(desk.page.getByText(TEXT).last()).toBeVisible()

  await expect(async () => {
    const ask = page.getByRole('button', { name: '立即查询' })
    if (await ask.isVisible()) await ask.click()
    await expect(figures.getByText('已送达').locator('..')).toContainText('1', { timeout: 2_000 })
  }).toPass({ timeout: DISPATCHED_MS })
  await expect(page.getByText('已结束').first()).toBeVisible()
  await page.getByRole('button', { name: '按客户' }).click()
  await expect(page.getByRole('table')).toContainText('已送达')
  expect(errors).toEqual([])
  expect(desk.errors).toEqual([])
  await callApi(request, 'PUT /outreach', before)
  await desk.page.context().close()
  await page.context().close()
})

test('a post is moved in the calendar with a button and by dragging', async ({ browser, request }) => {
  await signInToApi(request, 'zhoumin')
  const { json } = await callApi(request, 'POST /posts', {
    kind: 'moment',
    draft: { title: '日历里的朋友圈', content: { text: '到店试驾' } },
  })
  const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000)
  const day = (date: Date): string => new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  const { json: server } = await callApi(request, 'GET /me')
  const shift = Date.parse(String(server['now'])) - Date.now()
  const at = (days: number): string => day(new Date(inDays(days).getTime() + shift))
  await callApi(request, `POST /posts/${String(json['id'])}/move`, {
    version: 1,
    startsAt: `${at(2)}T02:00:00.000Z`,
  })

  const { page, errors } = await openConsole(browser, 'zhoumin', `/post-calendar?view=list&day=${at(2)}`)
  await page
    .getByRole('listitem')
    .filter({ hasText: '日历里的朋友圈' })
    .getByRole('button', { name: '改期' })
    .click()
  await page
    .getByRole('dialog')
    .getByLabel('开始')
    .fill(`${at(3)}T15:30`)
  await page.getByRole('dialog').getByRole('button', { name: '改期' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: '日历里的朋友圈' })).toContainText('15:30')

  await page.goto(
    page
      .url()
      .replace('view=list', 'view=month')
      .replace(/day=[\d-]+/, `day=${at(3)}`),
  )
  const post = page.locator('.post').filter({ hasText: '日历里' })
  const target = page.getByRole('listitem', { name: at(4) })
  await post.dragTo(target)
  await expect(target.locator('.post').filter({ hasText: '日历里' })).toBeVisible()
  expect(errors).toEqual([])
  await page.context().close()
})

test('groups are left out of a post, and an address in its text is shown as it arrives', async ({
  browser,
  request,
}) => {
  await signInToApi(request, 'zhoumin')
  const { json: label } = await callApi(request, 'POST /group-labels', { kind: 'tag', name: '不再打扰' })
  const { json: made } = await callApi(request, 'POST /posts', {
    kind: 'groups',
    draft: { title: '换季养护', content: { text: '详情：https://www.example.com/care。' } },
  })
  const { page, errors } = await openConsole(browser, 'zhoumin', `/posts?post=${String(made['id'])}`)
  const preview = page.getByRole('region', { name: '预览' })
  await expect(preview).toContainText(/详情：http\S+\/l\/\*{16}。/)
  await expect(preview).not.toContainText('example.com')
  await expect(page.getByRole('textbox', { name: '文本', exact: true })).toHaveValue(/example\.com/)
  await expect(page.getByText(/员工自己在企业微信里发/)).toBeVisible({ timeout: 30_000 })
  await page.getByRole('combobox', { name: '排除群标签' }).click()
  await page.getByRole('option', { name: '不再打扰' }).click()
  await expect(page.locator('.chip').filter({ hasText: '不再打扰' })).toBeVisible()
  await expect(async () => {
    const { json } = await callApi(request, `GET /posts/${String(made['id'])}`)
    const { audience } = json['draft'] as { audience: { excludedGroupTagIds: string[] } }
    expect(audience.excludedGroupTagIds).toEqual([label['id']])
  }).toPass({ timeout: 20_000 })
  expect(errors).toEqual([])
  await page.context().close()
})

test('each number of a moment opens into its rows', async ({ browser, request }) => {
  await signInToApi(request, 'hanyue')
  const { json } = await callApi(request, 'GET /posts?kind=moment&limit=100')
  // The demo's own, which members have published: others that were only planned stand before it.
  const moment = (json['items'] as { id: string; title: string }[]).find((item) => item.title === MOMENT)
  const { page, errors } = await openConsole(browser, 'hanyue', `/posts?post=${moment?.id ?? ''}`)
  await page.getByRole('button', { name: '效果', exact: true }).click()
  const drawer = page.getByRole('dialog')
  for (const name of ['已发表员工', '实际可见']) {
    const figure = page.locator('dl > div').filter({ hasText: name }).getByRole('button')
    const count = Number((await figure.textContent())?.replaceAll(',', ''))
    expect(count).toBeGreaterThan(0)
    await figure.click()
    await expect(drawer).toContainText(name)
    await expect(drawer.getByRole('row')).toHaveCount(Math.min(count, 30) + 1)
    await page.keyboard.press('Escape')
    await expect(drawer).toBeHidden()
  }
  expect(errors).toEqual([])
  await page.context().close()
})
