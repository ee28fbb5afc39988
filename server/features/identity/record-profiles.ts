import { chooseValue, keptAge, keptBirthday, keptInterests } from '../../domain/identity/portrait.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import { groupBy } from '../../platform/group-by.ts'
import type { Deps } from '../deps.ts'

/** What a source says of one field of a person (domain/identity/portrait.ts names the fields with a meaning). */
export interface ProfileFact {
  customerId: string
  /** From resolvePeople. */
  originId?: string | null
  field: string
  value: string
  source: string
  at: Date
}

const WRITTEN: Readonly<Record<string, (value: string) => string>> = {
  birthday: keptBirthday,
  age: keptAge,
  interests: keptInterests,
}

function keptValue({ field, value }: ProfileFact): string {
  return (WRITTEN[field]?.(value) ?? value).trim().slice(0, 500)
}

interface StoredValue {
  customerId: string
  field: string
  source: string
  value: string
  at: string
  isCurrent: number
}

/**
 * Keeps what sources say, all of it, and marks what the portrait shows. The same fact twice changes nothing. Gives the
 * customers whose portrait is another one now; report 'facts-recorded' or 'customer-changed' for them as fits.
 */
export async function recordProfiles(
  tx: AnyTx,
  _deps: Deps,
  { corpId, facts }: { corpId: string; facts: readonly ProfileFact[] },
): Promise<string[]> {
  const said = facts.filter((fact) => fact.value.trim() !== '')
  if (said.length === 0) return []
  await bulkUpsert(tx, {
    table: 'ProfileValue',
    columns: ['corpId', 'customerId', 'field', 'source', 'at', 'value', 'isCurrent', 'originId'],
    key: ['corpId', 'customerId', 'field', 'source', 'at'],
    update: ['value'],
    onlyIfChanged: ['value'],
    rows: said.map((fact) => ({
      ...fact,
      corpId,
      value: keptValue(fact),
      isCurrent: false,
    })),
  })
  return chooseCurrent(tx, { corpId, customerIds: said.map((fact) => fact.customerId) })
}

/** Marks what is shown of some customers anew. Gives those for whom something changed. */
export async function chooseCurrent(
  tx: AnyTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<string[]> {
  const sql = sqlIn(tx)
  const rows = await sql.all<StoredValue>(
    `SELECT "customerId", "field", "source", "value", "at", "isCurrent" FROM "ProfileValue"
     WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`,
    [corpId, JSON.stringify([...new Set(customerIds)])],
  )
  const changed = new Set<string>()
  for (const own of groupBy(rows, (row) => `${row.customerId} ${row.field}`).values()) {
    const best = chooseValue(own.map((row) => ({ ...row, atMs: new Date(row.at).getTime() })))
    for (const row of own) {
      const isCurrent = best !== null && row.source === best.source && row.at === best.at
      if (isCurrent === (row.isCurrent === 1)) continue
      changed.add(row.customerId)
      await sql.run(
        `UPDATE "ProfileValue" SET "isCurrent" = ? WHERE "corpId" = ? AND "customerId" = ? AND "field" = ?
         AND "source" = ? AND "at" = ?`,
        [isCurrent, corpId, row.customerId, row.field, row.source, new Date(row.at)],
      )
    }
  }
  return [...changed]
}
