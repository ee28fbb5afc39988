import { type AnyTx, sqlIn } from '../platform/db/prisma-sql.ts'
import type { Scope } from '../platform/http/scope.ts'
import { writeAudit } from './audit.ts'
import type { Deps } from './deps.ts'

// One JSON value a key: what a corp has chosen, and small marks of its jobs. The feature's schema supplies defaults.

/** As it is stored; undefined where nothing is. */
export async function readCorpSetting(tx: AnyTx, corpId: string, key: string): Promise<unknown> {
  const [row] = await sqlIn(tx).all<{ valueJson: string }>(
    `SELECT "valueJson" FROM "Setting" WHERE "corpId" = ? AND "key" = ?`,
    [corpId, key],
  )
  return row ? JSON.parse(row.valueJson) : undefined
}

/** Without a word about who: for marks that a job leaves. */
export async function writeCorpSetting(
  tx: AnyTx,
  { clock }: Pick<Deps, 'clock'>,
  { corpId, key, value }: { corpId: string; key: string; value: unknown },
): Promise<void> {
  await sqlIn(tx).run(
    `INSERT INTO "Setting" ("corpId", "key", "valueJson", "updatedAt") VALUES (?, ?, ?, ?)
     ON CONFLICT ("corpId", "key") DO UPDATE SET "valueJson" = excluded."valueJson", "updatedAt" = excluded."updatedAt"`,
    [corpId, key, JSON.stringify(value), clock.now()],
  )
}

export interface SettingChange {
  key: string
  /** What was in force. */
  before: unknown
  /** undefined: nothing of its own any more. */
  after: unknown
  action?: string
  /** What else the entry keeps. */
  detail?: object
}

/** What a person chooses, with who changed it and what stood there before. */
export async function changeCorpSetting(
  tx: AnyTx,
  deps: Pick<Deps, 'clock'>,
  scope: Scope,
  { key, before, after, action = 'setting-changed', detail = {} }: SettingChange,
): Promise<void> {
  const { corpId } = scope
  if (after === undefined)
    await sqlIn(tx).run('DELETE FROM "Setting" WHERE "corpId" = ? AND "key" = ?', [corpId, key])
  else await writeCorpSetting(tx, deps, { corpId, key, value: after })
  const note = { before, after: after ?? null, ...detail }
  await writeAudit(tx, deps, scope, { action, objectKind: 'setting', objectId: key, detail: note })
}
