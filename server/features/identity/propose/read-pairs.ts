import type { SqlTx } from '../../../platform/db/index.ts'

export interface Pair {
  a: string
  b: string
}

/** A value of more people than this (a common name, a default birthday) tells nothing and would cost its square. */
const LARGEST_BLOCK = 40
/** Of one slice of customers; nobody is asked about more. */
const MOST_PAIRS = 5000
const FIELDS = `('name', 'birthday', 'address')`

/** Pairs of living records that share a name, a birthday, an address or a car, the earlier one within the slice. */
export async function readPairs(
  sql: SqlTx,
  { corpId, after, upTo }: { corpId: string; after: string; upTo: string },
): Promise<Pair[]> {
  const slice = `a."corpId" = ? AND a."id" > ? AND a."id" <= ? AND a."mergedInto" IS NULL`
  const ask = (text: string, params: string[]): Promise<Pair[]> =>
    sql.all<Pair>(`${text} ORDER BY 1, 2 LIMIT ${MOST_PAIRS}`, params)
  const own = [corpId, after, upTo]
  const found = [
    await ask(
      `SELECT DISTINCT a."id" AS "a", b."id" AS "b" FROM "Customer" a JOIN "Customer" b ON b."corpId" = a."corpId" AND b."name" = a."name"
         AND b."id" > a."id" AND b."mergedInto" IS NULL
       WHERE ${slice} AND LENGTH(a."name") > 1
         AND (SELECT COUNT(*) FROM "Customer" n WHERE n."corpId" = a."corpId" AND n."name" = a."name") <= ${LARGEST_BLOCK}`,
      own,
    ),
    await ask(
      `SELECT DISTINCT a."id" AS "a", b."id" AS "b" FROM "Customer" a
       JOIN "ProfileValue" va ON va."corpId" = a."corpId" AND va."customerId" = a."id" AND va."isCurrent" AND va."field" IN ${FIELDS}
       JOIN "ProfileValue" vb ON vb."corpId" = va."corpId" AND vb."field" = va."field" AND vb."isCurrent" AND vb."value" = va."value"
       JOIN "Customer" b ON b."corpId" = vb."corpId" AND b."id" = vb."customerId" AND b."id" > a."id" AND b."mergedInto" IS NULL
       WHERE ${slice} AND (SELECT COUNT(*) FROM "ProfileValue" n WHERE n."corpId" = va."corpId" AND n."field" = va."field"
         AND n."isCurrent" AND n."value" = va."value") <= ${LARGEST_BLOCK}`,
      own,
    ),
    await ask(
      `SELECT DISTINCT a."id" AS "a", b."id" AS "b" FROM "Customer" a
       JOIN "VehicleOwner" oa ON oa."corpId" = a."corpId" AND oa."customerId" = a."id"
       JOIN "VehicleOwner" ob ON ob."corpId" = oa."corpId" AND ob."vehicleId" = oa."vehicleId"
       JOIN "Customer" b ON b."corpId" = ob."corpId" AND b."id" = ob."customerId" AND b."id" > a."id" AND b."mergedInto" IS NULL
       WHERE ${slice}`,
      own,
    ),
  ]
  return [...new Map(found.flat().map((pair) => [`${pair.a} ${pair.b}`, pair])).values()]
}
