import { expect, test, type Page } from '@playwright/test'
import { demoVin } from '../../server/demo/demo-cars.ts'
import { openConsole } from './console-page.ts'
import { openChat, openDesk } from './desk-page.ts'

const NAME = '林晓雨'
const PLATE = '沪A·DF5321'
const KEYS = [PLATE, '138 0000 6721', demoVin('沪ADF5321').toLowerCase(), 'LY100000003']
const SOON_MS = 1_000

/** From the question until its answer is there. */
async function answerTime(page: Page, ask: () => Promise<void>): Promise<number> {
  const answer = page.waitForResponse((one) => one.url().includes('/api/v1/recognise'))
  await ask()
  const response = await answer
  await response.finished()
  return response.request().timing().responseEnd
}

test('whoever comes to the store is known by plate, phone, VIN and member number within a second', async ({
  browser,
}) => {
  const { page, errors } = await openConsole(browser, 'xuli')
  await page.getByRole('button', { name: '识别到店' }).click()
  const drawer = page.getByRole('dialog', { name: '识别到店' })
  const person = drawer.getByRole('status').getByRole('button', { name: NAME })
  const times: number[] = []
  for (const key of KEYS) {
    await drawer.getByRole('searchbox').fill(key)
    times.push(
      await answerTime(page, () => drawer.getByRole('button', { name: '识别', exact: true }).click()),
    )
    await expect(person).toHaveCount(1)
  }
  expect(Math.min(...times)).toBeLessThan(SOON_MS)
  await expect(person).toContainText('S7')
  await drawer.getByRole('searchbox').fill('沪A99999')
  await drawer.getByRole('searchbox').press('Enter')
  await expect(drawer.getByText('没有这位客户。')).toBeVisible()
  await drawer.getByRole('searchbox').fill(PLATE)
  await drawer.getByRole('searchbox').press('Enter')
  await person.click()
  await expect(page.getByRole('dialog', { name: '客户详情' })).toContainText(NAME)
  expect(errors).toEqual([])
  await page.context().close()
})

test('in the sidebar too, whoever the chat is with', async ({ browser }) => {
  const desk = await openDesk(browser)
  const { page, sidebar } = desk
  await openChat(desk, '陈国栋')
  await sidebar.getByRole('button', { name: '识别到店客户' }).click()
  const sheet = sidebar.getByRole('dialog', { name: '识别到店客户' })
  for (const key of KEYS) {
    await sheet.getByRole('searchbox').fill(key)
    const ask = () => sheet.getByRole('button', { name: '识别', exact: true }).click()
    await answerTime(page, ask)
    await expect(sheet.getByRole('article')).toHaveCount(1)
    await expect(sheet.getByRole('article')).toContainText(NAME)
  }
  await sheet.getByRole('button', { name: '打开资料' }).click()
  await expect(sheet).toBeHidden()
  expect(desk.errors).toEqual([])
  await page.context().close()
})
