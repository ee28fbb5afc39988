import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'

const web = new URL('../../dist/web/', import.meta.url)
const KIB = 1024

/** The goal of docs/performance.md, f1: what the sidebar fetches before its first second. */
test('the sidebar’s first script and style stay within 110 and 10 KiB', () => {
  const named = readFileSync(new URL('index.html', web), 'utf8')
  const sizeOf = (end: string): number =>
    readdirSync(new URL('assets/', web))
      .filter((name) => name.endsWith(end) && named.includes(name))
      .reduce((sum, name) => sum + gzipSync(readFileSync(new URL(`assets/${name}`, web))).length, 0)
  expect(sizeOf('.js')).toBeGreaterThan(50 * KIB)
  expect(sizeOf('.js')).toBeLessThanOrEqual(110 * KIB)
  expect(sizeOf('.css')).toBeLessThanOrEqual(10 * KIB)
})
