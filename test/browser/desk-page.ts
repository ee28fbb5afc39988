import { expect, type Browser, type BrowserContext, type FrameLocator, type Page } from '@playwright/test'
import { simulatorOrigin } from './demo.ts'

export interface Desk {
  page: Page
  /** The in-chat app, docked in the window that looks like WeCom. */
  sidebar: FrameLocator
  /** What went wrong in the page or its frame and nobody caught. */
  errors: string[]
}

export interface DeskOptions {
  as?: string
  language?: 'zh' | 'en'
  theme?: 'light' | 'dark'
  dockWidth?: number
}

/** A WeCom window of its own (cookies too), with this member signed in. */
export async function openDesk(
  browser: Browser,
  { as = 'lina', language = 'zh', theme = 'light', dockWidth = 360 }: DeskOptions = {},
  given?: BrowserContext,
): Promise<Desk> {
  const permissions = ['clipboard-read', 'clipboard-write']
  const context = given ?? (await browser.newContext({ permissions }))
  await context.addCookies([{ name: 'desk_user', value: as, url: simulatorOrigin }])
  const page = await context.newPage()
  const looks = { theme, language, dockWidth, dockOpen: true }
  await page.addInitScript(
    ([origin, stored]) => {
      if (location.origin === origin) localStorage.setItem('liuke-desk', stored ?? '')
    },
    [simulatorOrigin, JSON.stringify(looks)],
  )
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(`${simulatorOrigin}/desk/`)
  return {
    page,
    sidebar: page.frameLocator('iframe'),
    errors,
  }
}

/** Picks a conversation in the list; the client makes a new page for it. */
export async function openChat(desk: Desk, name: string): Promise<void> {
  const { page } = desk
  const row = page.locator('[data-chat]').filter({ hasText: name })
  await page.getByRole('searchbox').fill(name)
  // The list may be drawn anew under the pointer.
  await expect(async () => {
    await row.first().click()
    await expect(page.locator('#talk h2')).toHaveText(name, { timeout: 2_000 })
  }).toPass()
}

/** The customer's name on top of the panel: from then on the first second is over. */
export async function seeCustomer(desk: Desk, name: string): Promise<void> {
  await expect(desk.sidebar.getByRole('heading', { level: 1, name })).toBeVisible()
}

export async function openCustomer(desk: Desk, name: string): Promise<void> {
  await openChat(desk, name)
  await seeCustomer(desk, name)
}

/** Another person sits down at the same computer. */
export async function switchStaff(desk: Desk, name: string): Promise<void> {
  const { page } = desk
  await page.getByRole('button', { name: '切换员工' }).click()
  await page.getByRole('combobox').fill(name)
  await page.getByRole('option', { name }).click()
}

/** An entry of the strip above the window: which toolbar the page is opened from. */
export async function enterFrom(desk: Desk, entry: string): Promise<void> {
  await desk.page.getByRole('button', { name: '入口' }).click()
  await desk.page.getByRole('menuitemradio', { name: entry }).click()
}

/** How the pretended client behaves, from the panel of clock and faults. */
export async function setClient(desk: Desk, row: string, value: string): Promise<void> {
  const { page } = desk
  const panel = page.getByRole('region', { name: '时钟与故障' })
  if (!(await panel.isVisible())) await page.getByRole('button', { name: '时钟与故障' }).click()
  await panel.getByLabel(row, { exact: true }).selectOption({ label: value })
  await panel.getByRole('button', { name: '关闭' }).click()
}

/** Does something in WeCom by its own dialog: behind the … of the conversation. */
export async function chooseInChat(desk: Desk, action: string): Promise<void> {
  await desk.page.getByRole('button', { name: '会话操作' }).click()
  await desk.page.getByRole('menuitem', { name: action }).click()
}
