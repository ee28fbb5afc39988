import { expect, test, type Page } from '@playwright/test'
import { callApi, signInToApi } from './console-page.ts'
import { enterFrom, openChat, openCustomer, openDesk, setClient, type Desk } from './desk-page.ts'
import { changeCorp, followsOf } from './simulator.ts'

// The real JS-SDK asks the desk's client to open its own windows; what is done there no page is told.

const WORDS = '雨季用车建议'

interface Step {
  taskId: string
  name: string
  title: string
  externalUserid: string | null
}

const assistant = (page: Page, name: RegExp) => page.getByRole('dialog', { name })

async function openSharing(desk: Desk): Promise<void> {
  const row = desk.sidebar.getByRole('listitem').filter({ hasText: WORDS })
  await row.getByRole('button', { name: `把「${WORDS}」转发给多位客户、群或朋友圈` }).click()
  const sheet = desk.sidebar.getByRole('dialog', { name: `转发「${WORDS}」` })
  const words = sheet.getByRole('textbox', { name: '文字' })
  await expect(words).toHaveValue(/积水超过半个轮胎/)
  await words.fill('各位车友，雨季用车请慢行。')
}

test('a step is done from the list in two taps, and is marked by the advisor alone', async ({
  browser,
  request,
}) => {
  await signInToApi(request, 'zhoumin')
  const { json: before } = await callApi(request, 'GET /outreach')
  const contact = { ...(before['contact'] as object), fromHour: 0, toHour: 24 }
  await callApi(request, 'PUT /outreach', { ...before, contact })
  const advisor = await browser.newContext()
  await signInToApi(advisor.request, 'lina')
  const { json } = await callApi(advisor.request, 'GET /sop-steps?state=open&mine=yes&limit=100')
  // Other tests share this company: they hand customers over and write to them, and WeCom has a limit for a day.
  await changeCorp({ massPerDay: 10 })
  const reached = (await followsOf('lina')).filter(({ state }) => state === 'active')
  const items = (json['items'] as Step[]).filter(({ externalUserid }) =>
    reached.some((follow) => follow.externalUserid === externalUserid),
  )

  const desk = await openDesk(browser, { as: 'lina' })
  const { page, sidebar } = desk
  await openCustomer(desk, '林晓雨')
  await enterFrom(desk, '普通页面')
  const list = sidebar.getByRole('region', { name: '我的步骤' })
  await expect(list).toBeVisible()
  const open = list.getByRole('button', { name: '打开群发助手' })
  let shown: (typeof items)[number] | undefined
  for (const step of items.slice(0, 20)) {
    const line = list.getByRole('button', { name: `${step.name} ${step.title}` }).first()
    if (!(await line.isVisible())) break
    await line.click()
    await expect(list.getByRole('button', { name: /打开客户资料|打开群聊/ })).toBeVisible()
    await expect(list.getByRole('button', { name: /不合适/ })).toBeVisible()
    if ((await open.isVisible()) && (await open.isEnabled())) shown = step
    if (shown) break
    await line.click()
  }
  expect(shown).toBeDefined()
  const taskOf = async () => {
    const { json: now } = await callApi(advisor.request, 'GET /sop-steps?mine=yes&limit=100')
    return (now['items'] as { taskId: string; state: string }[]).find((one) => one.taskId === shown?.taskId)
  }

  await setClient(desk, '发送结果', '缺少权限')
  await open.click()
  await expect(list.getByRole('alert')).toContainText('缺少客户联系权限')
  await setClient(desk, '发送结果', '成功')
  await open.click()
  const dialog = assistant(page, /群发助手/)
  await expect(dialog.getByRole('checkbox', { checked: true })).toHaveCount(1)
  await expect(dialog).toContainText(shown?.name ?? '')
  expect((await taskOf())?.state).not.toBe('marked')
  await dialog.getByRole('button', { name: '发送' }).click()
  await expect(page.getByText(/已发送 \d+，未发出 \d+/)).toHaveText(/已发送 1，未发出 0/)
  // The client has sent it, and still nothing says so here.
  await expect(list.getByText(/群发助手已打开/)).toBeVisible()
  expect((await taskOf())?.state).not.toBe('marked')
  await list.getByRole('button', { name: '我已发出' }).click()
  await expect.poll(async () => (await taskOf())?.state).toBe('marked')
  expect(desk.errors).toEqual([])
  await changeCorp({ massPerDay: 1 })
  await callApi(request, 'PUT /outreach', before)
  await advisor.close()
  await page.context().close()
})

test('something of the library goes to several groups; a PC offers no moments', async ({ browser }) => {
  const desk = await openDesk(browser, { as: 'lina' })
  const { page, sidebar } = desk
  await openChat(desk, '浦东车友 3 群')
  await sidebar.getByRole('tab', { name: '素材' }).click()
  await openSharing(desk)
  await expect(sidebar.getByRole('button', { name: '发表到朋友圈' })).toHaveCount(0)
  await expect(sidebar.getByText('朋友圈请在手机上的企业微信里转发')).toBeVisible()
  await sidebar.getByRole('button', { name: '发到多个客户群' }).click()
  const dialog = assistant(page, /群发助手 · 发到客户群/)
  await expect(dialog.getByRole('checkbox', { checked: true })).toHaveCount(0)
  await dialog.getByRole('checkbox', { name: '浦东车友 3 群' }).check()
  await dialog.getByRole('button', { name: '发送' }).click()
  await expect(page.getByRole('log')).toContainText('各位车友，雨季用车请慢行。')
  expect(desk.errors).toEqual([])
  await page.context().close()
})

test('a phone opens moments with the words in them', async ({ browser }) => {
  const desk = await openDesk(browser, { as: 'lina' })
  const { page, sidebar } = desk
  await openChat(desk, '浦东车友 3 群')
  await page.getByRole('button', { name: '客户端' }).click()
  await page.getByRole('menuitemradio', { name: '手机版' }).click()
  await sidebar.getByRole('tab', { name: '素材' }).click()
  await openSharing(desk)
  await sidebar.getByRole('button', { name: '发表到朋友圈' }).click()
  const dialog = assistant(page, /发表到客户朋友圈/)
  await expect(dialog).toContainText('各位车友，雨季用车请慢行。')
  await expect(sidebar.getByText(/发表窗口已打开/)).toBeVisible()
  await dialog.getByRole('button', { name: '发表' }).click()
  await expect(page.getByText('已发表到客户朋友圈')).toBeVisible()
  expect(desk.errors).toEqual([])
  await page.context().close()
})
