import type { SqlTx } from '../../platform/db/index.ts'
import { jsonTable } from '../../platform/db/json-sql.ts'

/** A list that stood on somebody's screen. */
export interface ShownList {
  corpId: string
  staffId: string
  customerId: string
  situation: string
  at: Date
}

/**
 * Keeps what was weighed for the lists that were shown, once for each person and situation. A list that has changed
 * since is left out: what it was is not known any more.
 */
export async function logShown(tx: SqlTx, shown: readonly ShownList[]): Promise<void> {
  if (shown.length === 0) return
  const columns = {
    corpId: 'text',
    staffId: 'text',
    customerId: 'text',
    situation: 'text',
    at: 'timestamp',
  } as const
  const rows = shown.map(({ corpId, staffId, customerId, situation, at }) => [
    corpId,
    staffId,
    customerId,
    situation,
    at.toISOString().replace('Z', '+00:00'),
  ])
  await tx.run(
    `INSERT INTO "ShownList" ("corpId", "customerId", "staffId", "situation", "candidatesJson", "versionsJson", "chosenRule",
       "chosenScriptId", "probability", "at")
     SELECT l."corpId", l."customerId", n."staffId", l."situation", l."candidatesJson", l."versionsJson", l."chosenRule",
       l."chosenScriptId", l."probability", n."at"
     FROM ${jsonTable(tx.dialect, 'n', columns)}
     JOIN "ActionList" l ON l."corpId" = n."corpId" AND l."customerId" = n."customerId" AND l."situation" = n."situation"
     WHERE TRUE ON CONFLICT ("corpId", "customerId", "staffId", "situation") DO NOTHING`,
    [JSON.stringify(rows)],
  )
}
