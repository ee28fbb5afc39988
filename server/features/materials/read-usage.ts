import { maskText } from '../../domain/masks.ts'
import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'
import type { Usage, UsagePage } from './contract.ts'
import { readPostUsage } from './post-usage.ts'

const DAY_MS = 86_400_000
const PAGE = 30

interface Which {
  id: string
  days: number
}

/** Numbers of one item of the library; each has its rows. */
export async function readUsage(deps: Deps, { corpId }: Scope, { id, days }: Which): Promise<Usage> {
  await requireKnown(deps, corpId, id)
  const { sql } = deps.database
  const params = [corpId, id, sinceOf(deps, days)]
  const [sent] = await sql.all<{ n: number; persons: number }>(
    `SELECT COUNT(*) AS "n", COUNT(DISTINCT "customerId") AS "persons" FROM "ActionResult"
     WHERE "corpId" = ? AND "scriptId" = ? AND "sentAt" >= ?`,
    params,
  )
  const [made] = await sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "TrackedLink" WHERE "corpId" = ? AND "scriptId" = ? AND "createdAt" >= ?`,
    params,
  )
  const [opened] = await sql.all<{ n: number; persons: number; devices: number; timed: number }>(
    `SELECT COUNT(*) AS "n", COUNT(DISTINCT "customerId") AS "persons", COUNT("seconds") AS "timed",
       COUNT(DISTINCT CASE WHEN "customerId" IS NULL THEN "visitor" END) AS "devices" FROM "LinkOpen"
     WHERE "corpId" = ? AND "scriptId" = ? AND "at" >= ?`,
    params,
  )
  const timed = Number(opened?.timed ?? 0)
  const [middle] = await sql.all<{ seconds: number }>(
    `SELECT "seconds" FROM "LinkOpen" WHERE "corpId" = ? AND "scriptId" = ? AND "at" >= ? AND "seconds" IS NOT NULL
     ORDER BY "seconds" LIMIT 1 OFFSET ${Math.max(0, Math.ceil(timed / 2) - 1)}`,
    params,
  )
  return {
    sent: Number(sent?.n ?? 0),
    sentPersons: Number(sent?.persons ?? 0),
    links: Number(made?.n ?? 0),
    opens: Number(opened?.n ?? 0),
    openPersons: Number(opened?.persons ?? 0),
    unknownDevices: Number(opened?.devices ?? 0),
    timedOpens: timed,
    medianSeconds: timed === 0 ? null : Number(middle?.seconds ?? 0),
    ...(await readPostUsage(deps, { corpId, id, since: sinceOf(deps, days) })),
  }
}

const SOURCES = {
  sent: {
    from: '"ActionResult"',
    at: 'x."sentAt"',
    more: 'x."staffId", NULL AS "seconds", 0 AS "repeats"',
    join: '',
  },
  opened: {
    from: '"LinkOpen"',
    at: 'x."at"',
    more: 'l."staffId", x."seconds", x."repeats"',
    join: 'LEFT JOIN "TrackedLink" l ON l."corpId" = x."corpId" AND l."id" = x."linkId"',
  },
} as const

interface Row {
  id: string
  at: string
  name: string | null
  customerId: string | null
  staffName: string | null
  isMine: number
  seconds: number | null
  repeats: number
}

/** The messages or opens behind a number. Running the library gives no right to customers: their names are masked. */
export async function listUsage(
  deps: Deps,
  scope: Scope,
  { id, days, what, cursor }: Which & { what: keyof typeof SOURCES; cursor?: string | undefined },
): Promise<UsagePage> {
  await requireKnown(deps, scope.corpId, id)
  const { from, at, more, join } = SOURCES[what]
  const paging = keyset({ by: [at, 'x."id"'], direction: 'desc', cursor, limit: PAGE })
  const mine = visibleStaff(scope, 'f."staffId"')
  const rows = await deps.database.sql.all<Row>(
    `SELECT y.*, cu."name", s."name" AS "staffName",
       CASE WHEN EXISTS (SELECT 1 FROM "Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
         WHERE c."corpId" = y."corpId" AND c."customerId" = y."customerId" AND ${mine.sql}) THEN 1 ELSE 0 END AS "isMine"
     FROM (SELECT x."corpId", x."id", ${at} AS "at", x."customerId", ${more} FROM ${from} x ${join}
       WHERE x."corpId" = ? AND x."scriptId" = ? AND ${at} >= ? AND ${paging.where}
       ORDER BY ${paging.orderBy} LIMIT ${paging.take}) y
     LEFT JOIN "Customer" cu ON cu."corpId" = y."corpId" AND cu."id" = y."customerId"
     LEFT JOIN "Staff" s ON s."corpId" = y."corpId" AND s."id" = y."staffId"
     ORDER BY y."at" DESC, y."id" DESC`,
    [...mine.params, scope.corpId, id, sinceOf(deps, days), ...paging.params],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['at', 'id'], limit: PAGE })
  const isAdmin = hasRole(scope, 'admin')
  return {
    nextCursor,
    items: items.map((row) => {
      const isOpen = isAdmin || row.isMine === 1
      const name = row.name === null || isOpen ? row.name : maskText(row.name)
      return {
        id: row.id,
        at: rowTime(row.at).toISOString(),
        customerName: name,
        staffName: row.staffName,
        customerId: isOpen ? row.customerId : null,
        seconds: row.seconds === null ? null : Number(row.seconds),
        repeats: Number(row.repeats),
      }
    }),
  }
}

function sinceOf(deps: Deps, days: number): Date {
  return new Date(deps.clock.nowMs() - days * DAY_MS)
}

async function requireKnown({ database: { db } }: Deps, corpId: string, id: string): Promise<void> {
  const known = await db.scriptVersion.count({ where: { corpId, scriptId: id } })
  if (known === 0) throw new AppError('not-found', { log: 'no such script' })
}
