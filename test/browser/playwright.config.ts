import { defineConfig } from '@playwright/test'
import { browserPath } from './browser-path.ts'
import { demos } from './demo.ts'

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  // The tests of a worker share its demo company and change it: one after the other.
  workers: demos,
  reporter: 'line',
  // Ceilings for a loaded machine: a test that passes never waits for them.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // What passes only the second time is reported as flaky and is to be fixed.
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  globalSetup: './start-demo.ts',
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    timezoneId: 'America/New_York',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: browserPath(),
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
