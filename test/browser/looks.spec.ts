import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Frame, type Page } from '@playwright/test'
import { ulid } from 'ulid'
import { callApi, openConsole, signInToApi } from './console-page.ts'
import { serviceOrigin } from './demo.ts'
import { openChat, openCustomer, openDesk, type Desk } from './desk-page.ts'

// Every picture lands in test-results/looks for the eye; axe and the sideways scroll are for the machine.
const FOLDER = 'test-results/looks'
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']
const LANGUAGES = ['zh', 'en'] as const
const THEMES = ['light', 'dark'] as const
type Language = (typeof LANGUAGES)[number]
type Theme = (typeof THEMES)[number]
const PAGES_A_TEST = 4
const PAGES = [
  'today',
  'tasks',
  'customers',
  'lifecycle',
  'groups',
  'handover',
  'identity',
  'models',
  'audiences',
  'tag-catalogue',
  'tag-rules',
  'posts',
  'post-calendar',
  'sops',
  'sop-steps',
  'scripts',
  'script-results',
  'live-codes',
  'referrals',
  'welcome',
  'combos',
  'response',
  'imports',
  'staff',
  'sync',
  'effects',
  'intake',
  'measures',
  'setup',
]
/** Reached from other pages only. */
const OFF_MENU = new Set(['sop-steps'])

// The frame begins after the dock's border of a pixel. The grip moves 10 px a key; Home and End are its limits.
const WIDTHS: readonly { width: number; keys: readonly string[] }[] = [
  { width: 300, keys: ['Home', 'ArrowLeft', 'ArrowLeft'] },
  { width: 320, keys: ['ArrowLeft', 'ArrowLeft'] },
  { width: 370, keys: Array.from({ length: 5 }, () => 'ArrowLeft') },
  { width: 420, keys: ['End'] },
]

const TABS = ['scripts', 'timeline', 'orders', 'facts', 'team']
const MEDIA = { zh: '图文', en: 'Media' }
const TAG_BUTTON = { zh: '标签：添加或移除', en: 'Tag: add or remove' }

const shot = (page: Page, name: string) => page.screenshot({ path: `${FOLDER}/${name}.png` })

