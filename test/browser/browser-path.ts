import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']

/** CHROMIUM_PATH, then Playwright's own download, then a browser of this machine. */
export function browserPath(): string | undefined {
  const chosen = process.env['CHROMIUM_PATH']
  if (chosen) return chosen
  if (existsSync(chromium.executablePath())) return undefined
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = folders
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path))
  if (found) return found
  throw new Error(
    'The browser tests need a browser: apt-get install chromium fonts-noto-cjk, or npx playwright install chromium, or set CHROMIUM_PATH',
  )
}
