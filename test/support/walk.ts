import { expect } from 'vitest'
import type { Browser } from './http-client.ts'

interface Page<T> {
  items: T[]
  nextCursor: string | null
  total?: number | null
}

/** Every row of a list, page by page, from the start or from a cursor. */
export async function walk<T>(
  browser: Browser,
  path: string,
  from: string | null = null,
): Promise<{ rows: T[]; total: number | null }> {
  const rows: T[] = []
  let total: number | null = null
  let cursor = from
  do {
    const sign = path.includes('?') ? '&' : '?'
    const reply = await browser.get(cursor === null ? path : `${path}${sign}cursor=${cursor}`)
    expect(reply.status, reply.text).toBe(200)
    const page: Page<T> = reply.json<Page<T>>()
    rows.push(...page.items)
    total ??= page.total ?? null
    cursor = page.nextCursor
  } while (cursor !== null)
  return { rows, total }
}
