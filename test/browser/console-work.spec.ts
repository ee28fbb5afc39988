import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { openConsole } from './console-page.ts'

const ORDERS = `订单号,下单时间,类型,金额,退款,状态,门店,项目,手机号,姓名,车牌,车型,会员号,里程
BT-1001,2026-03-02 15:40,保养,680.00,0,已完成,浦东店,首次保养,13800006721,林晓雨,,,,5120
BT-1002,昨天下午,保养,680.00,0,已完成,浦东店,首次保养,13800006721,林晓雨,,,,5120
BT-1003,2026-03-03 09:10,保养,六百八,0,已完成,浦东店,机油更换,13800006721,林晓雨,,,,5300
`

test('orders are imported with a dry run first, and the rows that cannot be are named and handed back', async ({
  browser,
}) => {
  const { page, errors } = await openConsole(browser, 'zhoumin', '/imports')
  // The first is for orders; facts of other kinds have one of their own below.
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({ name: '三月.csv', mimeType: 'text/csv', buffer: Buffer.from(ORDERS) })
  await expect(page.getByRole('heading', { name: '把文件的列对应到订单的内容' })).toBeVisible()
  await expect(page.getByText('自动匹配').first()).toBeVisible()
  await page.getByRole('button', { name: '试运行' }).click()
  await expect(page.getByText('有 2 行不能导入，其余 1 行可以', { exact: false })).toBeVisible()
  const bad = page.getByRole('table').filter({ hasText: '原因' })
  await expect(bad).toContainText('昨天下午')
  await expect(bad).toContainText('六百八')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载这些行' }).click()
  const file = await readFile(await (await download).path(), 'utf8')
  expect(file).toContain('BT-1002')
  expect(file).toContain('BT-1003')
  expect(file).not.toContain('BT-1001')
  await page.getByRole('button', { name: '导入 1 行' }).click()
  await expect(page.getByText('导入完成')).toBeVisible({ timeout: 60_000 })
  expect(errors).toEqual([])
  await page.context().close()
})

test('a script is written with a preview, saved, and found by its words', async ({ browser }) => {
  const { page, errors } = await openConsole(browser, 'zhoumin', '/scripts')
  await page.getByRole('button', { name: '新建', exact: true }).click()
  const drawer = page.getByRole('dialog', { name: '新建话术或素材' })
  await drawer.getByRole('textbox', { name: '标题' }).fill('周末到店礼')
  const body = drawer.locator('textarea')
  await body.fill('{{ customer.nickname }}您好')
  await expect(drawer.getByText('没有叫“customer.nickname”的内容', { exact: false })).toBeVisible()
  await body.fill('')
  await drawer.getByRole('button', { name: '称呼' }).click()
  await body.press('End')
  await body.pressSequentially('您好，周末到店有礼。')
  await expect(drawer.getByText(/女士您好，周末到店有礼。|先生您好，周末到店有礼。/)).toBeVisible()
  await drawer.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存')).toBeVisible()
  await page.getByRole('searchbox', { name: '搜索话术' }).fill('zhoumo')
  await expect(page.getByRole('row').filter({ hasText: '周末到店礼' })).toBeVisible()
  expect(errors).toEqual([])
  await page.context().close()
})
