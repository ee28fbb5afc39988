import { effectScope, nextTick, ref } from 'vue'
import { afterEach, describe, expect, it } from 'vitest'
import { Problem } from '../../../sidebar/api/problem.ts'
import { usePages, type Page, type Pages } from '../../../sidebar/console/use-pages.ts'
import { forgetLoads } from '../../../sidebar/ui/use-load.ts'

const scope = effectScope()
afterEach(forgetLoads)

const settle = async (): Promise<void> => {
  await nextTick()
  await new Promise((resolve) => setTimeout(resolve))
}

/** A list of seven rows in pages of three; the first page counts. */
function list(asked: (string | undefined)[]): (cursor: string | undefined) => Promise<Page<number>> {
  return async (cursor) => {
    asked.push(cursor)
    const from = Number(cursor ?? 1)
    const items = [from, from + 1, from + 2].filter((n) => n <= 7)
    return {
      items,
      nextCursor: from + 3 <= 7 ? String(from + 3) : null,
      total: cursor === undefined ? 7 : null,
    }
  }
}

function open(
  key: () => string | null,
  read: (cursor: string | undefined) => Promise<Page<number>>,
): Pages<number> {
  const pages = scope.run(() => usePages<number>(key, read))
  if (!pages) throw new Error('no scope')
  return pages
}

describe('walking a list by its cursors', () => {
  it('goes forward to the end and back to the front, and keeps the count of the first page', async () => {
    const asked: (string | undefined)[] = []
    const pages = open(() => 'walk', list(asked))
    await settle()
    expect([pages.items.value, pages.from.value, pages.hasPrevious.value]).toEqual([[1, 2, 3], 1, false])
    pages.next()
    await settle()
    expect([pages.items.value, pages.from.value, pages.total.value]).toEqual([[4, 5, 6], 4, 7])
    pages.next()
    await settle()
    expect([pages.items.value, pages.from.value, pages.hasNext.value]).toEqual([[7], 7, false])
    pages.next()
    await settle()
    expect(pages.items.value).toEqual([7])
    pages.previous()
    await settle()
    expect([pages.items.value, pages.from.value]).toEqual([[4, 5, 6], 4])
    expect(asked.slice(0, 3)).toEqual([undefined, '4', '7'])
  })

  it('starts at the front again when the filters change', async () => {
    const asked: (string | undefined)[] = []
    const key = ref('a')
    const pages = open(() => key.value, list(asked))
    await settle()
    pages.next()
    await settle()
    key.value = 'b'
    await settle()
    expect([pages.from.value, pages.hasPrevious.value, asked.at(-1)]).toEqual([1, false, undefined])
  })

  it('shows a failed page as a failure, never as an empty list', async () => {
    const pages = open(
      () => 'broken',
      () => Promise.reject(new Problem('internal', { requestId: 'r-1' })),
    )
    await settle()
    expect(pages.state.value).toMatchObject({ face: 'error', problem: { requestId: 'r-1' } })
  })
})
