import { expect, test, type APIRequestContext } from '@playwright/test'
import { callApi, openConsole, type ConsolePage } from './console-page.ts'
import { serviceOrigin } from './demo.ts'

interface Review {
  id: string
  sides: { id: string; name: string }[]
}

let admin: ConsolePage
test.beforeAll(async ({ browser }) => {
  admin = await openConsole(browser, 'hanyue', '/identity')
})
test.afterAll(async () => {
  expect(admin.errors).toEqual([])
  await admin.page.context().close()
})

const reviews = async (kind: string): Promise<Review[]> => {
  const { json } = await callApi(admin.page.request, `GET /identity/reviews?kind=${kind}&limit=50`)
  return json['items'] as Review[]
}

/** All that is kept of a person, as the console reads it. */
async function keptOf(request: APIRequestContext, id: string): Promise<unknown> {
  const parts = ['', '/facts', '/timeline', '/orders', '/vehicles'].map(
    async (part) => (await callApi(request, `GET /customers/${id}${part}`)).json,
  )
  return Promise.all(parts)
}

test('two records that look like one person stand side by side, are merged with the evidence, and split with nothing lost', async () => {
  const { page } = admin
  const [review] = await reviews('weak')
  const [one, other] = review?.sides ?? []
  if (!one || !other) throw new Error('the demo has nobody to compare')
  const before = [await keptOf(page.request, one.id), await keptOf(page.request, other.id)]

  const card = page.getByRole('article', { name: `${one.name} · ${other.name}` }).first()
  await expect(card.getByText(/没有共同的强键，但多项资料相近/)).toBeVisible()
  await expect(card.getByRole('row', { name: /^生日/ })).toContainText('一致')
  await expect(card.getByRole('heading', { name: '依据' })).toBeVisible()
  await expect(card.getByText('生日 100%')).toBeVisible()
  await card.getByRole('button', { name: '合并为一人' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '合并为一人' }).click()
  await expect(page.getByText('已合并为一人，可在“合并记录”里拆分')).toBeVisible()
  await expect(page.getByRole('article', { name: `${one.name} · ${other.name}` })).toHaveCount(0)

  await page.getByRole('button', { name: '合并记录' }).click()
  // The older record goes on: which of the two that is, the names do not say.
  const merge = page.getByRole('listitem').filter({ hasText: '由人确认的相似客户 · 韩越' }).first()
  await expect(merge).toContainText(' 并入 ')
  for (const { name } of [one, other]) await expect(merge).toContainText(name)
  await expect(merge).toContainText('生日 100%')
  await merge.getByRole('button', { name: '拆分' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '拆分' }).click()
  await expect(page.getByText('已拆分', { exact: true })).toBeVisible()
  await expect(merge).toContainText('韩越 拆分于')
  await expect
    .poll(async () => [await keptOf(page.request, one.id), await keptOf(page.request, other.id)])
    .toEqual(before)
})

test('a key of two WeChats is never merged by itself, and can be asked again later', async () => {
  const { page } = admin
  await page.goto(`${serviceOrigin}/console/identity?kind=conflict`)
  const cards = page.getByRole('article')
  await expect(cards.first()).toContainText('所以没有自动合并')
  const title = (await cards.first().getByRole('heading', { level: 2 }).textContent()) ?? ''
  await cards.first().press('l')
  await expect(page.getByText('两周后再问')).toBeVisible()
  await expect(page.getByRole('article', { name: title })).toHaveCount(0)
  await page.getByRole('group', { name: '看什么' }).getByRole('button', { name: '稍后' }).click()
  await expect(page.getByRole('article', { name: title })).toBeVisible()
})

test('what cannot be a key is kept with its reason', async () => {
  const { page } = admin
  await page.goto(`${serviceOrigin}/console/identity`)
  await page.getByRole('button', { name: '不能用的键' }).click()
  await expect(page.getByRole('row').filter({ hasText: '是座机，不代表一个人' })).toContainText('lanyue-club')
  await expect(page.getByRole('row').filter({ hasText: '不是车牌' })).toBeVisible()
})
