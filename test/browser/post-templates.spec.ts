import { expect, test } from '@playwright/test'
import { callApi, openConsole, signInToApi } from './console-page.ts'

test('a post is kept as a template, and begins the next one on a day of the calendar at its hour', async ({
  browser,
  request,
}) => {
  await signInToApi(request, 'zhoumin')
  const draft = { title: '周末到店礼', content: { text: '周末到店，送一次内饰清洁。' } }
  const { json: made } = await callApi(request, 'POST /posts', { kind: 'groups', draft })
  const { page, errors } = await openConsole(browser, 'zhoumin', `/posts?post=${String(made['id'])}`)

  await page.getByRole('button', { name: '存为模板' }).click()
  const dialog = page.getByRole('dialog', { name: '存为模板' })
  await dialog.getByRole('textbox').fill('到店礼模板')
  await dialog.getByRole('button', { name: '存为模板' }).click()
  await expect(page.getByText('已存为模板')).toBeVisible()

  await page.goto(new URL('?state=template', page.url()).href)
  await page.getByRole('button', { name: /到店礼模板/ }).click()
  const saved = page.waitForResponse((reply) => reply.request().method() === 'PUT' && reply.ok())
  await page.getByLabel('开始时刻').fill('19:30')
  await page.getByLabel('开始时刻').blur()
  await saved
  await page.getByRole('link', { name: '内容日历' }).first().click()
  await page.getByRole('button', { name: '下一段' }).click()
  await page
    .getByRole('button', { name: /^在 .*新建$/ })
    .nth(10)
    .click()
  const drawer = page.getByRole('dialog')
  const row = drawer.getByRole('listitem').filter({ hasText: '到店礼模板' })
  await row.getByRole('button', { name: '使用' }).click()
  await expect(page.getByRole('textbox', { name: '标题（仅内部可见）' })).toHaveValue('到店礼模板')
  await expect(page.getByLabel('开始', { exact: true })).toHaveValue(/T19:30$/)
  await page.getByRole('button', { name: '放弃' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '放弃' }).click()

  await page.goto(new URL('?state=template', page.url()).href)
  await page.getByRole('button', { name: /到店礼模板/ }).click()
  await page.getByRole('button', { name: '删除模板' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '删除模板' }).click()
  await expect(page.getByText('模板已删除')).toBeVisible()
  expect(errors).toEqual([])
  await page.context().close()
})

test('the people at a step of a funnel have a portrait', async ({ browser, request }) => {
  await signInToApi(request, 'zhoumin')
  const { json } = await callApi(request, 'GET /posts?q=' + encodeURIComponent('冬季免费检测'))
  const [post] = json['items'] as { id: string }[]
  if (!post) throw new Error('the demo has no such post')
  const { page, errors } = await openConsole(browser, 'zhoumin', `/posts?post=${post.id}`)
  await page.getByRole('button', { name: '效果' }).click()
  const opened = page.getByRole('listitem').filter({ hasText: '打开链接' })
  const persons = await opened.getByRole('button').textContent()
  await opened.getByRole('link', { name: '画像：打开链接' }).click()
  await expect(page).toHaveURL(/\/audiences\?/)
  await expect(page.getByText(`${persons?.trim()} 位客户`).first()).toBeVisible()
  await expect(page.getByRole('region', { name: '分层' })).toBeVisible()
  expect(errors).toEqual([])
  await page.context().close()
})
