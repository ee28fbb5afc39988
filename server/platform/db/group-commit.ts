import { isRefusingWrites } from './database-error.ts'
import type { Sql, SqlTx } from './sql.ts'

export interface GroupCommit<Item, Result> {
  /** Resolves when the item is durable. */
  add(item: Item): Promise<Result>
  /** Everything added so far is durable or has failed. */
  settled(): Promise<void>
}

interface Waiting<Item, Result> {
  item: Item
  done(result: Result): void
  fail(error: unknown): void
}

/**
 * Collects what one turn of the event loop (or the time of one commit) brings and writes it in one transaction: the
 * disk is forced once for all of them, which makes the durable write cheaper than single ones that are not.
 * `write` gives one result for each item, in order. If a group fails, each item is tried by itself, unless the database
 * takes no writes at all: waiting for it once for each would be minutes.
 */
export function createGroupCommit<Item, Result>({
  sql,
  write,
  maxItems = 500,
  gatherMs,
}: {
  sql: Sql
  write(tx: SqlTx, items: Item[]): Promise<Result[]>
  maxItems?: number
  /** Waits this long for company before it writes; for what nobody waits for. */
  gatherMs?: number
}): GroupCommit<Item, Result> {
  let waiting: Waiting<Item, Result>[] = []
  let running: Promise<void> | null = null

  async function writeGroups(): Promise<void> {
    // let the turn end: what it still adds belongs to this group
    await new Promise((next) => (gatherMs === undefined ? setImmediate(next) : setTimeout(next, gatherMs)))
    while (waiting.length > 0) {
      const group = waiting.slice(0, maxItems)
      waiting = waiting.slice(maxItems)
      await writeGroup(group)
    }
    running = null
  }

  async function writeGroup(group: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await sql.transaction((tx) =>
        write(
          tx,
          group.map(({ item }) => item),
        ),
      )
      group.forEach((entry, n) => settle(entry, results, n))
    } catch (error) {
      const [only] = group
      if (group.length === 1 && only) return only.fail(error)
      if (isRefusingWrites(error)) return group.forEach((entry) => entry.fail(error))
      for (const entry of group) await writeGroup([entry])
    }
  }

  return {
    add: (item) =>
      new Promise((done, fail) => {
        waiting.push({ item, done, fail })
        running ??= writeGroups()
      }),
    async settled() {
      while (running) await running
    },
  }
}

function settle<Item, Result>(entry: Waiting<Item, Result>, results: Result[], n: number): void {
  if (n in results) entry.done(results[n] as Result)
  else entry.fail(new Error('A group write gave fewer results than items'))
}
