import { expect, test } from '@playwright/test'
import { chooseInChat, openChat, openDesk, seeCustomer, type Desk } from './desk-page.ts'
import { act, contactNamed } from './simulator.ts'

const GROUP = '浦东车友 3 群'
const EVENT_MS = 20_000

let desk: Desk
test.beforeAll(async ({ browser }) => {
  desk = await openDesk(browser)
  await openChat(desk, GROUP)
  await seeCustomer(desk, GROUP)
})
test.afterAll(async () => {
  expect(desk.errors).toEqual([])
  await desk.page.context().close()
})

const tab = (name: string) => desk.sidebar.getByRole('tab', { name })

test('a group chat shows the group: owner, size, members with their tier', async () => {
  const { sidebar } = desk
  await expect(sidebar.getByText(/群主 李娜/)).toBeVisible()
  await expect(sidebar.getByRole('img', { name: /已有 \d+ 人，上限 500 人/ })).toBeVisible()
  await tab('成员').click()
  const panel = sidebar.getByRole('tabpanel', { name: '成员' })
  await panel.getByRole('searchbox').fill('linxiaoyu')
  await expect(panel.getByRole('listitem')).toHaveCount(1)
  await expect(panel.getByRole('listitem')).toContainText('林晓雨')
  await expect(panel.getByRole('listitem')).toContainText('重要价值')
  await panel.getByRole('searchbox').fill('')
  await panel.getByRole('button', { name: /同事/ }).click()
  await expect(panel.getByRole('listitem').filter({ hasText: '群主' })).toContainText('李娜')
})

test('a member opens in the client own card', async () => {
  const { sidebar, page } = desk
  await tab('成员').click()
  await sidebar.getByRole('button', { name: /客户 \d/ }).click()
  await sidebar.getByRole('button', { name: '打开 林晓雨 的资料' }).click()
  await expect(page.getByText('WeCom 里的资料')).toBeVisible()
})

test('numbers are drawn and can be read as a table', async () => {
  const { sidebar } = desk
  await tab('数据').click()
  const panel = sidebar.getByRole('tabpanel', { name: '数据' })
  await expect(panel.getByRole('img').first()).toBeVisible()
  await panel.getByText('看表格').click()
  await expect(panel.getByRole('table')).toContainText('人数')
})

test('material goes to the group', async () => {
  const { sidebar, page } = desk
  await tab('素材').click()
  const row = sidebar.getByRole('listitem').filter({ hasText: '雨季用车建议' })
  // Written for one person: in a group the advisor says whom it greets.
  await row.getByRole('button', { name: '补全后发送' }).click()
  const sheet = sidebar.getByRole('dialog', { name: '雨季用车建议' })
  await sheet.getByRole('textbox', { name: '称呼' }).fill('各位车友')
  await sheet.getByRole('button', { name: '发送', exact: true }).click()
  await expect(page.getByRole('log')).toContainText(/各位车友您好.*积水超过半个轮胎/)
  await expect(page.getByRole('log').getByText('来自侧边栏')).toBeVisible()
})

test('what happens in the group is in the sidebar by itself within seconds', async () => {
  const { sidebar } = desk
  await chooseInChat(desk, '修改群名')
  const dialog = desk.page.getByRole('dialog', { name: '修改群名' })
  await dialog.getByLabel('群名').fill('浦东车友 3 群 周末自驾')
  await dialog.getByRole('button', { name: '确定' }).click()
  await expect(sidebar.getByRole('heading', { level: 1 })).toHaveText('浦东车友 3 群 周末自驾', {
    timeout: EVENT_MS,
  })
  const chatId = await groupId()
  await act('rename-group', { chatId, name: GROUP })
  await seeCustomer(desk, GROUP)
  await tab('成员').click()
  const panel = sidebar.getByRole('tabpanel', { name: '成员' })
  await panel.getByRole('button', { name: /客户/ }).click()
  await panel.getByRole('searchbox').fill('宋雨桐')
  const { externalUserid } = await contactNamed('宋雨桐')
  await act('leave-group', { chatId, member: externalUserid }).catch(() => undefined)
  await expect(panel).toContainText('没有找到')
  await act('join-group', { chatId, externalUserid, scene: 'invited', invitor: 'lina' })
  await expect(panel.getByRole('listitem')).toContainText('由李娜邀请', { timeout: EVENT_MS })
})

async function groupId(): Promise<string> {
  const { chats } = await desk.page.evaluate(async () => {
    const answer = await fetch('/desk/api/chats?userid=lina&kind=group')
    return { chats: (await answer.json()) as { items: { name: string; chatId: string }[] } }
  })
  const found = chats.items.find((chat) => chat.name.startsWith(GROUP))
  if (!found) throw new Error('the group is not in the list')
  return found.chatId
}
