import { groupBy } from '../../domain/group-by.ts'
import { ownerSpans } from '../../domain/identity/owner-spans.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'

interface Row {
  vehicleId: string
  customerId: string
  on: string
}

/** Follows from who came with some cars who had them when. Owners that somebody told us of stay beside these. */
export async function refreshOwners(
  tx: AnyTx,
  { corpId, plates, now }: { corpId: string; plates: ReadonlySet<string>; now: Date },
): Promise<void> {
  if (plates.size === 0) return
  const sql = sqlIn(tx)
  const list = JSON.stringify([...plates])
  const came = await sql.all<Row>(
    `SELECT v."id" AS "vehicleId", o."customerId", o."orderedOn" AS "on" FROM "Vehicle" v
     JOIN "Order" o ON o."corpId" = v."corpId" AND o."plateHash" = v."plateHash" AND o."status" = 'done'
       AND o."customerId" IS NOT NULL AND o."linkedBy" <> 'plate'
     WHERE v."corpId" = ? AND ${inTextList(sql.dialect, 'v."plateHash"')}`,
    [corpId, list],
  )
  const told = await sql.all<Row>(
    `SELECT v."id" AS "vehicleId", o."customerId", o."fromOn" AS "on" FROM "Vehicle" v
     JOIN "VehicleOwner" o ON o."corpId" = v."corpId" AND o."vehicleId" = v."id" AND o."source" <> 'order'
     WHERE v."corpId" = ? AND ${inTextList(sql.dialect, 'v."plateHash"')}`,
    [corpId, list],
  )
  const isTold = new Set(told.map((row) => `${row.vehicleId} ${row.customerId}`))
  const spans = [...groupBy([...came, ...told], (row) => row.vehicleId)].flatMap(([vehicleId, rows]) =>
    ownerSpans(rows)
      .filter((span) => !isTold.has(`${vehicleId} ${span.customerId}`))
      .map((span) => ({ corpId, vehicleId, ...span, source: 'order', updatedAt: now })),
  )
  await dropOthers(tx, { corpId, list, keep: spans })
  await bulkUpsert(tx, {
    table: 'VehicleOwner',
    columns: ['corpId', 'vehicleId', 'customerId', 'fromOn', 'toOn', 'source', 'updatedAt'],
    key: ['corpId', 'vehicleId', 'customerId', 'fromOn'],
    onlyIfChanged: ['toOn'],
    rows: spans,
  })
}

async function dropOthers(
  tx: AnyTx,
  input: { corpId: string; list: string; keep: { vehicleId: string; customerId: string; fromOn: string }[] },
): Promise<void> {
  const sql = sqlIn(tx)
  const keep = input.keep.map((span) => `${span.vehicleId} ${span.customerId} ${span.fromOn}`)
  await sql.run(
    `DELETE FROM "VehicleOwner" WHERE "corpId" = ? AND "source" = 'order' AND "vehicleId" IN
       (SELECT v."id" FROM "Vehicle" v WHERE v."corpId" = ? AND ${inTextList(sql.dialect, 'v."plateHash"')})
     AND NOT (${inTextList(sql.dialect, `"vehicleId" || ' ' || "customerId" || ' ' || "fromOn"`)})`,
    [input.corpId, input.corpId, input.list, JSON.stringify(keep)],
  )
}