/** All rules in light; in dark, what depends on colour. Takes the picture too. */
async function findings(page: Page, theme: Theme, name: string): Promise<string[]> {
  await shot(page, `${name}-${theme}`)
  const axe = new AxeBuilder({ page })
  const { violations } = await (
    theme === 'light' ? axe.withTags(RULES) : axe.withRules(COLOUR_RULES)
  ).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${name}, ${theme}: ${id}: ${node.target.join(' ')} ${node.html}`),
  )
}

function sidewaysBy(place: Page | Frame): Promise<number> {
  return place.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** The language is the member's own setting. */
async function speak(page: Page, language: Language, app: 'chat' | 'console'): Promise<void> {
  const answer = await page.request.put(`${serviceOrigin}/api/v1/me/language`, {
    data: { language: language === 'zh' ? 'zh-CN' : 'en' },
    headers: { 'x-liuke-app': app },
  })
  expect(answer.ok()).toBe(true)
}

function frameOf({ page }: Desk): Frame {
  const found = page.frames().find((each) => each.url().startsWith(`${serviceOrigin}/chat/`))
  if (!found) throw new Error('the sidebar has no page')
  return found
}

// By far the longest file: its tests may be shared out between the workers.
test.describe.configure({ mode: 'parallel', timeout: 180_000 })
// The tests of the other files that share this demo read Chinese.
test.afterEach(async ({ playwright }) => {
  for (const userid of ['zhaohang', 'hanyue']) {
    const request = await playwright.request.newContext()
    await signInToApi(request, userid)
    await callApi(request, 'PUT /me/language', { language: 'zh-CN' })
    await request.dispose()
  }
})

for (const language of LANGUAGES)
  for (const theme of THEMES)
    test(`the sidebar in ${language} and ${theme} has no finding and fits every width`, async ({
      browser,
    }) => {
      const desk = await openDesk(browser, { as: 'zhaohang', language, theme, dockWidth: 320 })
      const { page, sidebar } = desk
      await page.emulateMedia({ reducedMotion: 'reduce' })
      const list = sidebar.getByRole('tabpanel').getByRole('listitem')
      await expect(sidebar.getByRole('heading', { level: 1 })).toBeVisible()
      await speak(page, language, 'chat')
      await openCustomer(desk, '林晓雨')
      await expect(list.first()).toBeVisible()
      const found = await findings(page, theme, `sidebar-${language}`)
      if (theme === 'light') await tryWidths(desk, language)
      await sidebar.getByRole('button', { name: TAG_BUTTON[language] }).click()
      await expect(sidebar.getByRole('dialog').getByRole('button', { pressed: true }).first()).toBeVisible()
      found.push(...(await findings(page, theme, `sidebar-${language}-tags`)))
      await page.keyboard.press('Escape')
      for (const [index, name] of TABS.entries()) {
        await sidebar.getByRole('tab').nth(index).click()
        await expect(list.first()).toBeVisible()
        await shot(page, `sidebar-${language}-${name}-${theme}`)
      }
      found.push(...(await findings(page, theme, `sidebar-${language}-team`)))
      await sidebar.getByRole('tab').first().click()
      await sidebar.getByRole('button', { name: MEDIA[language], exact: true }).click()
      await expect(sidebar.getByRole('button', { name: /^(发送|Send ).原厂四季脚垫套装/ })).toBeVisible()
      found.push(...(await findings(page, theme, `sidebar-${language}-media`)))
      expect(await sidewaysBy(frameOf(desk)), 'media').toBeLessThanOrEqual(0)
      await openChat(desk, '浦东车友 3 群')
      await expect(list.first()).toBeVisible()
      found.push(...(await findings(page, theme, `sidebar-${language}-group`)))
      expect(found).toEqual([])
      expect(desk.errors).toEqual([])
      await page.context().close()
    })

async function tryWidths(desk: Desk, language: Language): Promise<void> {
  const { page } = desk
  for (const { width, keys } of WIDTHS) {
    for (const key of keys) await page.getByRole('separator').press(key)
    await expect(page.locator('iframe')).toHaveJSProperty('clientWidth', width - 1)
    expect(await sidewaysBy(frameOf(desk)), `at ${width} px`).toBeLessThanOrEqual(0)
    await shot(page, `sidebar-${language}-${width}`)
  }
}

for (const language of LANGUAGES)
  for (const names of inParts(PAGES))
    test(`the console in ${language} has no finding and fits 1180 px: ${names.join(', ')}`, async ({
      browser,
    }) => {
      const { page, errors } = await openConsole(browser, 'hanyue')
      await speak(page, language, 'console')
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await page.reload()
      const found: string[] = []
      for (const name of names) found.push(...(await findingsOf(page, { name, language })))
      expect(found).toEqual([])
      expect(errors).toEqual([])
      await page.context().close()
    })

// Of the library of the demo: its editor with the figures, and what a customer sees who opens a link.
const MATERIALS = ['原厂四季脚垫套装', '新车使用手册', '春季到店礼：免费全车检测']
for (const language of LANGUAGES)
  test(`materials in ${language} have no finding: their editor, and the page a customer opens`, async ({
    browser,
  }) => {
    const { page, errors } = await openConsole(browser, 'hanyue')
    await speak(page, language, 'console')
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const found: string[] = []
    const themes = language === 'zh' ? THEMES : (['light'] as const)
    for (const [n, title] of MATERIALS.entries()) {
      await page.goto(`${serviceOrigin}/console/scripts?q=${encodeURIComponent(title)}`)
      await page.getByRole('row').filter({ hasText: title }).getByRole('button').click()
      await page.locator('.figure').nth(1).click()
      await expect(page.locator('.bone, [aria-busy="true"]')).toHaveCount(0)
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme })
        found.push(...(await findings(page, theme, `material-${language}-${n}`)))
      }
    }
    const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
    const phone = await browser.newContext({ viewport: { width: 320, height: 640 }, locale })
    const opened = await phone.newPage()
    for (const address of [await linkOf(page, '原厂'), await linkOf(page, '手册'), '/l/AAAAAAAAAAAAAAAA'])
      for (const theme of themes) {
        await opened.emulateMedia({ colorScheme: theme })
        await opened.goto(new URL(address, serviceOrigin).href)
        found.push(...(await findings(opened, theme, `opened-${language}-${address.slice(-4)}`)))
        expect(await sidewaysBy(opened), address).toBeLessThanOrEqual(0)
      }
    expect(found).toEqual([])
    expect(errors).toEqual([])
    await phone.close()
    await page.context().close()
  })

/** A link to the page of a material, as an administrator would send it. */
async function linkOf(page: Page, words: string): Promise<string> {
  const { request } = page
  const scripts = await callApi(request, `GET /scripts?q=${encodeURIComponent(words)}&kinds=album,file`)
  const customers = await callApi(request, 'GET /customers?limit=1')
  const [script] = scripts.json['items'] as { id: string }[]
  const [customer] = customers.json['items'] as { id: string }[]
  const input = { id: ulid(), customerId: customer?.id, scriptId: script?.id, as: 'page' }
  const { json } = await callApi(request, 'POST /messages', input)
  return (json['news'] as { link: string }).link
}

/** What stands in the way of this one shows at any hour: its time is over, and its text has too many signs. */
const UNREADY = {
  title: 'unready',
  content: { text: '到店有礼。'.repeat(500) },
  startsAt: '2020-01-01T02:00:00.000Z',
}

/** A draft in the composer, one that is not ready, and posts on their way, of each kind the demo has. */
for (const language of LANGUAGES)
  test(`the composer and the pages of posts in ${language} have no finding and fit 1180 px`, async ({
    browser,
  }) => {
    const { page, errors } = await openConsole(browser, 'hanyue')
    await speak(page, language, 'console')
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const { json } = await callApi(page.request, 'GET /posts?limit=50')
    const posts = json['items'] as { id: string; kind: string; state: string }[]
    const idOf = (kind: string, state: string): string => {
      const post = posts.find((one) => one.kind === kind && one.state === state)
      if (!post) throw new Error(`the demo has no ${kind} post that is ${state}`)
      return post.id
    }
    const unready = await callApi(page.request, 'POST /posts', { kind: 'moment', draft: UNREADY })
    const found: string[] = []
    for (const [kind, id] of [
      ['customers', idOf('customers', 'draft')],
      ['groups', idOf('groups', 'running')],
      ['moment', idOf('moment', 'running')],
      ['unready', String(unready.json['id'])],
    ] as const) {
      await page.goto(`${serviceOrigin}/console/posts?post=${id}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(page.locator('.bone, [aria-busy="true"]')).toHaveCount(0)
      if (kind === 'unready') await expect(page.getByRole('alert').getByRole('listitem')).toHaveCount(2)
      for (const theme of language === 'zh' ? THEMES : (['light'] as const)) {
        await page.emulateMedia({ colorScheme: theme })
        found.push(...(await findings(page, theme, `console-${language}-post-${kind}`)))
      }
      await page.setViewportSize({ width: 1180, height: 800 })
      if ((await sidewaysBy(page)) > 0) found.push(`${kind}: scrolls sideways at 1180 px`)
    }
    expect(found).toEqual([])
    expect(errors).toEqual([])
    await callApi(page.request, `POST /posts/${String(unready.json['id'])}/cancel`, {})
    await page.context().close()
  })

function inParts(names: readonly string[]): string[][] {
  const parts = Array.from({ length: Math.ceil(names.length / PAGES_A_TEST) }, (_, n) => n * PAGES_A_TEST)
  return parts.map((start) => names.slice(start, start + PAGES_A_TEST))
}

async function findingsOf(
  page: Page,
  { name, language }: { name: string; language: Language },
): Promise<string[]> {
  const found: string[] = []
  if (OFF_MENU.has(name)) await page.goto(`${serviceOrigin}/console/${name}`)
  else await page.locator(`nav.side a[href^="/console/${name}"]`).click()
  await expect(page).toHaveURL(new RegExp(`/console/${name}`))
  await expect(page.locator('.bone, [aria-busy="true"]')).toHaveCount(0)
  // Colours are the same in both languages.
  for (const theme of language === 'zh' ? THEMES : (['light'] as const)) {
    await page.emulateMedia({ colorScheme: theme })
    found.push(...(await findings(page, theme, `console-${language}-${name}`)))
  }
  for (const width of [1280, 1180]) {
    await page.setViewportSize({ width, height: 800 })
    if ((await sidewaysBy(page)) > 0) found.push(`${name}: scrolls sideways at ${width} px`)
  }
  return found
}
