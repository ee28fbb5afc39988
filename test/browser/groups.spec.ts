import { expect, test, type Locator, type Page } from '@playwright/test'
import { openConsole } from './console-page.ts'
import { openDesk } from './desk-page.ts'
import { act, customerOutside, groupCodesNamed, groupWelcomeTexts } from './simulator.ts'

const GROUP = '浦东车友 3 群'
const CODE = '夏季二号扫码'
const NEW_CODE = '秋季二号扫码'

// One operator at one window; each test begins on the page it is about.
let page: Page
let errors: string[]
test.beforeAll(async ({ browser }) => {
  const opened = await openConsole(browser, 'zhoumin')
  page = opened.page
  errors = opened.errors
})
test.afterAll(async () => {
  expect(errors).toEqual([])
  await page.context().close()
})

const goTo = (name: string): Promise<void> =>
  page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name, exact: true }).click()
const view = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()
const rows = (): Locator => page.getByRole('row').filter({ has: page.getByRole('cell') })
const close = (drawer: Locator): Promise<void> => drawer.getByRole('button', { name: '关闭' }).click()

async function choose(label: string, option: string, within: Page | Locator = page): Promise<void> {
  // By keyboard: what is chosen already lies over the field.
  await within.getByRole('combobox', { name: label, exact: true }).press('Enter')
  await page.getByRole('option', { name: option }).click()
}

test('a type and a tag of our own are given to a group and find it again', async () => {
  await goTo('客户群')
  await page.getByRole('button', { name: '管理类型和标签' }).click()
  const manage = page.getByRole('dialog', { name: '管理类型和标签' })
  for (const [kind, name] of [
    ['类型', '大客户'],
    ['标签', '常聚会'],
  ] as const) {
    const field = manage.getByRole('textbox', { name: `新增${kind}` })
    await field.fill(name)
    await field.press('Enter')
    await expect(manage.getByRole('region', { name: kind }).getByText(name)).toBeVisible()
  }
  await close(manage)

  // One that nobody has sorted: the groups of the demo's own types are counted elsewhere.
  await choose('类型', '未分类')
  const name = await rows().first().locator('.row-open').innerText()
  await rows().first().getByRole('checkbox').check()
  await expect(page.getByText('已选 1 个群')).toBeVisible()
  await page.getByRole('button', { name: '分类与标签' }).click()
  const drawer = page.getByRole('dialog', { name: `分类与标签 · ${name}` })
  await choose('类型', '大客户', drawer)
  await expect(drawer.getByText('大客户', { exact: true })).toBeVisible()
  await choose('标签', '常聚会', drawer)
  await expect(drawer.getByText('常聚会', { exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await drawer.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存，1 个群有变化')).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await choose('类型', '大客户')
  await choose('标签', '常聚会')
  await expect(rows()).toHaveCount(1)
  await expect(rows()).toContainText(name)
  await expect(rows()).toContainText('大客户')
  await expect(rows()).toContainText('常聚会')
})

test('the trend of all groups is drawn, and an owner of the day’s table opens the groups behind it', async () => {
  await goTo('客户群')
  await view('趋势')
  await expect(page.getByRole('img', { name: /^群成员，从/ })).toBeVisible()
  await view('活跃')
  await expect(page.getByRole('img', { name: /^消息数，从/ })).toBeVisible()
  const owner = page.getByRole('button', { name: /^看.+的群$/ }).first()
  const name = await owner.innerText()
  const count = await rows().first().getByRole('cell').nth(1).innerText()
  await owner.click()
  await expect(rows()).toHaveCount(Number(count))
  for (const row of await rows().all()) await expect(row).toContainText(name)
})

test('a welcome for groups is written in the console, and WeCom has it a moment later', async () => {
  await goTo('欢迎语')
  await page.getByRole('button', { name: '新建入群欢迎语' }).click()
  const drawer = page.getByRole('dialog', { name: '新建入群欢迎语' })
  await drawer.getByRole('button', { name: '保存' }).click()
  await expect(drawer.getByText('请填写名称')).toBeVisible()
  await drawer.getByLabel('名称（只在本系统里用）').fill('自驾群欢迎语')
  await drawer.getByLabel('欢迎语', { exact: true }).fill('出发前请看群公告，')
  await drawer.getByRole('button', { name: '插入新成员昵称' }).click()
  await drawer.getByRole('button', { name: '保存' }).click()
  await expect(drawer).toBeHidden()
  const row = rows().filter({ hasText: '自驾群欢迎语' })
  await expect(row.getByText('在用')).toBeVisible()
  expect(await groupWelcomeTexts()).toContain('出发前请看群公告，%NICKNAME%')
})

test('a group code is made and changed in place, and its numbers open the people who scanned it', async ({
  browser,
}) => {
  await goTo('活码')
  await view('群码')
  await page.getByRole('button', { name: '新建群码' }).click()
  const made = page.getByRole('dialog', { name: '新建群码' })
  await made.getByLabel('名称').fill(CODE)
  await made.getByRole('combobox', { name: '客户群（最多 5 个，依次进）' }).fill('浦东车友 3')
  await page.getByRole('option', { name: GROUP }).click()
  await page.keyboard.press('Escape')
  await made.getByRole('button', { name: '保存' }).click()
  const row = rows().filter({ hasText: CODE })
  await expect(row.getByText('在用')).toBeVisible()
  const [before] = await groupCodesNamed(CODE)

  await row.getByRole('button', { name: `修改「${CODE}」` }).click()
  const edited = page.getByRole('dialog', { name: `修改「${CODE}」` })
  await expect(edited.getByText('二维码不变', { exact: false })).toBeVisible()
  await edited.getByLabel('名称').fill(NEW_CODE)
  await edited.getByRole('button', { name: '保存' }).click()
  const changed = rows().filter({ hasText: NEW_CODE })
  await expect(changed).toBeVisible()
  // The same code under its new name: what is printed goes on working.
  await expect.poll(async () => (await groupCodesNamed(NEW_CODE)).map((one) => one.id)).toEqual([before?.id])

  const desk = await openDesk(browser)
  await desk.page.getByRole('button', { name: '发起' }).click()
  await desk.page.getByRole('menuitem', { name: '扫群码进群' }).click()
  const scan = desk.page.getByRole('dialog', { name: '扫群码进群' })
  await scan.getByLabel('二维码').selectOption({ label: `${NEW_CODE} · ${GROUP}` })
  await scan.getByLabel('姓名').fill('路过的人')
  await scan.getByRole('button', { name: '确定' }).click()
  await expect(scan).toBeHidden()
  const { externalUserid } = await customerOutside(GROUP)
  await act('join-by-code', { configId: before?.id, externalUserid })

  await changed
    .getByRole('button', { name: `2 「${NEW_CODE}」带进群的人` })
    .first()
    .click()
  const people = page.getByRole('dialog', { name: `「${NEW_CODE}」带进群的人` })
  await expect(people.getByRole('row').filter({ hasText: GROUP })).toHaveCount(2)
  await people.getByRole('button', { name: '已退群' }).click()
  await expect(people.getByText('没有这样的人。')).toBeVisible()
  await people.getByRole('button', { name: '还在群里' }).click()
  await expect(people.getByRole('row').filter({ hasText: GROUP })).toHaveCount(2)
  expect(desk.errors).toEqual([])
  await desk.page.context().close()
})
