import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Tx } from '../../platform/db/index.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import type { ScriptEdition, ScriptEditions } from './contract.ts'
import { addEdition, contentOf, publish, rankAgain, requireEdition } from './editions.ts'
import { readScriptSetting } from './script-setting.ts'

interface Which {
  id: string
  version: number
}

const SHOWN = 100

/** Every edition, the newest first, with who wrote it and what became of it. */
export async function listEditions(deps: Deps, { corpId }: Scope, scriptId: string): Promise<ScriptEditions> {
  const { db } = deps.database
  const script = await db.script.findUnique({ where: { corpId_id: { corpId, id: scriptId } } })
  if (!script) throw new AppError('not-found', { log: 'no such script' })
  const rows = await db.scriptVersion.findMany({
    where: { corpId, scriptId },
    orderBy: { version: 'desc' },
    take: SHOWN,
  })
  const ids = rows.flatMap((row) => [row.editedBy, row.decidedBy].filter((id) => id !== null))
  const staff = await db.staff.findMany({
    where: { corpId, id: { in: ids } },
    select: { id: true, name: true },
  })
  const nameOf = new Map(staff.map((row) => [row.id, row.name]))
  const name = (id: string | null): string | null => (id === null ? null : (nameOf.get(id) ?? null))
  return {
    items: rows.map((row): ScriptEdition => ({
      version: row.version,
      title: row.title,
      body: row.body,
      linkUrl: row.linkUrl,
      state: row.state as ScriptEdition['state'],
      isLive: script.isPublished && row.version === script.version,
      at: row.at.toISOString(),
      editedBy: name(row.editedBy),
      decidedBy: name(row.decidedBy),
      decidedAt: row.decidedAt?.toISOString() ?? null,
      reason: row.reason,
      restoredFrom: row.restoredFrom,
    })),
  }
}

/** A draft is handed in; where nobody has to agree it is approved at once. */
export async function submitEdition(deps: Deps, scope: Scope, { id, version }: Which): Promise<Which> {
  const { corpId } = scope
  const { needsApproval } = await readScriptSetting(deps, corpId)
  await deps.database.db.$transaction(async (tx) => {
    const { state } = await requireNewest(tx, { corpId, id, version })
    if (state !== 'draft' && state !== 'refused')
      throw new AppError('conflict', { log: 'only a draft can be handed in', tell: { state } })
    if (needsApproval) await setState(tx, { corpId, id, version }, { state: 'pending', reason: null })
    else await approve(deps, tx, scope, { id, version })
  })
  return { id, version }
}

export async function decideEdition(
  deps: Deps,
  scope: Scope,
  { id, version, isApproved, reason }: Which & { isApproved: boolean; reason: string },
): Promise<Which> {
  const { corpId, staffId } = scope
  const { mayApproveOwn } = await readScriptSetting(deps, corpId)
  await deps.database.db.$transaction(async (tx) => {
    const edition = await requireNewest(tx, { corpId, id, version })
    if (edition.state !== 'pending')
      throw new AppError('conflict', {
        log: 'only what was handed in is decided',
        tell: { state: edition.state },
      })
    if (edition.editedBy === staffId && !mayApproveOwn)
      throw new AppError('not-allowed', { log: 'nobody approves the own text', tell: { reason: 'own-text' } })
    if (isApproved) await approve(deps, tx, scope, { id, version })
    else {
      const by = { decidedBy: staffId, decidedAt: deps.clock.now() }
      await setState(tx, { corpId, id, version }, { state: 'refused', reason, ...by })
      await audit(deps, tx, scope, { id, version, action: 'script-refused' })
    }
  })
  return { id, version }
}

/** An old text comes back as a new edition, and goes the way of every edition. */
export async function restoreEdition(deps: Deps, scope: Scope, { id, version }: Which): Promise<Which> {
  const { corpId, staffId } = scope
  const { needsApproval } = await readScriptSetting(deps, corpId)
  const at = deps.clock.now()
  const next = await deps.database.db.$transaction(async (tx) => {
    const script = await tx.script.findUnique({ where: { corpId_id: { corpId, id } } })
    if (!script) throw new AppError('not-found', { log: 'no such script' })
    const old = await requireEdition(tx, { corpId, scriptId: id, version })
    const content = contentOf(old)
    const number = script.edition + 1
    const state = needsApproval ? 'pending' : 'approved'
    await addEdition(tx, {
      corpId,
      scriptId: id,
      version: number,
      content,
      state,
      editedBy: staffId,
      at,
      restoredFrom: version,
    })
    await tx.script.update({
      where: { corpId_id: { corpId, id } },
      data: { edition: number, approval: state },
    })
    if (state === 'approved') {
      await publish(tx, { corpId, scriptId: id, version: number, content, at })
      await rankAgain(deps, tx, { corpId, scenes: [content.scene, script.scene] })
    }
    return number
  })
  return { id, version: next }
}

async function requireNewest(tx: Tx, { corpId, id, version }: Which & { corpId: string }) {
  const edition = await requireEdition(tx, { corpId, scriptId: id, version })
  const script = await tx.script.findUnique({ where: { corpId_id: { corpId, id } } })
  if (!script) throw new AppError('not-found', { log: 'no such script' })
  if (script.edition !== version)
    throw new AppError('conflict', { log: 'there is a newer edition', tell: { version: script.edition } })
  return edition
}

async function approve(deps: Deps, tx: Tx, scope: Scope, { id, version }: Which): Promise<void> {
  const { corpId, staffId } = scope
  const at = deps.clock.now()
  const edition = await requireEdition(tx, { corpId, scriptId: id, version })
  const before = await tx.script.findUnique({ where: { corpId_id: { corpId, id } } })
  const by = { decidedBy: staffId, decidedAt: at }
  await setState(tx, { corpId, id, version }, { state: 'approved', reason: null, ...by })
  const content = contentOf(edition)
  await publish(tx, { corpId, scriptId: id, version, content, at })
  await rankAgain(deps, tx, { corpId, scenes: [content.scene, before?.scene ?? null] })
  await audit(deps, tx, scope, { id, version, action: 'script-approved' })
}

async function setState(
  tx: Tx,
  { corpId, id, version }: Which & { corpId: string },
  change: {
    state: ScriptEdition['state']
    reason: string | null
    decidedBy?: string
    decidedAt?: Date
  },
): Promise<void> {
  await tx.scriptVersion.update({
    where: { corpId_scriptId_version: { corpId, scriptId: id, version } },
    data: change,
  })
  await tx.script.update({ where: { corpId_id: { corpId, id } }, data: { approval: change.state } })
}

async function audit(
  deps: Deps,
  tx: Tx,
  scope: Scope,
  { id, version, action }: Which & { action: string },
): Promise<void> {
  await writeAudit(tx, deps, scope, { action, objectKind: 'script', objectId: id, detail: { version } })
}
