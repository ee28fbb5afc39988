import { inTextList } from '../../../platform/db/json-sql.ts'
import { groupBy } from '../../../platform/group-by.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { visibleStaff } from '../../staff/scope.ts'
import type { ReviewSide } from '../contract.ts'

/** What a person compares of some customers, in a few set-based reads. Remarks are their author's. */
export async function readSides(
  { database: { sql } }: Deps,
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, ReviewSide>> {
  const params = [scope.corpId, JSON.stringify([...new Set(ids)])]
  const of = (column: string) => inTextList(sql.dialect, column)
  const visible = visibleStaff(scope, 'f."staffId"')
  const [people, contacts, follows, cars, values, orders] = await Promise.all([
    sql.all<Person>(
      `SELECT "id", "name", "gender", "phoneMask", "memberNo", "createdAt" FROM "Customer" WHERE "corpId" = ? AND ${of('"id"')}`,
      params,
    ),
    sql.all<ContactRow>(
      `SELECT "customerId", "name", CASE WHEN "unionid" IS NULL THEN 0 ELSE 1 END AS "hasUnionid", "lostAt" FROM "Contact"
       WHERE "corpId" = ? AND ${of('"customerId"')} ORDER BY "firstSeenAt"`,
      params,
    ),
    sql.all<FollowRow>(
      `SELECT c."customerId", f."remark", s."name" AS "staffName" FROM "Contact" c
       JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid" AND f."endedAt" IS NULL
       JOIN "Staff" s ON s."corpId" = f."corpId" AND s."id" = f."staffId"
       WHERE c."corpId" = ? AND ${of('c."customerId"')} AND ${visible.sql} ORDER BY f."followedAt"`,
      [...params, ...visible.params],
    ),
    sql.all<CarRow>(
      `SELECT "customerId", "model", "plateMask" FROM "Vehicle" WHERE "corpId" = ? AND ${of('"customerId"')} ORDER BY "id"`,
      params,
    ),
    sql.all<ValueRow>(
      `SELECT "customerId", "field", "value" FROM "ProfileValue" WHERE "corpId" = ? AND "isCurrent" AND ${of('"customerId"')}`,
      params,
    ),
    sql.all<OrderRow>(
      `SELECT "customerId", COUNT(*) AS "n", MAX("orderedOn") AS "lastOn" FROM "Order"
       WHERE "corpId" = ? AND "status" = 'done' AND ${of('"customerId"')} GROUP BY "customerId"`,
      params,
    ),
  ])
  const byPerson = <T extends { customerId: string }>(rows: readonly T[]) => {
    const groups = groupBy(rows, (row) => row.customerId)
    return (id: string): T[] => groups.get(id) ?? []
  }
  const [contactsOf, followsOf, carsOf] = [byPerson(contacts), byPerson(follows), byPerson(cars)]
  const [valuesOf, ordersOf] = [byPerson(values), byPerson(orders)]
  return new Map(
    people.map((person) => {
      const { id, createdAt, ...rest } = person
      const [bought] = ordersOf(id)
      return [
        id,
        {
          id,
          ...rest,
          bornAt: new Date(createdAt).toISOString(),
          contacts: contactsOf(id).map(({ name, hasUnionid, lostAt }) => {
            return { name, hasUnionid: Number(hasUnionid) === 1, lostAt }
          }),
          remarks: [...new Set(followsOf(id).map((row) => row.remark))].filter((text) => text !== ''),
          staff: [...new Set(followsOf(id).map((row) => row.staffName))],
          vehicles: carsOf(id).map(({ model, plateMask }) => ({ model, plateMask })),
          profile: Object.fromEntries(valuesOf(id).map((row) => [row.field, row.value])),
          orderCount: Number(bought?.n ?? 0),
          lastOrderOn: bought?.lastOn ?? null,
        },
      ]
    }),
  )
}

interface Person {
  id: string
  name: string
  gender: number
  phoneMask: string | null
  memberNo: string | null
  createdAt: string
}
interface ContactRow {
  customerId: string
  name: string
  hasUnionid: number
  lostAt: string | null
}
interface FollowRow {
  customerId: string
  remark: string
  staffName: string
}
interface CarRow {
  customerId: string
  model: string | null
  plateMask: string | null
}
interface ValueRow {
  customerId: string
  field: string
  value: string
}
interface OrderRow {
  customerId: string
  n: number
  lastOn: string | null
}
