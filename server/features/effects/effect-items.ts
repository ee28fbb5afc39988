import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { EffectAnswer, EffectItem } from '../feature.ts'

const STATES = ['waiting', 'done', 'refused', 'failed', 'unknown'] as const satisfies EffectItem['state'][]

interface Row {
  itemKey: string
  state: string
  errorCode: number | null
  errorText: string | null
  resultJson: string | null
}

/** An effect has as many items as one call to WeCom takes: at most some hundreds. */
export async function readItems(
  sql: SqlTx,
  { corpId, effectId }: { corpId: string; effectId: string },
): Promise<EffectItem[]> {
  const rows = await sql.all<Row>(
    `SELECT "itemKey", "state", "errorCode", "errorText", "resultJson" FROM "EffectItem"
     WHERE "corpId" = ? AND "effectId" = ? ORDER BY "itemKey"`,
    [corpId, effectId],
  )
  return rows.map((row) => ({
    key: row.itemKey,
    state: STATES.find((state) => state === row.state) ?? 'unknown',
    errorCode: row.errorCode,
    errorText: row.errorText,
    ...(row.resultJson === null ? {} : { result: JSON.parse(row.resultJson) as unknown }),
  }))
}

export async function writeItems(
  tx: AnyTx,
  {
    corpId,
    effectId,
    items,
    now,
  }: { corpId: string; effectId: string; items: readonly EffectItem[]; now: Date },
): Promise<void> {
  if (items.length === 0) return
  await bulkUpsert(tx, {
    table: 'EffectItem',
    columns: ['corpId', 'effectId', 'itemKey', 'state', 'errorCode', 'errorText', 'resultJson', 'updatedAt'],
    key: ['corpId', 'effectId', 'itemKey'],
    rows: items.map((item) => ({
      corpId,
      effectId,
      itemKey: item.key,
      state: item.state,
      errorCode: item.errorCode ?? null,
      errorText: item.errorText ?? null,
      resultJson: item.result === undefined ? null : JSON.stringify(item.result),
      updatedAt: now,
    })),
  })
}

/** The earlier items with what the newer ones say of them. */
export function mergeItems(before: readonly EffectItem[], news: readonly EffectItem[]): EffectItem[] {
  return [...new Map([...before, ...news].map((item) => [item.key, item])).values()]
}

/**
 * The state of the whole from ALL of its items: while one waits it is accepted; what nobody knows comes next; it is
 * refused or failed only if nothing succeeded, for a batch does not fail as a whole.
 */
export function answerOfItems(items: readonly EffectItem[]): EffectAnswer {
  const first = (...states: EffectItem['state'][]): EffectItem | undefined =>
    items.find((item) => states.includes(item.state))
  if (first('waiting')) return { state: 'accepted', items }
  const bad = first('unknown') ?? (first('done') ? undefined : first('failed', 'refused'))
  if (!bad || bad.state === 'waiting') return { state: 'done', items }
  return {
    state: bad.state,
    errorCode: bad.errorCode ?? null,
    errorText: bad.errorText ?? 'No item succeeded',
    items,
  }
}
