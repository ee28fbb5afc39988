import { GRADES } from '../../domain/grade.ts'
import { STAGES } from '../../domain/lifecycle.ts'
import { localDateOf } from '../../domain/time.ts'
import type { Condition } from '../staff/scope.ts'
import type { Deps } from '../deps.ts'
import type { StandingChange, StandingPreview } from './contract.ts'
import { readForecasts } from './read-forecasts.ts'
import { readHistory } from './read-history.ts'
import { overrideOf } from './recompute.ts'
import { standOf, type StandingRow } from './stand.ts'
import { readStored } from './stored.ts'

const SAMPLE = 2000
const CHUNK = 200
/** The last signs of an id are drawn by lot. */
const LOT_SIGNS = 6

/** How customers stand, and how they would under other terms: everybody, or a fair sample of many. Nothing is written. */
export async function previewStanding(
  deps: Deps,
  corpId: string,
  { unitId, terms }: StandingChange,
): Promise<StandingPreview> {
  const { ids, of } = await drawSample(deps, corpId, unitId)
  const now = deps.clock.now()
  const today = localDateOf(now.getTime())
  const pairs: { now: StandingRow; then: StandingRow }[] = []
  for (let at = 0; at < ids.length; at += CHUNK) {
    const slice = { corpId, customerIds: ids.slice(at, at + CHUNK) }
    const { sql } = deps.database
    const histories = await readHistory(sql, { ...slice, today, now })
    const stored = await readStored(sql, slice)
    const forecasts = await readForecasts(sql, slice)
    for (const [customerId, history] of histories) {
      const row = stored.get(customerId)
      if (history.isMerged || row === undefined) continue
      const then = standOf({
        history,
        today,
        terms,
        override: overrideOf(row),
        forecastGapDays: forecasts.get(customerId)?.gapDays ?? null,
        clvFen: forecasts.get(customerId)?.clvFen ?? null,
        serviceIntervalMonths: deps.defaults.serviceIntervalMonths,
      })
      pairs.push({ now: row, then })
    }
  }
  const beside = (is: (row: StandingRow) => boolean) => ({
    now: pairs.filter((pair) => is(pair.now)).length,
    then: pairs.filter((pair) => is(pair.then)).length,
  })
  const mean = (which: 'now' | 'then'): number =>
    Math.round(pairs.reduce((sum, pair) => sum + pair[which].distance, 0) / pairs.length)
  return {
    sampled: pairs.length,
    of,
    stages: STAGES.map((stage) => ({ stage, ...beside((row) => row.stage === stage) })),
    grades: GRADES.map((grade) => ({ grade, ...beside((row) => row.grade === grade) })),
    rungs: [1, 2, 3].map((rung) => ({ rung, ...beside((row) => row.rung === rung) })),
    distance: pairs.length === 0 ? null : { now: mean('now'), then: mean('then') },
  }
}

async function drawSample(
  { database: { sql } }: Deps,
  corpId: string,
  unitId: string,
): Promise<{ ids: string[]; of: number }> {
  const inUnit: Condition =
    unitId === ''
      ? { sql: '1 = 1', params: [] }
      : {
          sql: `cu."id" IN (SELECT c."customerId" FROM "Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
            JOIN "Staff" s ON s."corpId" = f."corpId" AND s."id" = f."staffId"
            JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
            JOIN "Unit" top ON top."corpId" = s."corpId" AND top."id" = ? AND u."path" LIKE top."path" || '%'
            WHERE c."corpId" = ? AND f."endedAt" IS NULL)`,
          params: [unitId, corpId],
        }
  const from = `"Customer" cu WHERE cu."corpId" = ? AND cu."mergedInto" IS NULL AND ${inUnit.sql}`
  const [all] = await sql.all<{ n: number }>(`SELECT COUNT(*) AS "n" FROM ${from}`, [
    corpId,
    ...inUnit.params,
  ])
  const rows = await sql.all<{ id: string }>(
    `SELECT cu."id" FROM ${from} ORDER BY SUBSTR(cu."id", LENGTH(cu."id") - ${LOT_SIGNS - 1}), cu."id" LIMIT ${SAMPLE}`,
    [corpId, ...inUnit.params],
  )
  return { ids: rows.map((row) => row.id), of: Number(all?.n ?? 0) }
}
