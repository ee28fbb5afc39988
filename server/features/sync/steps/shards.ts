import { z } from 'zod'
import { bulkUpsert } from '../../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { StepName } from '../contract.ts'
import type { Run } from '../run.ts'

const input = z.object({
  userids: z.array(z.string()),
  /** A row of this shard could not be read at all: nobody of these members may be taken for gone. */
  isDoubtful: z.boolean().default(false),
})

/** A part of a step that pages by itself and can be taken up again. */
export interface Shard {
  shard: number
  state: 'open' | 'done' | 'failed'
  userids: string[]
  isDoubtful: boolean
  cursor: string | null
}

export async function readShards(run: Run, step: StepName): Promise<Shard[]> {
  const rows = await run.deps.database.sql.all<{
    shard: number
    state: Shard['state']
    inputJson: string
    cursor: string | null
  }>(
    `SELECT "shard", "state", "inputJson", "cursor" FROM "SyncCursor" WHERE "corpId" = ? AND "runId" = ? AND "step" = ? ORDER BY "shard"`,
    [run.corpId, run.runId, step],
  )
  return rows.map(({ inputJson, ...row }) => ({ ...row, ...input.parse(JSON.parse(inputJson)) }))
}

export async function saveShards(
  tx: SqlTx,
  run: Run,
  { step, shards }: { step: StepName; shards: Shard[] },
): Promise<void> {
  await bulkUpsert(tx, {
    table: 'SyncCursor',
    columns: ['corpId', 'runId', 'step', 'shard', 'state', 'inputJson', 'cursor', 'pages'],
    key: ['corpId', 'runId', 'step', 'shard'],
    update: ['state', 'inputJson', 'cursor'],
    rows: shards.map(({ shard, state, userids, isDoubtful, cursor }) => ({
      corpId: run.corpId,
      runId: run.runId,
      step,
      shard,
      state,
      inputJson: JSON.stringify({ userids, isDoubtful }),
      cursor,
      pages: 0,
    })),
  })
}

/** Where the shard stands after a page; in the page's own transaction. */
export async function savePlace(
  tx: SqlTx,
  run: Run,
  { step, shard }: { step: StepName; shard: Shard },
): Promise<void> {
  await tx.run(
    `UPDATE "SyncCursor" SET "cursor" = ?, "state" = ?, "inputJson" = ?, "pages" = "pages" + 1
     WHERE "corpId" = ? AND "runId" = ? AND "step" = ? AND "shard" = ?`,
    [
      shard.cursor,
      shard.state,
      JSON.stringify({ userids: shard.userids, isDoubtful: shard.isDoubtful }),
      run.corpId,
      run.runId,
      step,
      shard.shard,
    ],
  )
}

/** Marks of this generation. Rows that did not change are marked without being touched. */
export async function markSeen(
  tx: SqlTx,
  run: Pick<Run, 'corpId' | 'runId'>,
  { step, keys }: { step: string; keys: readonly string[] },
): Promise<void> {
  if (keys.length === 0) return
  const rows =
    tx.dialect === 'sqlite' ? `value FROM json_each(?) WHERE true` : `json_array_elements_text(?::json)`
  await tx.run(
    `INSERT INTO "SyncSeen" ("corpId", "runId", "step", "key") SELECT ?, ?, ?, ${rows} ON CONFLICT DO NOTHING`,
    [run.corpId, run.runId, step, JSON.stringify(keys)],
  )
}

/**
 * Members in groups of at most 100, as WeCom takes them. More groups read faster but each ends with a part of a page:
 * the extra calls stay under 1.5 % of what the pass needs anyway.
 */
export function cutShards(userids: readonly string[], { knownRows }: { knownRows: number }): string[][] {
  const fewest = Math.ceil(userids.length / 100)
  const pages = Math.max(knownRows / 100, userids.length)
  const wanted = userids.length <= 100 && knownRows === 0 ? fewest : fewest + Math.floor(pages * 0.015)
  const count = Math.max(fewest, Math.min(wanted, 10))
  const size = Math.ceil(userids.length / Math.max(1, count))
  return Array.from({ length: Math.ceil(userids.length / Math.max(1, size)) }, (_, n) =>
    userids.slice(n * size, (n + 1) * size),
  )
}
