import { createHash, randomBytes } from 'node:crypto'
import type { Dialect, SqlTx } from '../../platform/db/index.ts'
import { jsonAsText, jsonObject, jsonRows, jsonTime } from '../../platform/db/json-sql.ts'
import type { App, Role, Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'

const LIFETIME_MS: Record<App, number> = { chat: 12 * 3_600_000, console: 12 * 3_600_000 }
const IDLE_MS: Record<App, number> = { chat: 12 * 3_600_000, console: 2 * 3_600_000 }
const TOUCH_EVERY_MS = 5 * 60_000

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** A new session after a proven login; returns the cookie value, of which only a hash is kept. */
export async function openSession(
  deps: Deps,
  { corpId, staffId, staffVersion, app }: { corpId: string; staffId: string; staffVersion: number; app: App },
): Promise<{ token: string; maxAgeMs: number }> {
  const token = newToken()
  const now = deps.clock.now()
  await deps.database.db.session.create({
    data: {
      idHash: hashToken(token),
      corpId,
      staffId,
      app,
      staffVersion,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + LIFETIME_MS[app]),
    },
  })
  return { token, maxAgeMs: LIFETIME_MS[app] }
}

export async function closeSession(deps: Deps, token: string): Promise<void> {
  await deps.database.db.session.deleteMany({ where: { idHash: hashToken(token) } })
}

interface SessionRow {
  corpId: string
  staffId: string
  userid: string
  lastSeenAt: string
  expiresAt: string
  role: string | null
  unitId: string | null
  path: string | null
}

/**
 * Sub-select that gives the rows behind a cookie as one JSON text, a row for each role. Parameters: hash of the token,
 * app. A session dies with its person: the member's version moves on when they leave, are disabled, renamed or get
 * other roles.
 */
export function sessionSql(dialect: Dialect): string {
  const row = jsonObject(dialect, {
    corpId: 's."corpId"',
    staffId: 's."staffId"',
    userid: 'st."userid"',
    lastSeenAt: jsonTime(dialect, 's."lastSeenAt"'),
    expiresAt: jsonTime(dialect, 's."expiresAt"'),
    role: 'r."role"',
    unitId: 'r."unitId"',
    path: 'u."path"',
  })
  return jsonAsText(
    dialect,
    `SELECT ${jsonRows(dialect, row)} FROM "Session" s
     JOIN "Staff" st ON st."corpId" = s."corpId" AND st."id" = s."staffId"
       AND st."version" = s."staffVersion" AND st."status" = 'active'
     LEFT JOIN "StaffRole" r ON r."corpId" = s."corpId" AND r."staffId" = s."staffId"
     LEFT JOIN "Unit" u ON u."corpId" = r."corpId" AND u."id" = r."unitId"
     WHERE s."idHash" = ? AND s."app" = ?`,
  )
}

const texts = {
  sqlite: `SELECT ${sessionSql('sqlite')} AS "session"`,
  postgresql: `SELECT ${sessionSql('postgresql')} AS "session"`,
}

/** The scope behind a cookie, in one statement. */
export async function readSession(deps: Deps, app: App, token: string): Promise<Scope | null> {
  const { sql } = deps.database
  const idHash = hashToken(token)
  const [row] = await sql.all<{ session: string }>(texts[sql.dialect], [idHash, app])
  return row ? openedScope(deps, { app, idHash, session: row.session }) : null
}

/** The scope of what sessionSql gave; null when the session is over. */
export async function openedScope(
  { database, clock }: Deps,
  { app, idHash, session }: { app: App; idHash: string; session: string },
): Promise<Scope | null> {
  // Our own statement built this text.
  const rows: SessionRow[] = JSON.parse(session)
  const first = rows[0]
  if (!first) return null
  const nowMs = clock.nowMs()
  const seenMs = Date.parse(first.lastSeenAt)
  if (Date.parse(first.expiresAt) <= nowMs || seenMs + IDLE_MS[app] <= nowMs) return null
  if (seenMs + TOUCH_EVERY_MS <= nowMs)
    await database.db.session.updateMany({ where: { idHash }, data: { lastSeenAt: clock.now() } })
  return scopeOf(first, rows, app)
}

function scopeOf(first: SessionRow, rows: SessionRow[], app: App): Scope {
  const roles = new Set<Role>(['advisor'])
  const unitPaths = new Set<string>()
  const operatorPaths = new Set<string>()
  for (const { role, unitId, path } of rows) {
    if (role !== 'manager' && role !== 'operator' && role !== 'admin') continue
    roles.add(role)
    // A role without a unit covers the whole corp: every path starts with '/'. One of a unit we do not know, nothing.
    const covered = unitId === '' ? '/' : path
    if (covered !== null) (role === 'operator' ? operatorPaths : unitPaths).add(covered)
  }
  const { corpId, staffId, userid } = first
  return {
    corpId,
    staffId,
    userid,
    app,
    roles: [...roles],
    unitPaths: [...unitPaths],
    operatorPaths: [...operatorPaths],
  }
}

export async function sweepSessions(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  await deps.database.db.session.deleteMany({ where: { expiresAt: { lt: now } } })
  await deps.database.db.oauthState.deleteMany({ where: { expiresAt: { lt: now } } })
}

/** A session ended since the backup must not come to life again. */
export async function endAllSessions(tx: SqlTx): Promise<void> {
  for (const table of ['Session', 'OauthState']) await tx.run(`DELETE FROM "${table}"`)
}
