import { maskText } from '../../domain/masks.ts'
import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'
import type { LeadList, LeadQuery } from './contract.ts'
import { periodOf } from './period.ts'

const PAGE = 50
const ORDERS = `SELECT 1 FROM "Order" o WHERE o."corpId" = l."corpId" AND o."customerId" = k."customerId" AND o."status" = 'done' AND o."kind" <> 'visit' AND o."orderedAt" >= l."addedAt"`
const OF_CHANNEL = `l."codeId" IN (SELECT c."id" FROM "LiveCode" c WHERE c."corpId" = l."corpId" AND c."channelId" = ?
  UNION ALL SELECT a."id" FROM "AcquisitionLink" a WHERE a."corpId" = l."corpId" AND a."channelId" = ?)`
const OF_KIND: Record<LeadQuery['kind'], string> = {
  added: '1 = 1',
  kept: 'f."externalUserid" IS NOT NULL AND f."endedAt" IS NULL AND f."customerLeftAt" IS NULL',
  lost: '(f."endedAt" IS NOT NULL OR f."customerLeftAt" IS NOT NULL)',
  bought: `EXISTS (${ORDERS})`,
}

/** One code, one acquisition link, or all of both that a channel has, ended ones included. */
export type LeadSource = { codeId: string } | { linkId: string } | { channelId: string }

/** The people behind the numbers of a code, a link or a channel. Who may not open a customer reads the first character of the name. */
export async function listLeads(
  deps: Deps,
  scope: Scope,
  { of, query }: { of: LeadSource; query: LeadQuery },
): Promise<LeadList> {
  const { corpId } = scope
  const { sql } = deps.database
  await requireSource(deps, corpId, of)
  const after = readCursor(query.cursor)
  const visible = visibleStaff(scope, 'l."staffId"')
  const sum = (what: string): string => ORDERS.replace('SELECT 1', `SELECT ${what}`)
  const rows = await sql.all<SqlRow>(
    `SELECT l."externalUserid", l."staffId", s."name" AS "staffName", k."name", k."customerId", l."addedAt",
       COALESCE(f."endedAt", f."customerLeftAt") AS "endedAt", CASE WHEN ${visible.sql} THEN 1 ELSE 0 END AS "isVisible",
       (${sum('COUNT(*)')}) AS "orders", (${sum('COALESCE(SUM(o."paidFen" - o."refundedFen"), 0)')}) AS "paidFen"
     FROM "LiveCodeLead" l
     LEFT JOIN "Staff" s ON s."corpId" = l."corpId" AND s."id" = l."staffId"
     LEFT JOIN "Follow" f ON f."corpId" = l."corpId" AND f."staffId" = l."staffId" AND f."externalUserid" = l."externalUserid"
     LEFT JOIN "Contact" k ON k."corpId" = l."corpId" AND k."externalUserid" = l."externalUserid"
     WHERE l."corpId" = ? AND ${'channelId' in of ? OF_CHANNEL : 'l."codeId" = ?'} AND l."addedAt" >= ? AND ${OF_KIND[query.kind]}
       ${after ? 'AND (l."addedAt", l."externalUserid") < (?, ?)' : ''}
     ORDER BY l."addedAt" DESC, l."externalUserid" DESC LIMIT ?`,
    [
      ...visible.params,
      corpId,
      ...sourceParams(of),
      periodOf(deps, query.days).from,
      ...(after ? [new Date(after.at), after.id] : []),
      PAGE + 1,
    ],
  )
  const { items, nextCursor } = cutPage(rows, PAGE, (row) => ({
    at: rowTime(row['addedAt']).toISOString(),
    id: String(row['externalUserid']),
  }))
  return {
    items: items.map((row) => {
      const isVisible = Number(row['isVisible']) === 1
      const name = row['name'] === null ? '' : String(row['name'])
      return {
        externalUserid: String(row['externalUserid']),
        staffId: String(row['staffId']),
        staffName: String(row['staffName'] ?? ''),
        name: isVisible ? name : maskText(name),
        customerId: isVisible && row['customerId'] !== null ? String(row['customerId']) : null,
        addedAt: rowTime(row['addedAt']).toISOString(),
        endedAt: rowTimeOrNull(row['endedAt'])?.toISOString() ?? null,
        orders: Number(row['orders']),
        paidFen: Number(row['paidFen']),
      }
    }),
    nextCursor,
  }
}

function sourceParams(of: LeadSource): string[] {
  if ('channelId' in of) return [of.channelId, of.channelId]
  return ['codeId' in of ? of.codeId : of.linkId]
}

async function requireSource(deps: Deps, corpId: string, of: LeadSource): Promise<void> {
  if ((await countSources(deps, corpId, of)) === 0)
    throw new AppError('not-found', { log: 'no such live code, acquisition link or channel' })
}

function countSources({ database: { db } }: Deps, corpId: string, of: LeadSource): Promise<number> {
  if ('codeId' in of) return db.liveCode.count({ where: { corpId, id: of.codeId } })
  if ('linkId' in of) return db.acquisitionLink.count({ where: { corpId, id: of.linkId } })
  return db.channel.count({ where: { corpId, id: of.channelId } })
}
