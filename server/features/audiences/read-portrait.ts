import type { Condition } from '../../domain/audience/condition.ts'
import { GENDER_WORDS } from '../../domain/audience/profile.ts'
import type { SqlParam } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'
import { compileCondition } from './condition/compile.ts'
import { portraitDimensions, type PortraitAnswer, type PortraitDimension } from './contract.ts'
import { countingScope, frameOf, population } from './population.ts'

/** Fewer people than this could be recognised by what they have in common. */
const SMALLEST_GROUP = 5
const SHOWN_BARS = 12

interface Row {
  dimension: PortraitDimension | 'all'
  value: string
  label: string
  everyone: number
  members: number
}

/** How the members of a condition are made up, beside everybody one may count: one statement, one pass. */
export async function readPortrait(deps: Deps, scope: Scope, condition: Condition): Promise<PortraitAnswer> {
  const people = population(scope)
  const met = compileCondition(frameOf(deps, scope), condition)
  const parts = dimensions(scope)
  const rows = await deps.database.sql.all<Row>(
    `WITH p AS MATERIALIZED (SELECT cu."id", cu."gender", CASE WHEN ${met.sql} THEN 1 ELSE 0 END AS "hit" FROM "Customer" cu WHERE ${people.sql})
     SELECT 'all' AS "dimension", '' AS "value", '' AS "label", COUNT(*) AS "everyone", COALESCE(SUM(p."hit"), 0) AS "members" FROM p
     ${parts.map((part) => `UNION ALL ${part.sql}`).join(' ')}`,
    [...met.params, ...people.params, ...parts.flatMap((part) => part.params)],
  )
  const all = rows.find((row) => row.dimension === 'all')
  return {
    members: all?.members ?? 0,
    everyone: all?.everyone ?? 0,
    dimensions: portraitDimensions.map((dimension) => ({
      dimension,
      ...shown(rows.filter((row) => row.dimension === dimension)),
    })),
  }
}

function shown(rows: Row[]): Omit<PortraitAnswer['dimensions'][number], 'dimension'> {
  const small = rows.filter((row) => row.members > 0 && row.members < SMALLEST_GROUP)
  const bars = rows
    .filter((row) => row.everyone >= SMALLEST_GROUP && !small.includes(row))
    .sort((a, b) => b.members - a.members || b.everyone - a.everyone || (a.value < b.value ? -1 : 1))
  return {
    bars: bars
      .slice(0, SHOWN_BARS)
      .map(({ value, label, members, everyone }) => ({ value, label, members, everyone })),
    hidden: small.length,
    more: Math.max(0, bars.length - SHOWN_BARS),
  }
}

/** As a condition on the gender reads it: what was said goes before what stands in WeCom. */
const TOLD_GENDER = `CASE ${(['1', '2'] as const)
  .map(
    (gender) =>
      `WHEN s."value" IN (${GENDER_WORDS[gender].map((word) => `'${word}'`).join(', ')}) THEN '${gender}'`,
  )
  .join(' ')} END`

const COUNTS = `COUNT(*) AS "everyone", SUM(p."hit") AS "members"`
/** Of rows of which one person may have several. */
const PEOPLE = `COUNT(DISTINCT p."id") AS "everyone", COUNT(DISTINCT CASE WHEN p."hit" = 1 THEN p."id" END) AS "members"`

function dimensions(scope: Scope): { sql: string; params: SqlParam[] }[] {
  const { corpId } = scope
  const counting = countingScope(scope)
  const followers = visibleStaff(counting, 'f."staffId"')
  const taggers = visibleStaff(counting, 'ft."staffId"')
  return [
    {
      sql: `SELECT 'tier', COALESCE(CAST(r."code" AS TEXT), ''), '', ${COUNTS} FROM p
        LEFT JOIN "Rfm" r ON r."corpId" = ? AND r."customerId" = p."id" GROUP BY 2`,
      params: [corpId],
    },
    {
      sql: `SELECT 'stage', COALESCE(z."stage", ''), '', ${COUNTS} FROM p
        LEFT JOIN "Standing" z ON z."corpId" = ? AND z."customerId" = p."id" GROUP BY 2`,
      params: [corpId],
    },
    {
      sql: `SELECT 'gender', COALESCE(b."gender", CASE p."gender" WHEN 0 THEN '' ELSE CAST(p."gender" AS TEXT) END), '', ${COUNTS} FROM p
        LEFT JOIN (SELECT s."customerId", ${TOLD_GENDER} AS "gender" FROM "ProfileValue" s
          WHERE s."corpId" = ? AND s."field" = 'gender' AND s."isCurrent" = ?) b ON b."customerId" = p."id" GROUP BY 2`,
      params: [corpId, true],
    },
    {
      sql: `SELECT 'model', v."model", v."model", ${PEOPLE} FROM p
        JOIN "Vehicle" v ON v."corpId" = ? AND v."customerId" = p."id" AND v."model" IS NOT NULL GROUP BY 2, 3`,
      params: [corpId],
    },
    {
      sql: `SELECT 'store', u."id", u."name", ${PEOPLE} FROM p
        JOIN "Contact" c ON c."corpId" = ? AND c."customerId" = p."id"
        JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid" AND f."endedAt" IS NULL AND ${followers.sql}
        JOIN "StaffUnit" su ON su."corpId" = f."corpId" AND su."staffId" = f."staffId"
        JOIN "Unit" u ON u."corpId" = su."corpId" AND u."id" = su."unitId" AND u."lostAt" IS NULL GROUP BY 2, 3`,
      params: [corpId, ...followers.params],
    },
    {
      sql: `SELECT 'corpTag', g."tagId", g."name", ${PEOPLE} FROM p
        JOIN "Contact" c ON c."corpId" = ? AND c."customerId" = p."id"
        JOIN "FollowTag" ft ON ft."corpId" = c."corpId" AND ft."externalUserid" = c."externalUserid" AND ${taggers.sql}
        JOIN "Tag" g ON g."corpId" = ft."corpId" AND g."tagId" = ft."tagId" AND g."deletedAt" IS NULL GROUP BY 2, 3`,
      params: [corpId, ...taggers.params],
    },
    {
      sql: `SELECT 'tag', t."tagKey", MAX(t."name"), ${COUNTS} FROM p
        JOIN "CustomerTag" t ON t."corpId" = ? AND t."customerId" = p."id" AND t."endedAt" IS NULL GROUP BY 2`,
      params: [corpId],
    },
  ]
}
