import { AppError } from '../../../platform/http/app-error.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { visibleStaff } from '../../staff/scope.ts'
import { readCandidates } from '../plan/read-candidates.ts'
import {
  giverProblems,
  readStaffFacts,
  STAFF_COLUMNS,
  STAFF_FROM,
  staffFacts,
  takerProblems,
} from '../staff-facts.ts'
import type { Giver, SuccessorList } from './contract.ts'
import { readDepartures } from './list-departures.ts'

const SUCCESSORS = 100
type Facet = Giver['facets']['stores'][number]

/** One person and what the conditions of a plan can choose from. Who is on the job may be handed over, too. */
export async function readGiver(deps: Deps, scope: Scope, staffId: string): Promise<Giver> {
  const { corpId } = scope
  const visible = visibleStaff(scope, 's."id"')
  const [departure] = await readDepartures(deps, corpId, {
    sql: `s."id" = ? AND ${visible.sql}`,
    params: [staffId, ...visible.params],
  })
  const facts = (await readStaffFacts(deps.database.sql, corpId, [staffId])).get(staffId)
  if (!departure || !facts) throw new AppError('not-found', { log: 'giver outside the scope or unknown' })
  const family = facts.status === 'left' ? 'resigned' : 'onjob'
  const { items } = await readCandidates(deps, { corpId, staffId })
  const tags = tally(items.flatMap((item) => item.tagIds))
  const names = await readTagNames(deps, corpId, [...tags.keys()])
  return {
    departure,
    family,
    problems: giverProblems(deps, facts, family),
    facets: {
      stores: facets(tally(items.flatMap((item) => item.storeName ?? []))),
      models: facets(tally(items.flatMap((item) => item.model ?? []))),
      tags: facets(tags).flatMap((facet) => {
        const name = names.get(facet.value)
        return name === undefined ? [] : [{ ...facet, name }]
      }),
      tiers: departure.atRisk.tiers,
    },
  }
}

function tally(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function facets(counts: Map<string, number>): Facet[] {
  return [...counts]
    .map(([value, count]) => ({ value, name: value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
}

async function readTagNames(deps: Deps, corpId: string, tagIds: string[]): Promise<Map<string, string>> {
  const { sql } = deps.database
  const rows = await sql.all<{ tagId: string; name: string }>(
    `SELECT "tagId", "name" FROM "Tag" WHERE "corpId" = ? AND "deletedAt" IS NULL AND ${inTextList(sql.dialect, '"tagId"')}`,
    [corpId, JSON.stringify(tagIds)],
  )
  return new Map(rows.map((row) => [row.tagId, row.name]))
}

/** Who could take over: people of the same unit first, those with most room before the others. */
export async function listSuccessors(
  deps: Deps,
  scope: Scope,
  { fromStaffId, q }: { fromStaffId: string; q?: string | undefined },
): Promise<SuccessorList> {
  const { corpId } = scope
  const { sql } = deps.database
  const visible = visibleStaff(scope, 's."id"')
  const [giver] = await sql.all(
    `SELECT ${STAFF_COLUMNS} FROM ${STAFF_FROM} WHERE s."corpId" = ? AND s."id" = ? AND ${visible.sql}`,
    [corpId, fromStaffId, ...visible.params],
  )
  if (!giver) throw new AppError('not-found', { log: 'giver outside the scope or unknown' })
  const from = staffFacts(giver)
  const like = `%${(q ?? '')
    .trim()
    .toLowerCase()
    .replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const rows = await sql.all(
    `SELECT * FROM (SELECT ${STAFF_COLUMNS}, CASE WHEN s."mainUnitId" = ? THEN 0 ELSE 1 END AS "far" FROM ${STAFF_FROM}
       WHERE s."corpId" = ? AND s."status" <> 'left' AND s."id" <> ? AND (s."followsCustomers" = ? OR ? <> '') AND s."search" LIKE ? ESCAPE '\\'
       AND ${visible.sql}) t ORDER BY t."far", t."current", t."id" LIMIT ${SUCCESSORS}`,
    [from.unitId ?? '', corpId, fromStaffId, true, q ?? '', like, ...visible.params],
  )
  return {
    items: rows.map(staffFacts).map((one) => ({
      staffId: one.id,
      name: one.name,
      userid: one.userid,
      position: one.position,
      unitName: one.unitName,
      sameUnit: one.unitId !== null && one.unitId === from.unitId,
      customerCount: one.current,
      limit: deps.defaults.customersPerStaff,
      problems: takerProblems(one, fromStaffId),
    })),
  }
}
