import type { z } from 'zod'
import { type ActionRule, isActionRule } from '../../../domain/actions.ts'
import { MEASURED_FROM } from '../../../domain/rank-actions.ts'
import { rateInterval } from '../../../domain/rate-interval.ts'
import { toTierCode } from '../../../domain/tiers.ts'
import type { SqlParam } from '../../../platform/db/index.ts'
import { keyset, pageOf } from '../../../platform/db/keyset.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import type { ResultPage, resultQuery, ScriptResult, segmentQuery, SegmentResult } from './contract.ts'

const PAGE = 30
const DAY_MS = 86_400_000

/** SQL of the counts over rows of ActionResult named r. */
const COUNTS = `COUNT(*) AS "sent",
  SUM(CASE WHEN r."closedAt" IS NULL THEN 1 ELSE 0 END) AS "open",
  SUM(CASE WHEN r."closedAt" IS NOT NULL THEN 1 ELSE 0 END) AS "closed",
  SUM(CASE WHEN r."repliedAt" IS NOT NULL THEN 1 ELSE 0 END) AS "replied",
  SUM(CASE WHEN r."openedAt" IS NOT NULL THEN 1 ELSE 0 END) AS "opened",
  SUM(CASE WHEN r."visitedOn" IS NOT NULL THEN 1 ELSE 0 END) AS "visited",
  SUM(CASE WHEN r."boughtOn" IS NOT NULL THEN 1 ELSE 0 END) AS "bought",
  COALESCE(SUM(r."boughtFen"), 0) AS "boughtFen",
  SUM(CASE WHEN r."closedAt" IS NOT NULL AND r."isResponse" THEN 1 ELSE 0 END) AS "answered"`

type CountRow = Record<
  'sent' | 'open' | 'closed' | 'replied' | 'opened' | 'visited' | 'bought' | 'boughtFen' | 'answered',
  number
>

export function sinceOf(deps: Deps, days: number): Date {
  return new Date(deps.clock.nowMs() - days * DAY_MS)
}

/** How each script did, by the proposal it served. */
export async function readResults(
  deps: Deps,
  { corpId }: Scope,
  { days, scene, cursor }: z.infer<typeof resultQuery>,
): Promise<ResultPage> {
  const paging = keyset({ by: ['r."scriptId"', 'r."rule"'], direction: 'desc', cursor, limit: PAGE })
  const params: SqlParam[] = [corpId, sinceOf(deps, days), ...(scene === undefined ? [] : [scene])]
  const rows = await deps.database.sql.all<
    CountRow & { scriptId: string; rule: string; title: string | null }
  >(
    `SELECT r."scriptId", r."rule", ${COUNTS},
       (SELECT s."title" FROM "Script" s WHERE s."corpId" = r."corpId" AND s."id" = r."scriptId") AS "title"
     FROM "ActionResult" r WHERE r."corpId" = ? AND r."sentAt" >= ? ${scene === undefined ? '' : 'AND r."rule" = ?'}
       AND ${paging.where}
     GROUP BY r."corpId", r."scriptId", r."rule" ORDER BY ${paging.orderBy} LIMIT ${paging.take}`,
    [...params, ...paging.params],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['scriptId', 'rule'], limit: PAGE })
  const titles = await readOldTitles(deps, corpId, items)
  return {
    nextCursor,
    enough: MEASURED_FROM,
    items: items.map(({ scriptId, rule, title, ...row }): ScriptResult => ({
      scriptId,
      title: title ?? titles.get(scriptId) ?? '',
      isGone: title === null,
      rule: ruleOf(rule),
      ...countsOf(row),
    })),
  }
}

function ruleOf(text: string): ActionRule | null {
  return isActionRule(text) ? text : null
}

/** A script that was deleted is still known by its editions. */
export async function readOldTitles(
  { database: { db } }: Deps,
  corpId: string,
  rows: readonly { scriptId: string; title: string | null }[],
): Promise<Map<string, string>> {
  const gone = rows.filter(({ title }) => title === null).map(({ scriptId }) => scriptId)
  if (gone.length === 0) return new Map()
  const editions = await db.scriptVersion.findMany({
    where: { corpId, scriptId: { in: gone } },
    select: { scriptId: true, title: true },
    orderBy: { version: 'asc' },
  })
  return new Map(editions.map(({ scriptId, title }) => [scriptId, title]))
}

export async function readSegments(
  deps: Deps,
  { corpId }: Scope,
  { scriptId, days, rule }: z.infer<typeof segmentQuery> & { scriptId: string },
): Promise<{ items: SegmentResult[]; enough: number }> {
  const rows = await deps.database.sql.all<CountRow & { segment: string }>(
    `SELECT r."segment", ${COUNTS} FROM "ActionResult" r
     WHERE r."corpId" = ? AND r."scriptId" = ? AND r."sentAt" >= ? AND r."rule" = ? GROUP BY r."segment" ORDER BY COUNT(*) DESC, r."segment"`,
    [corpId, scriptId, sinceOf(deps, days), rule],
  )
  return {
    enough: MEASURED_FROM,
    items: rows.map(({ segment, ...row }) => {
      const [tier = '-', stage = '-'] = segment.split('.')
      return {
        segment,
        tier: tier === '-' ? null : toTierCode(Number(tier)),
        stage: stage === '-' ? null : stage,
        ...countsOf(row),
      }
    }),
  }
}

function countsOf(row: CountRow) {
  const [sent, open, closed, answered] = [row.sent, row.open, row.closed, row.answered].map(Number)
  return {
    sent: sent ?? 0,
    open: open ?? 0,
    closed: closed ?? 0,
    answered: answered ?? 0,
    replied: Number(row.replied),
    opened: Number(row.opened),
    visited: Number(row.visited),
    bought: Number(row.bought),
    boughtFen: Number(row.boughtFen),
    rate: (closed ?? 0) < MEASURED_FROM ? null : rateInterval(answered ?? 0, closed ?? 0),
  }
}
