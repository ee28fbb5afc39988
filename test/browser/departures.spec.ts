import { expect, test } from '@playwright/test'
import { serviceOrigin } from './demo.ts'
import { openDesk, openCustomer, switchStaff, type Desk } from './desk-page.ts'
import { listStaff } from './simulator.ts'

/** Whether the chat session behind this cookie still lives. */
async function answersMe(cookie: { name: string; value: string }): Promise<number> {
  const answer = await fetch(`${serviceOrigin}/api/v1/me`, {
    headers: { 'x-liuke-app': 'chat', cookie: `${cookie.name}=${cookie.value}` },
  })
  return answer.status
}

async function chatSession(desk: Desk): Promise<{ name: string; value: string }> {
  const cookies = await desk.page.context().cookies(serviceOrigin)
  const found = cookies.find((cookie) => /chat/.test(cookie.name) && !/login/.test(cookie.name))
  if (!found) throw new Error('nobody is signed in to the chat app')
  return found
}

test('when another person sits down, the session of the one before is over', async ({ browser }) => {
  const desk = await openDesk(browser, { as: 'lina' })
  await openCustomer(desk, '林晓雨')
  const before = await chatSession(desk)
  expect(await answersMe(before)).toBe(200)
  await switchStaff(desk, '王磊')
  await expect(desk.sidebar.getByRole('heading', { level: 1 })).toBeVisible()
  const after = await chatSession(desk)
  expect(after.value).not.toBe(before.value)
  expect(await answersMe(after)).toBe(200)
  expect(await answersMe(before)).toBe(401)
  await desk.page.context().close()
})

/** Nobody whom another spec needs. */
async function someAdvisorOf(store: string): Promise<string> {
  const found = (await listStaff()).find((member) => member.store === store && member.role === 'advisor')
  if (!found) throw new Error(`${store} has no advisor`)
  return found.userid
}

test('who resigns is signed out within a minute', async ({ browser }) => {
  const desk = await openDesk(browser, { as: await someAdvisorOf('苏州店') })
  const { page } = desk
  await expect(desk.sidebar.getByRole('heading', { level: 1 })).toBeVisible()
  const session = await chatSession(desk)
  expect(await answersMe(session)).toBe(200)
  await page.getByRole('button', { name: '发起' }).click()
  await page.getByRole('menuitem', { name: '我离职' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click()
  await expect.poll(() => answersMe(session), { timeout: 60_000 }).toBe(401)
  await page.context().close()
})
