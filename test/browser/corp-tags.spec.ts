import { expect, test } from '@playwright/test'
import { openConsole, type ConsolePage } from './console-page.ts'
import { calmDown, corpTagNamed, makeFaults } from './simulator.ts'

let manager: ConsolePage
test.beforeAll(async ({ browser }) => {
  manager = await openConsole(browser, 'hanyue', '/tag-catalogue')
})
test.afterAll(async () => {
  expect(manager.errors).toEqual([])
  await manager.page.context().close()
})
test.afterEach(calmDown)

const block = (name: string) => manager.page.getByRole('region', { name, exact: true })
const open = () => block('还没有完成的改动')

test('a group with tags is made, renamed and put in order in WeCom, and shown when WeCom has said so', async () => {
  const { page } = manager
  await page.getByRole('button', { name: '新建标签组' }).click()
  const form = page.getByRole('dialog', { name: '新建标签组' })
  await form.getByLabel('组名').fill('试驾意向')
  await form.getByLabel('标签名称，一行一个').fill('本周\n本月\n')
  await form.getByRole('button', { name: '提交给企业微信' }).click()
  await expect(page.getByText('已提交，等企业微信答复')).toBeVisible()
  await expect(block('试驾意向').getByRole('listitem')).toHaveCount(2)
  await expect(open()).toHaveCount(0)

  await block('试驾意向').getByRole('button', { name: '给「本月」改名' }).click()
  const rename = page.getByRole('dialog', { name: '给「本月」改名' })
  await rename.getByLabel('名称').fill('本周')
  await rename.getByRole('button', { name: '提交给企业微信' }).click()
  await expect(rename.getByRole('alert')).toHaveText('已经有「本周」了，换一个名字。')
  await rename.getByLabel('名称').fill('月底前')
  await rename.getByRole('button', { name: '提交给企业微信' }).click()
  await expect(block('试驾意向').getByText('月底前')).toBeVisible()
  const first = block('试驾意向').getByRole('listitem').first()
  const second = (await block('试驾意向').getByRole('listitem').nth(1).locator('.name').textContent()) ?? ''
  await block('试驾意向')
    .getByRole('button', { name: `上移「${second}」` })
    .click()
  await expect(first).toContainText(second)
  expect((await corpTagNamed('月底前')).name).toBe('月底前')
})

test('what WeCom does not let the app change stays, with the reason, until somebody puts it aside', async () => {
  const { page } = manager
  await page.getByRole('button', { name: '给「置换」改名' }).click()
  const form = page.getByRole('dialog', { name: '给「置换」改名' })
  await form.getByLabel('名称').fill('换车')
  await form.getByRole('button', { name: '提交给企业微信' }).click()
  await expect(open()).toContainText('「置换」改名为「换车」')
  await expect(open()).toContainText('它不是留客创建的，企业微信不让留客修改')
  await expect(page.getByRole('button', { name: '给「置换」改名' })).toBeVisible()
  await open().getByRole('button', { name: '不再处理' }).click()
  await expect(open()).toHaveCount(0)
})

test('a tag is deleted after one has read from how many it is taken, and is shown until WeCom answers', async () => {
  const { page } = manager
  await makeFaults({ rules: [{ path: 'externalcontact/del_corp_tag', errcode: -1 }] })
  await block('试驾意向').getByRole('button', { name: '删除「月底前」' }).click()
  const question = page.getByRole('dialog', { name: '从 0 位客户身上删除「月底前」？' })
  await expect(question).toContainText('现在没有客户有它')
  await question.getByRole('button', { name: '删除' }).click()
  await expect(open()).toContainText('删除「月底前」')
  await expect(block('试驾意向').getByText('月底前')).toBeVisible()
  await calmDown()
  await expect(block('试驾意向').getByText('月底前')).toHaveCount(0)
  await block('试驾意向').getByRole('button', { name: '删除「试驾意向」' }).click()
  await page
    .getByRole('dialog', { name: '删除「试驾意向」组和它的 1 个标签？' })
    .getByRole('button', { name: '删除' })
    .click()
  await expect(block('试驾意向')).toHaveCount(0)
  await expect(corpTagNamed('本周')).rejects.toThrow()
})
