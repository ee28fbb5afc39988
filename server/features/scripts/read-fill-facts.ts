import { firstToEnd } from '../../domain/benefits.ts'
import { localDateOf } from '../../domain/time.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { mainVehicleFirst } from '../customers/main-vehicle.ts'
import { requireCustomer } from '../customers/policy.ts'
import { readBenefits } from '../customers/read-benefits.ts'
import type { Deps } from '../deps.ts'
import type { FillFacts } from './fill-script.ts'

interface Row {
  name: string
  gender: number
  remark: string | null
  hasVehicle: number
  model: string | null
  plateMask: string | null
  nextServiceOn: string | null
  lastServiceOn: string | null
  code: number | null
  lastVisitOn: string | null
  advisorName: string | null
  storeName: string | null
  fromName: string | null
}

/** What fills a script for one customer, written by the asking person. The same choices as in the panel's statement. */
export async function readFillFacts(deps: Deps, scope: Scope, customerId: string): Promise<FillFacts> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  const nowMs = deps.clock.nowMs()
  const [row, benefits] = await Promise.all([
    readRow(deps, scope, customerId),
    readBenefits(deps.database.sql, { corpId, customerIds: [customerId], today: localDateOf(nowMs) }),
  ])
  const open = (benefits.get(customerId) ?? []).filter(({ state }) => state === 'open')
  return { ...toFacts(row ?? NOTHING, nowMs), benefit: firstToEnd(open) }
}

async function readRow(
  { database: { sql } }: Deps,
  scope: Scope,
  customerId: string,
): Promise<Row | undefined> {
  const [row] = await sql.all<Row>(
    `SELECT COALESCE(c."name", cu."name") AS "name", COALESCE(c."gender", cu."gender") AS "gender", f."remark",
       CASE WHEN v."id" IS NULL THEN 0 ELSE 1 END AS "hasVehicle", v."model", v."plateMask", v."nextServiceOn", v."lastServiceOn",
       r."code", r."lastVisitOn", s."name" AS "advisorName", u."name" AS "storeName",
       (SELECT g."name" FROM "Takeover" t JOIN "Staff" g ON g."corpId" = t."corpId" AND g."id" = t."fromStaffId"
        WHERE t."corpId" = cu."corpId" AND t."customerId" = cu."id" AND t."toStaffId" = ? ORDER BY t."beganAt" DESC LIMIT 1) AS "fromName"
     FROM "Customer" cu
     LEFT JOIN "Contact" c ON c."corpId" = cu."corpId" AND c."customerId" = cu."id"
     LEFT JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid" AND f."staffId" = ?
     LEFT JOIN "Vehicle" v ON v."corpId" = cu."corpId" AND v."customerId" = cu."id"
     LEFT JOIN "Rfm" r ON r."corpId" = cu."corpId" AND r."customerId" = cu."id"
     LEFT JOIN "Staff" s ON s."corpId" = cu."corpId" AND s."id" = ?
     LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
     WHERE cu."corpId" = ? AND cu."id" = ?
     ORDER BY CASE WHEN f."staffId" IS NULL THEN 1 ELSE 0 END, CASE WHEN c."lostAt" IS NULL THEN 0 ELSE 1 END,
       ${mainVehicleFirst('v')}, c."externalUserid"
     LIMIT 1`,
    [scope.staffId, scope.staffId, scope.staffId, scope.corpId, customerId],
  )
  return row
}

function toFacts(row: Row, nowMs: number): Omit<FillFacts, 'benefit'> {
  const { name, gender, remark, model, plateMask, nextServiceOn, lastServiceOn, code, lastVisitOn } = row
  return {
    contact: { name, gender },
    follow: remark === null ? null : { remark },
    vehicle: row.hasVehicle === 1 ? { model, plateMask, nextServiceOn, lastServiceOn } : null,
    tier: code === null || lastVisitOn === null ? null : { code, lastVisitOn },
    advisor: row.advisorName === null ? null : { name: row.advisorName, store: row.storeName },
    takeover: row.fromName === null ? null : { fromName: row.fromName },
    nowMs,
  }
}

const NOTHING: Row = {
  name: '',
  gender: 0,
  remark: null,
  hasVehicle: 0,
  model: null,
  plateMask: null,
  nextServiceOn: null,
  lastServiceOn: null,
  code: null,
  lastVisitOn: null,
  advisorName: null,
  storeName: null,
  fromName: null,
}
