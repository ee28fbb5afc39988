import { expect, test } from '@playwright/test'
import { chooseInChat, openCustomer, openDesk, type Desk } from './desk-page.ts'
import { act, calmDown, contactNamed, corpTagNamed, makeFaults, tagsInWecom } from './simulator.ts'

// 郑美琪 of 李娜: no other spec touches her tags.
const NAME = '郑美琪'
// By itself, without a reload; how soon is the story tests' to say, on a machine less busy than with a browser.
const EVENT_MS = 20_000

let desk: Desk
let customer: string
test.beforeAll(async ({ browser }) => {
  customer = (await contactNamed(NAME)).externalUserid
  desk = await openDesk(browser)
  await openCustomer(desk, NAME)
})
test.afterAll(async () => {
  expect(desk.errors).toEqual([])
  await desk.page.context().close()
})
test.afterEach(calmDown)

const inWecom = (): Promise<string[]> => tagsInWecom('lina', customer)
const line = () => desk.sidebar.getByRole('list', { name: '标签' })

async function pickTag(pinyin: string, tag: string): Promise<void> {
  await desk.sidebar.getByRole('button', { name: '标签：添加或移除' }).click()
  const sheet = desk.sidebar.getByRole('dialog', { name: '标签' })
  await sheet.getByRole('searchbox').fill(pinyin)
  await sheet.getByRole('button', { name: tag, exact: true }).click()
  await sheet.getByRole('button', { name: '完成' }).click()
  await expect(sheet).toBeHidden()
}

test('a tag added in the sidebar, found by its sound, is a tag in WeCom, and 撤销 takes it out again', async () => {
  const before = await inWecom()
  expect(before).not.toContain('置换')
  await pickTag('zhihuan', '置换')
  await expect(line()).toContainText('置换')
  await expect(desk.sidebar.getByText('标签已更新：+置换')).toBeVisible()
  await expect.poll(inWecom).toContain('置换')
  await desk.sidebar.getByRole('button', { name: '撤销' }).click()
  await expect(line()).not.toContainText('置换')
  await expect.poll(inWecom).toEqual(before)
})

test('a tag set in WeCom is in the sidebar by itself within seconds', async () => {
  await chooseInChat(desk, '添加企业标签')
  const dialog = desk.page.getByRole('dialog', { name: '添加企业标签' })
  const choice = dialog.getByLabel('标签')
  const label = await choice.locator('option', { hasText: /· 置换$/ }).innerText()
  await choice.selectOption({ label })
  await dialog.getByRole('button', { name: '确定' }).click()
  await expect(line()).toContainText('置换', { timeout: EVENT_MS })
  // Two changes of one second have the same text in WeCom's event; the second is then read later on purpose.
  await desk.page.waitForTimeout(1_000)
  const { id } = await corpTagNamed('置换')
  await act('untag', { userid: 'lina', externalUserid: customer, tagIds: [id] })
  await expect(line()).not.toContainText('置换', { timeout: EVENT_MS })
})

test('a tag that WeCom refuses is taken back in the sidebar', async () => {
  const before = await inWecom()
  await makeFaults({ rules: [{ path: 'externalcontact/mark_tag', errcode: 84061 }] })
  await pickTag('zhihuan', '置换')
  await expect(line()).toContainText('置换')
  await expect(line()).not.toContainText('置换')
  expect(await inWecom()).toEqual(before)
})
