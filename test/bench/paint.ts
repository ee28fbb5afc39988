import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import { chromium, type Browser, type Page } from '@playwright/test'
import { build } from 'vite'
import { browserPath } from '../browser/browser-path.ts'
import { serviceOrigin, simulatorOrigin } from '../browser/demo.ts'
import startDemo from '../browser/start-demo.ts'
import { atMost, type Goal } from './goals.ts'
import { ratioOf, round3 } from './rounds.ts'

const KIB = 1024

/** f1: what the first route loads. f2: when something and when the customer is seen, with a CPU four times slower. */
export async function measurePaint(): Promise<Record<string, Goal>> {
  const stopDemo = await startDemo()
  const executablePath = browserPath()
  const browser = await chromium.launch(executablePath ? { executablePath } : {})
  const blank = await serveBlankPage()
  try {
    const page = await openSidebarPage(browser)
    const weight = await weigh(page.url)
    const paint = await ratioOf(
      async () => (await load(browser, page)).firstPaintMs,
      async () => (await load(browser, { url: blank.url, cookies: [], name: '' })).firstPaintMs,
    )
    const seen = await ratioOf(
      async () => (await load(browser, page)).seenMs,
      async () => (await load(browser, { url: blank.url, cookies: [], name: '' })).firstPaintMs,
    )
    const { requests } = await load(browser, page)
    return {
      f1: atMost(weight.jsKiB, 110, { unit: 'KiB of JS, gzipped' }),
      'f1 css': atMost(weight.cssKiB, 10, { unit: 'KiB, gzipped' }),
      'f1 requests': atMost(requests, 6),
      f2: atMost(paint.ratio, 1.5, {
        ...paint,
        unit: 'ms to the first paint, baseline: a page with only Vue',
      }),
      'f2 customer': atMost(seen.ratio, 2.5, { ...seen, unit: 'ms until the customer is there' }),
    }
  } finally {
    await browser.close()
    blank.close()
    await stopDemo()
  }
}

interface SidebarPage {
  url: string
  cookies: Parameters<Awaited<ReturnType<Browser['newContext']>>['addCookies']>[0]
  name: string
}

/** Signs in as an advisor and finds the first customer, as the desk does. */
async function openSidebarPage(browser: Browser): Promise<SidebarPage> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${simulatorOrigin}/desk/login-as?userid=lina&to=chat`)
  await page.waitForURL(`${serviceOrigin}/chat/**`)
  const cookies = await context.cookies()
  await context.close()
  return { url: `${serviceOrigin}/chat/`, cookies, name: '林晓雨' }
}

/** Bytes of the page's own scripts and styles, gzipped as a proxy would. */
async function weigh(url: string): Promise<{ jsKiB: number; cssKiB: number }> {
  const html = await readFile(resolve('dist/web/index.html'), 'utf8')
  const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file ?? '')
  const size = async (ending: string): Promise<number> => {
    const own = files.filter((file) => extname(file) === ending)
    const sizes = await Promise.all(
      own.map(async (file) => gzipSync(await readFile(resolve('dist/web', file))).length),
    )
    return round3(sizes.reduce((total, one) => total + one, 0) / KIB)
  }
  if (files.length === 0 || !existsSync(resolve('dist/web'))) throw new Error(`${url}: nothing is built`)
  return { jsKiB: await size('.js'), cssKiB: await size('.css') }
}

interface Loaded {
  firstPaintMs: number
  seenMs: number
  requests: number
}

async function load(browser: Browser, { url, cookies, name }: SidebarPage): Promise<Loaded> {
  const context = await browser.newContext({ viewport: { width: 375, height: 720 } })
  await context.addCookies(cookies)
  const page = await context.newPage()
  if (name !== '') await standInHost(page)
  await markWhenSeen(page, name)
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  let requests = 0
  let isCounting = true
  page.on('request', (one) => {
    // The stream of hints is not counted: nothing waits for it.
    if (isCounting && !one.url().startsWith('data:') && !one.url().includes('/live')) requests += 1
  })
  page.on('response', (answer) => {
    if (answer.url().includes('/panel/')) isCounting = false
  })
  // Outside the demo the page has no host script; both pages go through the same hands.
  await page.route(url, async (route) => {
    const answer = await route.fetch()
    const body = (await answer.text()).replace(/<script src="[^"]*host\.js"><\/script>/, '')
    await route.fulfill({ response: answer, body })
  })
  await page.goto(url, { waitUntil: 'load' })
  const seen = await page.waitForFunction(() => performance.getEntriesByName('seen')[0]?.startTime)
  const seenMs = Number(await seen.jsonValue())
  // The entry comes a moment after the paint.
  const painted = await page.waitForFunction(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  )
  const firstPaintMs = Number(await painted.jsonValue())
  await context.close()
  return { firstPaintMs, seenMs, requests }
}

/** Marks the frame after the one that brought the name; asking from outside would cost the page more than drawing does. */
async function markWhenSeen(page: Page, name: string): Promise<void> {
  await page.addInitScript({
    content: `
      const watcher = new MutationObserver(() => {
        const text = document.querySelector(${name === '' ? "'p'" : "'h1'"})?.textContent
        if (!text?.includes(${JSON.stringify(name)})) return
        watcher.disconnect()
        requestAnimationFrame(() => setTimeout(() => performance.mark('seen')))
      })
      watcher.observe(document, { childList: true, subtree: true, characterData: true })`,
  })
}

/** The chat window's side without the desk around it: agentConfig and the current customer. */
async function standInHost(page: Page): Promise<void> {
  const answer = await fetch(
    `${simulatorOrigin}/desk/api/chats?userid=lina&q=${encodeURIComponent('林晓雨')}`,
  )
  const chats = (await answer.json()) as { items: { externalUserId?: string }[] }
  const externalUserid = chats.items[0]?.externalUserId ?? ''
  await page.addInitScript({
    content: `
      Object.defineProperty(navigator, 'userAgent', { value: navigator.userAgent + ' wxwork/5.0.10 MicroMessenger/6.2' })
      const answers = {
        agentConfig: { err_msg: 'agentConfig:ok' },
        getContext: { err_msg: 'getContext:ok', entry: 'single_chat_tools' },
        getCurExternalContact: { err_msg: 'getCurExternalContact:ok', userId: ${JSON.stringify(externalUserid)} },
      }
      window.WeixinJSBridge = {
        invoke: (name, params, callback) => callback(answers[name] || { err_msg: name + ':function_not_exist' }),
        on: () => undefined,
      }`,
  })
}

/** A page with nothing but Vue, built for the same browsers: the least any page of this kind costs. */
async function serveBlankPage(): Promise<{ url: string; close(): void }> {
  const root = await mkdtemp(join(tmpdir(), 'liuke-blank-'))
  const outDir = join(root, 'dist')
  await writeFile(
    join(root, 'index.html'),
    '<!doctype html><div id="app"></div><script type="module" src="./main.js"></script>',
  )
  const vuePath = resolve('node_modules/vue/dist/vue.runtime.esm-bundler.js')
  await writeFile(
    join(root, 'main.js'),
    `import { createApp, h } from ${JSON.stringify(vuePath)}\ncreateApp({ render: () => h('p', '林晓雨') }).mount('#app')\n`,
  )
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [vue()],
    build: { outDir, target: ['chrome107', 'safari15.4'] },
  })
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' }
  const server = createServer((call, answer) => {
    const path = call.url === '/' ? '/index.html' : (call.url ?? '')
    readFile(join(outDir, path)).then(
      (body) => answer.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/plain' }).end(body),
      () => answer.writeHead(404).end(),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}
