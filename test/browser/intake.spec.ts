import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { openConsole } from './console-page.ts'
import { serviceOrigin } from './demo.ts'

const SURVEYS = `编号,时间,手机号,问卷,得分,意见
HF-1,2026-11-02 15:40,13800006721,保养回访,9,师傅很耐心
HF-2,昨天,13800006721,保养回访,8,
HF-3,2026-11-03 10:05,13800006721,保养回访,满意,
`

test('a source gets its key once; what it sends is counted, and what is refused is named', async ({
  browser,
}) => {
  const { page, errors } = await openConsole(browser, 'hanyue', '/intake')
  await page.getByRole('button', { name: '添加来源' }).first().click()
  const form = page.getByRole('dialog', { name: '添加来源' })
  await form.getByLabel('名称').fill('call-center')
  await form.getByRole('button', { name: '添加来源' }).click()
  const shown = page.getByRole('dialog', { name: '请现在保存密钥' })
  const key = (await shown.locator('.secret').textContent())?.trim() ?? ''
  expect(key.length).toBeGreaterThan(20)
  await shown.getByRole('button', { name: '我已保存' }).click()

  const send = (authorization: string) =>
    page.request.post(`${serviceOrigin}/api/v1/intake`, {
      headers: { authorization },
      data: {
        items: [
          {
            kind: 'call',
            id: 'C-1',
            at: '2026-11-02T10:00:00+08:00',
            person: { phone: '13800006721' },
            data: { direction: 'in', seconds: 64 },
          },
          {
            kind: 'coupon',
            id: 'C-2',
            at: '2026-11-02T10:00:00+08:00',
            person: { phone: '13800006721' },
            data: { name: '精洗券', state: 'spent' },
          },
        ],
      },
    })
  expect((await send(`Bearer ${key}x`)).status()).toBe(401)
  expect(await (await send(`Bearer ${key}`)).json()).toMatchObject({ accepted: 1, refused: 1 })
  expect(await (await send(`Bearer ${key}`)).json()).toMatchObject({ accepted: 0, same: 1, refused: 1 })

  await page.reload()
  const row = page.getByRole('row').filter({ hasText: 'call-center' })
  await expect(row).toContainText('1 个有效')
  await expect(page.getByText(key)).toHaveCount(0)
  await row.getByRole('button', { name: 'call-center' }).click()
  const drawer = page.getByRole('dialog', { name: 'call-center' })
  await expect(drawer.getByRole('row').filter({ hasText: '优惠券' })).toBeVisible()
  await expect(drawer.getByText('data.state').first()).toBeVisible()
  await expect(drawer.getByText('C-2').first()).toBeVisible()
  expect(errors).toEqual([])
  await page.context().close()
})

test('a file of surveys is checked first, its bad rows are named and handed back, and the rest is written', async ({
  browser,
}) => {
  const { page, errors } = await openConsole(browser, 'zhoumin', '/imports')
  const block = page.getByRole('region', { name: '其他数据' })
  await block.getByRole('button', { name: '回访' }).click()
  await block
    .locator('input[type="file"]')
    .setInputFiles({ name: '回访.csv', mimeType: 'text/csv', buffer: Buffer.from(SURVEYS) })
  const told = block.getByRole('status')
  await expect(told).toContainText('核对完成，还没有写入')
  await expect(told).toContainText('拒收 2')
  await expect(told).toContainText('第 3 行')
  await expect(told).toContainText('第 4 行')
  const download = page.waitForEvent('download')
  await block.getByRole('button', { name: '下载拒收的行' }).click()
  const file = await readFile(await (await download).path(), 'utf8')
  expect(file).toContain('HF-2')
  expect(file).not.toContain('HF-1')
  await block.getByRole('button', { name: '导入', exact: true }).click()
  await expect(told).toContainText('导入完成')
  await expect(told).toContainText('新增 1')
  expect(errors).toEqual([])
  await page.context().close()
})
