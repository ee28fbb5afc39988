import type { SopKind } from '../../../domain/sop/plan.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { newId } from '../../../platform/new-id.ts'
import { requireAudiences } from '../../audiences/saved-audiences.ts'
import { writeAudit } from '../../audit.ts'
import type { Deps } from '../../deps.ts'
import { conflict, pathsOf } from '../../posts/policy.ts'
import { sopDraft, type Sop, type SopDraft } from '../contract.ts'
import { requireOwnPlan, requirePlan } from '../policy.ts'
import { readPlan } from './read-plan.ts'

/** It counts within the units of whoever makes it. */
export async function createPlan(
  deps: Deps,
  scope: Scope,
  { kind, draft = sopDraft.parse({}) }: { kind: SopKind; draft?: SopDraft | undefined },
): Promise<Sop> {
  await requireAudiences(deps, scope, draft.audience)
  const id = await deps.database.sql.transaction((tx) =>
    insertPlan(tx, deps, scope, { kind, draft, from: null }),
  )
  return readPlan(deps, scope, id)
}

/** A new draft that says the same. */
export async function copyPlan(deps: Deps, scope: Scope, from: string): Promise<Sop> {
  const { kind, draft } = await requirePlan(deps, scope, from)
  const id = await deps.database.sql.transaction((tx) => insertPlan(tx, deps, scope, { kind, draft, from }))
  return readPlan(deps, scope, id)
}

async function insertPlan(
  tx: SqlTx,
  deps: Deps,
  scope: Scope,
  { kind, draft, from }: { kind: SopKind; draft: SopDraft; from: string | null },
): Promise<string> {
  const { corpId, staffId } = scope
  const now = deps.clock.now()
  const id = newId(now.getTime())
  const paths = pathsOf(scope)
  if (paths.length === 0) throw new AppError('not-allowed', { tell: { reason: 'no-units' } })
  await tx.run(
    `INSERT INTO "SopPlan" ("corpId", "id", "kind", "state", "title", "draftJson", "ownerStaffId", "copiedFrom", "createdAt", "updatedAt")
     VALUES (?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?)`,
    [corpId, id, kind, draft.title, JSON.stringify(draft), staffId, from, now, now],
  )
  for (const path of paths)
    await tx.run('INSERT INTO "SopPath" ("corpId", "planId", "path") VALUES (?, ?, ?)', [corpId, id, path])
  await writeAudit(tx, deps, scope, { action: 'sop-created', objectKind: 'sop', objectId: id })
  return id
}

/** The draft changes as somebody types; what is in force goes on until the change is put in force. */
export async function savePlan(
  deps: Deps,
  scope: Scope,
  { id, edition, draft }: { id: string; edition: number; draft: SopDraft },
): Promise<Sop> {
  const { corpId } = scope
  const before = await requireOwnPlan(deps, scope, id)
  await requireAudiences(deps, scope, draft.audience)
  const changed = await deps.database.sql.run(
    `UPDATE "SopPlan" SET "title" = ?, "draftJson" = ?, "edition" = "edition" + 1, "updatedAt" = ?
     WHERE "corpId" = ? AND "id" = ? AND "edition" = ? AND "state" <> 'ended'`,
    [draft.title, JSON.stringify(draft), deps.clock.now(), corpId, id, edition],
  )
  if (changed === 0)
    throw conflict(before.state === 'ended' ? 'not-in-that-state' : 'changed-meanwhile', {
      state: before.state,
    })
  return readPlan(deps, scope, id)
}
