import { isActionRule } from '../../../domain/actions.ts'
import type { Db, SqlTx } from '../../../platform/db/index.ts'
import { cutPage, readCursor } from '../../../platform/http/cursor.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { type Experiment, type ExperimentPage, METRICS } from './contract.ts'
import { type CountedArm, judgeArms, type Looks } from './judge-arms.ts'

type Row = NonNullable<Awaited<ReturnType<Db['experiment']['findFirst']>>>
const PAGE = 20

export interface StoredArm {
  key: string
  scriptId: string
  version: number | null
}

const SUCCESS: Record<(typeof METRICS)[number], string> = {
  answered: '"isResponse"',
  replied: '"repliedAt" IS NOT NULL AND "repliedAt" <= "closesAt"',
  visited: '"visitedOn" IS NOT NULL',
  bought: '"boughtOn" IS NOT NULL',
}

/** Comparisons, the newest first, each with its figures so far. */
export async function listExperiments(
  deps: Deps,
  { corpId }: Scope,
  cursor: string | undefined,
): Promise<ExperimentPage> {
  const { db } = deps.database
  const after = readCursor(cursor)
  const rows = await db.experiment.findMany({
    where: { corpId, ...(after === null ? {} : { id: { lt: after.id } }) },
    orderBy: { id: 'desc' },
    take: PAGE + 1,
  })
  const page = cutPage(rows, PAGE, (row) => ({ at: row.createdAt.toISOString(), id: row.id }))
  const items: Experiment[] = []
  for (const row of page.items) items.push(await readOne(deps, row))
  return { items, nextCursor: page.nextCursor }
}

export async function readOne(deps: Deps, row: Row): Promise<Experiment> {
  const { corpId, id } = row
  const { db, sql } = deps.database
  const metric = METRICS.find((each) => each === row.metric) ?? 'answered'
  const stored = armsOf(row)
  const counts = await countArms(sql, { corpId, id, metric })
  const scriptIds = [...new Set(stored.map(({ scriptId }) => scriptId))]
  const editions = await db.scriptVersion.findMany({
    where: { corpId, scriptId: { in: scriptIds } },
    select: { scriptId: true, version: true, title: true },
    orderBy: { version: 'asc' },
  })
  const titleOf = ({ scriptId, version }: StoredArm): string => {
    const own = editions.filter((each) => each.scriptId === scriptId)
    return (own.find((each) => each.version === version) ?? own.at(-1))?.title ?? ''
  }
  const arms = stored.map((arm): CountedArm => {
    const found = counts.get(arm.key)
    const { customers = 0, closed = 0, successes = 0 } = found ?? {}
    return { ...arm, title: titleOf(arm), customers, closed, successes }
  })
  const staff =
    row.createdBy === null
      ? null
      : await db.staff.findUnique({
          where: { corpId_id: { corpId, id: row.createdBy } },
          select: { name: true },
        })
  return {
    id,
    name: row.name,
    scene: isActionRule(row.scene) ? row.scene : null,
    metric,
    state: row.state === 'running' ? 'running' : 'ended',
    createdBy: staff?.name ?? null,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    ...judgeArms(arms, looksOf(row)),
  }
}

export function armsOf({ armsJson }: Pick<Row, 'armsJson'>): StoredArm[] {
  return JSON.parse(armsJson)
}

/** Each customer counts once, whatever number of messages it got. */
async function countArms(
  sql: Pick<SqlTx, 'all'>,
  { corpId, id, metric }: { corpId: string; id: string; metric: (typeof METRICS)[number] },
): Promise<Map<string, { customers: number; closed: number; successes: number }>> {
  const rows = await sql.all<{ arm: string; customers: number; closed: number; successes: number }>(
    `SELECT "arm", COUNT(DISTINCT "customerId") AS "customers",
       COUNT(DISTINCT CASE WHEN "closedAt" IS NOT NULL THEN "customerId" END) AS "closed",
       COUNT(DISTINCT CASE WHEN "closedAt" IS NOT NULL AND ${SUCCESS[metric]} THEN "customerId" END) AS "successes"
     FROM "ActionResult" WHERE "corpId" = ? AND "experimentId" = ? AND "arm" IS NOT NULL GROUP BY "arm"`,
    [corpId, id],
  )
  return new Map(
    rows.map(({ arm, ...row }) => [
      arm,
      {
        customers: Number(row.customers),
        closed: Number(row.closed),
        successes: Number(row.successes),
      },
    ]),
  )
}

export function looksOf({ looksJson }: Pick<Row, 'looksJson'>): Looks {
  const parsed: unknown = JSON.parse(looksJson)
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Looks) : {}
}

/** Once a night the figures are looked at, whoever else looks: the p that stands is the least of all looks. */
export async function lookAtExperiments(deps: Deps, corpId: string): Promise<void> {
  const { db } = deps.database
  const rows = await db.experiment.findMany({ where: { corpId, state: 'running' } })
  for (const row of rows) {
    const { arms } = await readOne(deps, row)
    const looks = Object.fromEntries(
      arms.flatMap(({ key, comparison }) => (comparison === null ? [] : [[key, comparison.alwaysValidP]])),
    )
    await db.experiment.updateMany({
      where: { corpId, id: row.id },
      data: { looksJson: JSON.stringify(looks) },
    })
  }
}
