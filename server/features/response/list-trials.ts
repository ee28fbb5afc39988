import type { z } from 'zod'
import { maskText } from '../../domain/masks.ts'
import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { rowFlag, rowTime } from '../../platform/db/row-values.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'
import type { TrialPage, trialQuery } from './contract.ts'

const PAGE = 30

interface Row {
  place: number
  chance: number
  isAnswered: number
  customerId: string | null
  customerName: string | null
  staffName: string | null
  rule: string | null
  at: string | null
  isMine: number
}

/**
 * The messages a model was tried on, the likeliest first: what stands behind its figures. Judging a model gives no right
 * to customers: names of others' customers are masked.
 */
export async function listTrials(
  deps: Deps,
  scope: Scope,
  { version, part, what, cursor }: z.infer<typeof trialQuery> & { version: string },
): Promise<TrialPage> {
  const paging = keyset({ by: ['t."place"'], direction: 'asc', cursor, limit: PAGE })
  const mine = visibleStaff(scope, 'f."staffId"')
  const rows = await deps.database.sql.all<Row>(
    `SELECT t."place", t."chance", t."isAnswered", o."customerId", cu."name" AS "customerName", s."name" AS "staffName",
       o."rule", o."at", CASE WHEN EXISTS (SELECT 1 FROM "Contact" c JOIN "Follow" f
         ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
         WHERE c."corpId" = o."corpId" AND c."customerId" = o."customerId" AND ${mine.sql}) THEN 1 ELSE 0 END AS "isMine"
     FROM "ResponseTrial" t LEFT JOIN "ActionOutcome" o ON o."corpId" = t."corpId" AND o."id" = t."outcomeId"
     LEFT JOIN "Customer" cu ON cu."corpId" = o."corpId" AND cu."id" = o."customerId"
     LEFT JOIN "Staff" s ON s."corpId" = o."corpId" AND s."id" = o."staffId"
     WHERE t."corpId" = ? AND t."version" = ? AND ${partOf(part)} AND ${what === 'answered' ? 't."isAnswered"' : 'TRUE'}
       AND ${paging.where} ORDER BY ${paging.orderBy} LIMIT ${paging.take}`,
    [...mine.params, scope.corpId, version, ...paging.params],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['place'], limit: PAGE })
  return {
    nextCursor,
    items: items.map((row) => ({
      place: Number(row.place),
      chance: Number(row.chance),
      isAnswered: rowFlag(row.isAnswered),
      message: messageOf(row, hasRole(scope, 'admin') || Number(row.isMine) === 1),
    })),
  }
}

/** The upper fifth are the two upper groups. */
function partOf(part: z.infer<typeof trialQuery>['part']): string {
  if (part === 'all') return 'TRUE'
  return part === 'top' ? 't."bin" >= 9' : `t."bin" = ${Number(part)}`
}

function messageOf(row: Row, isSeen: boolean): TrialPage['items'][number]['message'] {
  const { customerId, at } = row
  if (customerId === null || at === null) return null
  const name = row.customerName ?? ''
  return {
    customerName: isSeen ? name : maskText(name),
    customerId: isSeen ? customerId : null,
    staffName: row.staffName ?? '',
    rule: row.rule ?? '',
    sentAt: rowTime(at).toISOString(),
  }
}
