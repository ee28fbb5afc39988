import { TIER_CODES } from '../../domain/tiers.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'
import type { TierCounts } from './contract.ts'

/** How many of the customers one may see are in each tier. */
export async function readTiers(deps: Deps, scope: Scope): Promise<TierCounts> {
  const { corpId } = scope
  const { db, sql } = deps.database
  const latest = await db.rfmThreshold.findFirst({
    where: { corpId, unitId: '' },
    orderBy: [{ createdAt: 'desc' }, { version: 'desc' }],
  })
  const visible = visibleStaff(scope, 'f."staffId"')
  const rows = await sql.all<{ code: number | null; count: number }>(
    `SELECT r."code", COUNT(*) AS "count" FROM (
       SELECT DISTINCT c."customerId" FROM "Contact" c
       JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
       WHERE c."corpId" = ? AND f."endedAt" IS NULL AND ${visible.sql}) seen
     LEFT JOIN "Rfm" r ON r."corpId" = ? AND r."customerId" = seen."customerId"
     GROUP BY r."code"`,
    [corpId, ...visible.params, corpId],
  )
  const countOf = new Map(rows.map((row) => [row.code, row.count]))
  return {
    calibration: latest && {
      version: latest.version,
      asOf: latest.asOf,
      windowDays: latest.windowDays,
      mode: modeName(latest.mode),
      counted: latest.counted,
    },
    tiers: TIER_CODES.map((code) => ({ code, count: countOf.get(code) ?? 0 })),
    withoutTier: countOf.get(null) ?? 0,
  }
}

type ModeName = NonNullable<TierCounts['calibration']>['mode']
const MODES: readonly ModeName[] = ['score-mean', 'value-mean', 'fixed', 'quantile5']

export function modeName(text: string): ModeName {
  return MODES.find((mode) => mode === text) ?? 'score-mean'
}
