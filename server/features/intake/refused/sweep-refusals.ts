import { inTextList } from '../../../platform/db/json-sql.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'

const DAY_MS = 86_400_000
const CHUNK = 500

/** Refused items that nobody mended in time go, whosever they are: by age also what no key leads to. */
export async function sweepRefusals(deps: Deps, corpId: string): Promise<void> {
  const before = new Date(deps.clock.nowMs() - deps.defaults.refusedKeptDays * DAY_MS)
  for (let gone = CHUNK; gone === CHUNK;)
    gone = await deps.database.sql.transaction((tx) => sweepSome(tx, { corpId, before }))
}

async function sweepSome(tx: SqlTx, { corpId, before }: { corpId: string; before: Date }): Promise<number> {
  const old = await tx.all<{ id: string }>(
    // Ids begin with their time: the oldest stand first.
    `SELECT "id" FROM (SELECT "id", "at" FROM "IntakeRefusal" WHERE "corpId" = ? ORDER BY "id" LIMIT ${CHUNK}) r
     WHERE r."at" < ?`,
    [corpId, before],
  )
  const ids = JSON.stringify(old.map((row) => row.id))
  await tx.run(
    `DELETE FROM "IntakeRefusalKey" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"refusalId"')}`,
    [corpId, ids],
  )
  await tx.run(`DELETE FROM "IntakeRefusal" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"id"')}`, [
    corpId,
    ids,
  ])
  return old.length
}
