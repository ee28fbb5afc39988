import { unreadable } from './parse.ts'

/** Page after page until there is no next cursor. A cursor that comes again would never end, so it throws. */
export async function* eachPage<P extends { nextCursor?: string }>(
  api: string,
  first: string | undefined,
  read: (cursor: string | undefined) => Promise<P>,
): AsyncGenerator<P, void, void> {
  const seen = new Set(first === undefined ? [] : [first])
  let cursor = first
  for (;;) {
    const page = await read(cursor)
    yield page
    cursor = page.nextCursor
    if (cursor === undefined) return
    if (seen.has(cursor)) throw unreadable(api, 'the same cursor came twice')
    seen.add(cursor)
  }
}
