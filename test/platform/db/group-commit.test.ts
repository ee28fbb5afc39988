import { expect, it } from 'vitest'
import { bulkUpsert } from '../../../server/platform/db/bulk-upsert.ts'
import { createGroupCommit } from '../../../server/platform/db/group-commit.ts'
import { isWorthRepeating } from '../../../server/platform/db/database-error.ts'
import { withRetryOnBusy } from '../../../server/platform/db/retry.ts'
import { systemClock } from '../../../server/platform/clock.ts'
import { eachDialect, type TestDatabase } from '../../support/database.ts'

function inboxOn({ sql }: TestDatabase, groups: number[], maxItems = 500) {
  return createGroupCommit<string, string>({
    sql,
    maxItems,
    async write(tx, items) {
      groups.push(items.length)
      if (items.includes('bad')) throw new Error('bad item')
      const rows = items.map((key) => ({ corpId: 'c', key, valueJson: '1', updatedAt: new Date(0) }))
      await bulkUpsert(tx, {
        table: 'Setting',
        columns: ['corpId', 'key', 'valueJson', 'updatedAt'],
        key: ['corpId', 'key'],
        rows,
      })
      return items.map((item) => `kept ${item}`)
    },
  })
}

eachDialect('A group commit', ({ open }) => {
  it('writes what one turn brings in one transaction, and answers when it is there for everybody', async () => {
    const database = await open()
    const groups: number[] = []
    const inbox = inboxOn(database, groups)
    const answers = await Promise.all(
      ['a', 'b', 'c'].map(async (item) => {
        const answer = await inbox.add(item)
        return [answer, await database.db.setting.count()]
      }),
    )
    expect(answers).toEqual([
      ['kept a', 3],
      ['kept b', 3],
      ['kept c', 3],
    ])
    expect(groups).toEqual([3])
  })

  it('collects what comes while the disk is busy into the next group, within its size', async () => {
    const database = await open()
    const groups: number[] = []
    const inbox = inboxOn(database, groups, 10)
    const first = inbox.add('first')
    await new Promise((next) => setImmediate(next))
    await Promise.all([first, ...Array.from({ length: 25 }, (_, n) => inbox.add(String(n)))])
    expect(groups).toEqual([1, 10, 10, 5])
    expect(await database.db.setting.count()).toBe(26)
  })

  it('lets one bad item fail alone', async () => {
    const database = await open()
    const inbox = inboxOn(database, [])
    const results = await Promise.allSettled(['a', 'bad', 'b'].map((item) => inbox.add(item)))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    await inbox.settled()
    expect(await database.db.setting.count()).toBe(2)
  })
})

it('repeats a transaction that met a busy database, but not one that is wrong', async () => {
  let tries = 0
  const busy = Object.assign(new Error('deadlock'), { code: 'P2034' })
  const act = () =>
    withRetryOnBusy(
      systemClock,
      async () => {
        tries += 1
        if (tries < 3) throw busy
        return tries
      },
      { waitMs: 1 },
    )
  expect(await act()).toBe(3)
  await expect(
    withRetryOnBusy(systemClock, () => Promise.reject(busy), { attempts: 2, waitMs: 1 }),
  ).rejects.toBe(busy)
  const wrong = new Error('wrong')
  expect(isWorthRepeating(wrong)).toBe(false)
  await expect(withRetryOnBusy(systemClock, () => Promise.reject(wrong))).rejects.toBe(wrong)
})
