import type { Scope } from '../../platform/http/scope.ts'
import { changeCorpSetting, readCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import { welcomeSetting, type WelcomeSetting, type WelcomeState } from './contract.ts'

const WEEK_MS = 7 * 86_400_000

const KEY = 'welcome'

export async function readSetting({ database }: Deps, corpId: string): Promise<WelcomeSetting | null> {
  const parsed = welcomeSetting.safeParse(await readCorpSetting(database.sql, corpId, KEY))
  return parsed.success ? parsed.data : null
}

export async function saveSetting(deps: Deps, scope: Scope, setting: WelcomeSetting): Promise<WelcomeState> {
  const before = await readSetting(deps, scope.corpId)
  await deps.database.sql.transaction((tx) =>
    changeCorpSetting(tx, deps, scope, { key: KEY, before, after: setting }),
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
