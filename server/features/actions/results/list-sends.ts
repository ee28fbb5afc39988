import type { z } from 'zod'
import { maskText } from '../../../domain/masks.ts'
import { keyset, pageOf } from '../../../platform/db/keyset.ts'
import { rowFlag, rowTime, rowTimeOrNull } from '../../../platform/db/row-values.ts'
import { hasRole, type Scope } from '../../../platform/http/scope.ts'
import { type Condition, visibleStaff } from '../../staff/scope.ts'
import type { Deps } from '../../deps.ts'
import type { armQuery, SendPage, sendQuery } from './contract.ts'
import { sinceOf } from './read-results.ts'

const PAGE = 30

const CONDITIONS: Record<z.infer<typeof sendQuery>['what'], string> = {
  sent: 'TRUE',
  open: 'r."closedAt" IS NULL',
  closed: 'r."closedAt" IS NOT NULL',
  answered: 'r."closedAt" IS NOT NULL AND r."isResponse"',
  replied: 'r."repliedAt" IS NOT NULL',
  opened: 'r."openedAt" IS NOT NULL',
  visited: 'r."visitedOn" IS NOT NULL',
  bought: 'r."boughtOn" IS NOT NULL',
}

interface Row {
  id: string
  name: string
  customerId: string
  staffName: string | null
  isMine: number
  sentAt: string
  isEdited: number
  closedAt: string | null
  repliedAt: string | null
  openedAt: string | null
  visitedOn: string | null
  boughtOn: string | null
  boughtFen: number | null
}

/** The messages behind a number. Running scripts gives no right to customers: names of others' customers are masked. */
export async function listSends(
  deps: Deps,
  scope: Scope,
  { scriptId, days, rule, segment, what, cursor }: z.infer<typeof sendQuery> & { scriptId: string },
): Promise<SendPage> {
  const ofScript = {
    sql: `r."scriptId" = ? AND r."sentAt" >= ? AND r."rule" = ? ${segment === undefined ? '' : 'AND r."segment" = ?'}`,
    params: [scriptId, sinceOf(deps, days), rule, ...(segment === undefined ? [] : [segment])],
  }
  return pageOfSends(deps, scope, { which: ofScript, what, cursor })
}

/** The messages of one arm of a comparison. */
export function listArmSends(
  deps: Deps,
  scope: Scope,
  { id, arm, what, cursor }: z.infer<typeof armQuery> & { id: string },
): Promise<SendPage> {
  const ofArm = { sql: 'r."experimentId" = ? AND r."arm" = ?', params: [id, arm] }
  return pageOfSends(deps, scope, { which: ofArm, what, cursor })
}

async function pageOfSends(
  deps: Deps,
  scope: Scope,
  input: { which: Condition; what: keyof typeof CONDITIONS; cursor: string | undefined },
): Promise<SendPage> {
  const { which, what, cursor } = input
  const paging = keyset({ by: ['r."sentAt"', 'r."id"'], direction: 'desc', cursor, limit: PAGE })
  const mine = visibleStaff(scope, 'f."staffId"')
  const isAdmin = hasRole(scope, 'admin')
  const rows = await deps.database.sql.all<Row>(
    `SELECT r."id", cu."name", r."customerId", s."name" AS "staffName", r."sentAt", r."isEdited", r."closedAt", r."repliedAt",
       r."openedAt", r."visitedOn", r."boughtOn", r."boughtFen",
       CASE WHEN EXISTS (SELECT 1 FROM "Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
         WHERE c."corpId" = r."corpId" AND c."customerId" = r."customerId" AND ${mine.sql}) THEN 1 ELSE 0 END AS "isMine"
     FROM "ActionResult" r JOIN "Customer" cu ON cu."corpId" = r."corpId" AND cu."id" = r."customerId"
     LEFT JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId"
     WHERE r."corpId" = ? AND ${which.sql} AND ${CONDITIONS[what]} AND ${paging.where} ORDER BY ${paging.orderBy} LIMIT ${paging.take}`,
    [...mine.params, scope.corpId, ...which.params, ...paging.params],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['sentAt', 'id'], limit: PAGE })
  const iso = (time: string | null): string | null => rowTimeOrNull(time)?.toISOString() ?? null
  return {
    nextCursor,
    items: items.map((row) => ({
      id: row.id,
      customerName: isAdmin || row.isMine === 1 ? row.name : maskText(row.name),
      customerId: isAdmin || row.isMine === 1 ? row.customerId : null,
      staffName: row.staffName ?? '',
      sentAt: rowTime(row.sentAt).toISOString(),
      isEdited: rowFlag(row.isEdited),
      isClosed: row.closedAt !== null,
      repliedAt: iso(row.repliedAt),
      openedAt: iso(row.openedAt),
      visitedOn: row.visitedOn,
      boughtOn: row.boughtOn,
      boughtFen: row.boughtFen,
    })),
  }
}
