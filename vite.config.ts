import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import type { Plugin, UserConfig } from 'vite'
import { defineConfig } from 'vitest/config'
import { deskConfig } from './server/simulator/desk/vite.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// The engine floor: WeCom for Windows still ships Chrome 107, and iOS 15.4 is the first with cascade layers.
const FLOOR = ['chrome107', 'safari15.4']

/** The service serves index.html under /chat/ and console.html under /console/, and what they load under /assets/. */
const pages = {
  chat: here('sidebar/index.html'),
  console: here('sidebar/console.html'),
}

/**
 * One file for the first second: all that the chat page imports before it is told to. What both it and later parts
 * use would else be requests more. What is imported later, and only there, stays apart.
 */
function firstInOne(): Plugin {
  const first = new Set<string>()
  return {
    name: 'first-in-one',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    outputOptions: (options) => ({
      ...options,
      codeSplitting: { groups: [{ name: 'first', test: (id: string) => first.has(id) }] },
    }),
    buildEnd() {
      const open = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id)?.isEntry)
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (first.has(id)) continue
        first.add(id)
        open.push(...(this.getModuleInfo(id)?.importedIds ?? []))
      }
    },
  }
}

// Built apart: chunks shared by both pages would cost the chat page five requests more before its first second.
const pageBuild = (name: keyof typeof pages): UserConfig['build'] => ({
  outDir: here('dist/web'),
  emptyOutDir: name === 'chat',
  target: FLOOR,
  cssTarget: FLOOR,
  assetsInlineLimit: 0,
  modulePreload: { polyfill: false },
  rollupOptions: {
    input: { [name]: pages[name] },
  },
})

/**
 * What comes first on the chat page is its bones. A stylesheet in the head would hold them back, so it is named after
 * them; and the app, already on its way, is run when they have reached the screen.
 */
const bonesFirst: Plugin = {
  name: 'bones-first',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      if (!html.includes('id="skeleton"')) return html
      const sheets = html.match(/ *<link rel="stylesheet"[^>]*>\n?/g) ?? []
      const bare = sheets.reduce((page, sheet) => page.replace(sheet, ''), html)
      return bare
        .replace('<div id="app">', `${sheets.map((sheet) => sheet.trim()).join('')}<div id="app">`)
        .replace(
          /<script type="module" crossorigin src="([^"]+)"><\/script>/,
          '<link rel="modulepreload" crossorigin href="$1">',
        )
        .replace('</body>', `<script>${RUN_AFTER_PAINT.replace('APP', () => appOf(html))}</script></body>`)
    },
  },
}

const appOf = (html: string): string =>
  /<script type="module" crossorigin src="([^"]+)"/.exec(html)?.[1] ?? ''

// A page that is not looked at gets no frames; it starts all the same.
const RUN_AFTER_PAINT =
  "(function(){var go=function(){if(go){go=0;import('APP')}};requestAnimationFrame(function(){setTimeout(function(){go&&go()})});setTimeout(function(){go&&go()},200)})()"

const web: UserConfig = {
  root: here('sidebar'),
  base: '/',
  publicDir: false,
  cacheDir: here('node_modules/.vite'),
  plugins: [vue(), bonesFirst, firstInOne()],
  environments: {
    client: { build: pageBuild('chat') },
    console: { consumer: 'client', build: pageBuild('console') },
  },
  builder: {
    async buildApp({ build, environments }) {
      for (const name of ['client', 'console']) if (environments[name]) await build(environments[name])
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000', '/login': 'http://127.0.0.1:3000' } },
}

const browserTests = ['test/sidebar/**/*.test.ts', 'test/simulator/desk/**/*.test.ts']

const everyTest = {
  // Evaluating the app anew for every file took half of the suite's CPU, so the files of a worker share it: what a
  // test changes of the process or the page it puts back.
  isolate: false,
  unstubGlobals: true,
  unstubEnvs: true,
  // Ceilings for a loaded machine: a test that passes never waits for them.
  testTimeout: 300_000,
  hookTimeout: 120_000,
  // What passes only the second time is reported so (retry x1): it is flaky and is to be fixed.
  retry: process.env['CI'] === undefined ? 0 : 1,
}

export default defineConfig(({ mode }) => ({
  ...(mode === 'desk' ? deskConfig : web),
  test: {
    // The suite waits as much as it computes: three workers on the two cores it is measured on.
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...everyTest,
          name: 'server',
          root: here('.'),
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: [...browserTests, 'test/browser/**'],
        },
      },
      {
        plugins: [vue()],
        test: {
          ...everyTest,
          name: 'sidebar',
          root: here('.'),
          environment: 'happy-dom',
          include: browserTests,
          setupFiles: [here('test/sidebar/setup.ts')],
          // The SDK reads the user agent when it is evaluated; inlined, a test can evaluate it anew.
          server: { deps: { inline: ['@wecom/jssdk'] } },
        },
      },
    ],
  },
}))
