import { expect, test, type Page } from '@playwright/test'
import { openConsole } from './console-page.ts'

/** How many customers the list says it has. */
const listed = (page: Page) =>
  page.getByRole('heading', { level: 1, name: '客户' }).locator('~ .num, ~ * .num').first()

test('each stage and each step of the win-back ladder opens into the customers it counts', async ({
  browser,
}) => {
  const { page, errors } = await openConsole(browser, 'hanyue', '/lifecycle')
  const dormant = page.getByRole('link', { name: /^休眠期/ })
  const count = (await dormant.locator('.num').first().textContent()) ?? ''
  expect(Number(count)).toBeGreaterThan(0)
  await dormant.click()
  await expect(page).toHaveURL(/stage=dormant/)
  await expect(listed(page)).toHaveText(count)

  await page.goBack()
  const ladder = page.getByRole('region', { name: '流失挽回' })
  const steps = ladder.getByRole('row').filter({ hasText: '个月没来' })
  await expect(steps).toHaveCount(3)
  const open = steps.getByRole('cell').nth(2).getByRole('link')
  const due = (await open.textContent()) ?? ''
  expect(Number(due)).toBeGreaterThan(0)
  await open.click()
  await expect(page).toHaveURL(/rung=1&rungState=open/)
  await expect(listed(page)).toHaveText(due)
  await page.getByRole('table').getByRole('row').nth(1).getByRole('button').first().click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('tab', { name: '下一步' }).click()
  await expect(drawer.getByText('流失挽回：发活动消息').first()).toBeVisible()
  expect(errors).toEqual([])
  await page.context().close()
})

test('the numbers of the ladder are tried, saved, logged and taken back', async ({ browser }) => {
  const { page, errors } = await openConsole(browser, 'hanyue', '/measures')
  await page.getByRole('button', { name: '阶段与等级' }).click()
  const months = page.getByRole('spinbutton', { name: '多久没来算休眠（月）' })
  const before = await months.inputValue()
  await months.fill('2')
  await page.getByRole('button', { name: '试算' }).click()
  const trial = page.getByRole('table', { name: '试算' })
  await expect(trial.getByRole('row').filter({ hasText: '休眠期' })).toBeVisible()
  await months.fill(before)
  const daily = page.getByRole('spinbutton', { name: '每位顾问每天最多新任务' })
  const was = await daily.inputValue()
  await daily.fill(String(Number(was) + 1))
  await page.getByRole('button', { name: '保存并重算' }).click()
  await expect(page.getByText('已保存，正在重算。')).toBeVisible()
  const log = page.getByRole('row').filter({ hasText: '韩越' })
  await expect(log.first()).toContainText('每位顾问每天最多新任务')
  await expect(log.first()).toContainText('生效中')
  await daily.fill(was)
  await page.getByRole('button', { name: '保存并重算' }).click()
  await expect(daily).toHaveValue(was)
  expect(errors).toEqual([])
  await page.context().close()
})
