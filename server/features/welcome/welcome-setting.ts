import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { welcomeSetting, type WelcomeSetting, type WelcomeState } from './contract.ts'

const WEEK_MS = 7 * 86_400_000

export async function readSetting(deps: Deps, corpId: string): Promise<WelcomeSetting | null> {
  const rows = await deps.database.sql.all<{ valueJson: string }>(
    `SELECT "valueJson" FROM "Setting" WHERE "corpId" = ? AND "key" = 'welcome'`,
    [corpId],
  )
  const parsed = welcomeSetting.safeParse(rows[0] ? JSON.parse(rows[0].valueJson) : null)
  return parsed.success ? parsed.data : null
}

export async function saveSetting(deps: Deps, scope: Scope, setting: WelcomeSetting): Promise<WelcomeState> {
  await deps.database.sql.run(
    `INSERT INTO "Setting" ("corpId", "key", "valueJson", "updatedAt") VALUES (?, 'welcome', ?, ?)
     ON CONFLICT ("corpId", "key") DO UPDATE SET "valueJson" = excluded."valueJson", "updatedAt" = excluded."updatedAt"`,
    [scope.corpId, JSON.stringify(setting), deps.clock.now()],
  )
  return readWelcome(deps, scope)
}

/** The setting, and how the welcomes of the last week went. */
export async function readWelcome(deps: Deps, { corpId }: Scope): Promise<WelcomeState> {
  const since = new Date(deps.clock.nowMs() - WEEK_MS)
  const [setting, rows] = await Promise.all([
    readSetting(deps, corpId),
    deps.database.sql.all<{ state: string; reason: string | null; errorCode: number | null; count: number }>(
      `SELECT "state", "reason", "errorCode", COUNT(*) AS "count" FROM "Effect"
       WHERE "corpId" = ? AND "kind" = 'welcome' AND "createdAt" >= ? GROUP BY "state", "reason", "errorCode" ORDER BY COUNT(*) DESC`,
      [corpId, since],
    ),
  ])
  const total = (state: string): number =>
    rows.filter((row) => row.state === state).reduce((sum, row) => sum + Number(row.count), 0)
  return {
    setting,
    sent: total('done'),
    unknown: total('unknown'),
    skipped: rows
      .filter((row) => row.state === 'refused' || row.state === 'failed')
      .map(({ reason, errorCode, count }) => ({ reason, errorCode, count: Number(count) })),
  }
}
