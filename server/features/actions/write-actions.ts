import { groupBy } from '../../domain/group-by.ts'
import type { LocalDate } from '../../domain/time.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList, jsonTable } from '../../platform/db/json-sql.ts'

export interface ActionRow {
  customerId: string
  rule: string
  rank: number
  score: number
  scriptId: string | null
  scriptVersion: number | null
  experimentId: string | null
  arm: string | null
  segment: string
  reasonJson: string
  dueOn: LocalDate | null
  factsDigest: string
  chance: number | null
  valueFen: number | null
  /** A flag, as raw rows have it. */
  isMeasured: number
  probability: number | null
}

const COMPARED = [
  'rank',
  'score',
  'scriptId',
  'scriptVersion',
  'experimentId',
  'arm',
  'segment',
  'reasonJson',
  'dueOn',
  'factsDigest',
  'chance',
  'valueFen',
  'isMeasured',
  'probability',
] as const

/** Writes the rows that differ from what is stored; answers whose did. */
export async function writeActions(
  sql: SqlTx,
  input: { corpId: string; customerIds: readonly string[]; rows: ActionRow[]; now: Date },
): Promise<string[]> {
  const { corpId, customerIds, rows, now } = input
  const stored = await sql.all<ActionRow>(
    `SELECT "customerId", "rule", ${COMPARED.map((column) => `"${column}"`).join(', ')} FROM "Action"
     WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`,
    [corpId, JSON.stringify(customerIds)],
  )
  const before = groupBy(stored, (row) => row.customerId)
  const sameAs = (row: ActionRow) => before.get(row.customerId)?.find((old) => old.rule === row.rule)
  const changed = rows.filter((row) => {
    const old = sameAs(row)
    return old === undefined || COMPARED.some((column) => old[column] !== row[column])
  })
  const kept = new Set(rows.map((row) => `${row.customerId} ${row.rule}`))
  const gone = stored.filter((row) => !kept.has(`${row.customerId} ${row.rule}`))
  await removeActions(sql, corpId, gone)
  await bulkUpsert(sql, {
    table: 'Action',
    columns: ['corpId', 'customerId', 'rule', ...COMPARED, 'computedAt'],
    key: ['corpId', 'customerId', 'rule'],
    rows: changed.map(({ isMeasured, ...row }) => ({
      ...row,
      isMeasured: isMeasured === 1,
      corpId,
      computedAt: now,
    })),
  })
  return [...new Set([...changed, ...gone].map((row) => row.customerId))]
}

async function removeActions(sql: SqlTx, corpId: string, gone: readonly ActionRow[]): Promise<void> {
  if (gone.length === 0) return
  const pairs = gone.map((row) => [row.customerId, row.rule])
  await sql.run(
    `DELETE FROM "Action" WHERE "corpId" = ? AND ("customerId", "rule") IN
       (SELECT n."customerId", n."rule" FROM ${jsonTable(sql.dialect, 'n', { customerId: 'text', rule: 'text' })})`,
    [corpId, JSON.stringify(pairs)],
  )
}
