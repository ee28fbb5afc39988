import { localDateOf } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { planAppMessages, type Receiver } from './app-message.ts'
import { readNotices } from './notice-setting.ts'
import { cardOf } from './texts.ts'

const RECENT_MS = 3 * 86_400_000

interface Leaver {
  id: string
  name: string
  unitPath: string | null
  count: number
}

/** Tells the managers of everybody who left lately with customers, once for each of them. */
export async function noticeDepartures(deps: Deps, corpId: string): Promise<void> {
  if (!(await readNotices(deps, corpId)).departures) return
  const { sql } = deps.database
  const leavers = await sql.all<Leaver>(
    `SELECT * FROM (SELECT s."id", s."name", u."path" AS "unitPath",
       (SELECT COUNT(*) FROM "Follow" f WHERE f."corpId" = s."corpId" AND f."staffId" = s."id" AND f."endedAt" IS NULL) AS "count"
     FROM "Staff" s LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
     WHERE s."corpId" = ? AND s."status" = 'left' AND s."leftAt" >= ?) d WHERE d."count" > 0 LIMIT 100`,
    [corpId, new Date(deps.clock.nowMs() - RECENT_MS)],
  )
  if (leavers.length === 0) return
  const leaders = await readLeaders(sql, corpId)
  await sql.transaction(async (tx) => {
    for (const { id, name, unitPath, count } of leavers)
      await planAppMessages(tx, deps, {
        corpId,
        subject: `departed:${id}`,
        receivers: managersOf(leaders, unitPath),
        createdBy: null,
        write: (language) => ({
          kind: 'textcard',
          ...cardOf('departed', { name: name.slice(0, 30), count: Number(count) }, language),
          url: `${deps.settings.LIUKE_ORIGIN}/console/handover`,
        }),
      })
  })
}

/** Tells the managers of somebody who left that a plan is ready and waits for them. */
export async function noticePlanned(
  deps: Deps,
  corpId: string,
  plan: { id: string; name: string; unitPath: string | null; count: number },
): Promise<void> {
  if (!(await readNotices(deps, corpId)).departures) return
  const { sql } = deps.database
  const leaders = await readLeaders(sql, corpId)
  await sql.transaction((tx) =>
    planAppMessages(tx, deps, {
      corpId,
      subject: `handover-planned:${plan.id}`,
      receivers: managersOf(leaders, plan.unitPath),
      createdBy: null,
      write: (language) => ({
        kind: 'textcard',
        ...cardOf('planned', { name: plan.name.slice(0, 30), count: plan.count }, language),
        url: `${deps.settings.LIUKE_ORIGIN}/console/handover/${plan.id}`,
      }),
    }),
  )
}

/** Tells administrators that a sync needs them; once a day for each reason. */
export async function noticeSync(
  deps: Deps,
  corpId: string,
  kind: 'sync-braked' | 'sync-failed',
): Promise<void> {
  if (!(await readNotices(deps, corpId)).sync) return
  const { sql } = deps.database
  const admins = (await readLeaders(sql, corpId)).filter((one) => one.role === 'admin')
  await sql.transaction((tx) =>
    planAppMessages(tx, deps, {
      corpId,
      subject: `${kind}:${localDateOf(deps.clock.nowMs())}`,
      receivers: admins,
      createdBy: null,
      write: (language) => ({
        kind: 'textcard',
        ...cardOf(kind, {}, language),
        url: `${deps.settings.LIUKE_ORIGIN}/console/sync`,
      }),
    }),
  )
}

interface Leader extends Receiver {
  role: 'manager' | 'admin'
  unitPath: string | null
}

async function readLeaders(sql: SqlTx, corpId: string): Promise<Leader[]> {
  return sql.all<Leader>(
    `SELECT s."id", s."userid", s."language", r."role", u."path" AS "unitPath" FROM "StaffRole" r
     JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId" AND s."status" = 'active'
     LEFT JOIN "Unit" u ON u."corpId" = r."corpId" AND u."id" = r."unitId"
     WHERE r."corpId" = ? AND r."role" IN ('manager', 'admin') ORDER BY s."id"`,
    [corpId],
  )
}

/** The managers above the unit; of somebody without one, or without a manager, the administrators. */
function managersOf(leaders: readonly Leader[], unitPath: string | null): Receiver[] {
  const managers = leaders.filter(
    (one) => one.role === 'manager' && unitPath !== null && unitPath.startsWith(one.unitPath ?? '/'),
  )
  const chosen = managers.length > 0 ? managers : leaders.filter((one) => one.role === 'admin')
  return [...new Map(chosen.map((one) => [one.id, one])).values()]
}
