import { expect, test } from '@playwright/test'
import { callApi, openConsole, signInToApi } from './console-page.ts'
import { openCustomer, openDesk } from './desk-page.ts'

const TITLE = '到期前关怀'

test('an operator plans steps, and an advisor finds one beside the chat and sends it with one press', async ({
  browser,
  request,
}) => {
  await signInToApi(request, 'zhoumin')
  // Whatever the hour is at which this runs.
  const { json: before } = await callApi(request, 'GET /outreach')
  const contact = { ...(before['contact'] as object), fromHour: 0, toHour: 24 }
  await callApi(request, 'PUT /outreach', { ...before, contact })

  const { page, errors } = await openConsole(browser, 'zhoumin', '/sops')
  await page.getByRole('button', { name: '新建计划' }).click()
  await page.getByRole('menuitem', { name: '客户 SOP' }).click()
  await expect(page.getByRole('alert')).toContainText('选择谁来做')
  await expect(page.getByRole('button', { name: '启动' })).toBeDisabled()
  await page.getByRole('textbox', { name: '计划名称' }).fill(TITLE)
  await page.getByRole('button', { name: '被顾问添加' }).click()
  await page.getByRole('button', { name: '我负责的全部门店' }).click()
  await page.getByRole('button', { name: '全部客户' }).click()
  await page
    .getByRole('group', { name: /7 天内最多/ })
    .getByRole('button', { name: '7' })
    .click()
  await page.getByText('启动前已经添加、交车或建群的也加入').click()
  await page.getByRole('button', { name: '添加步骤' }).click()
  await page.getByRole('textbox', { name: '这一步叫什么' }).fill('问候一下')
  await page.getByRole('textbox', { name: '消息文字' }).fill('您好，这里是')
  await page.getByRole('button', { name: /插入 ?门店/ }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await page.getByRole('button', { name: '启动' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '启动' }).click()
  await expect(page.getByRole('region', { name: '步骤与进度' })).toBeVisible()
  await expect(page.getByText('进行中').first()).toBeVisible()
  expect(errors).toEqual([])

  // The demo's own plans have given steps to the advisors of the walk.
  const advisor = await browser.newContext()
  await signInToApi(advisor.request, 'lina')
  const { json } = await callApi(advisor.request, 'GET /sop-steps?state=open&mine=yes&limit=100')
  const items = json['items'] as { name: string; title: string; chatId: string | null; taskId: string }[]
  // Not the customer whom most tests are about: who was written to is left alone for the day.
  const step = items.find(({ chatId, name }) => chatId === null && name !== '林晓雨')
  expect(step).toBeDefined()
  await advisor.close()

  const desk = await openDesk(browser, { as: 'lina' })
  await openCustomer(desk, step?.name ?? '')
  const steps = desk.sidebar.getByRole('region', { name: '今日步骤' })
  await expect(steps).toContainText(step?.title ?? '')
  await steps.getByRole('button', { name: /不合适/ }).waitFor()
  const send = steps.getByRole('button', { name: /^发送/ })
  if (await send.isVisible()) await send.click()
  else await steps.getByRole('button', { name: '标为已完成' }).click()
  await expect(steps.getByText(/已发送|已完成/)).toBeVisible()
  expect(desk.errors).toEqual([])
  await callApi(request, 'PUT /outreach', before)
  await desk.page.context().close()
  await page.context().close()
})
