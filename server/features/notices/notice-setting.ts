import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { noticeSetting, type NoticeSetting } from './contract.ts'

export async function readNotices(deps: Deps, corpId: string): Promise<NoticeSetting> {
  const [row] = await deps.database.sql.all<{ valueJson: string }>(
    `SELECT "valueJson" FROM "Setting" WHERE "corpId" = ? AND "key" = 'notices'`,
    [corpId],
  )
  return noticeSetting.parse(row ? JSON.parse(row.valueJson) : {})
}

export async function saveNotices(deps: Deps, scope: Scope, setting: NoticeSetting): Promise<NoticeSetting> {
  await deps.database.sql.run(
    `INSERT INTO "Setting" ("corpId", "key", "valueJson", "updatedAt") VALUES (?, 'notices', ?, ?)
     ON CONFLICT ("corpId", "key") DO UPDATE SET "valueJson" = excluded."valueJson", "updatedAt" = excluded."updatedAt"`,
    [scope.corpId, JSON.stringify(setting), deps.clock.now()],
  )
  return readNotices(deps, scope.corpId)
}
