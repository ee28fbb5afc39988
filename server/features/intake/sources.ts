import { ulid } from 'ulid'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Tx } from '../../platform/db/index.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import type { NewSource, ShownKey, SourceLimits } from './admin/contract.ts'
import { hashSecret, makeSecret, writeKey } from './source-key.ts'

/** The old secret goes on this long after a rotation, so that a system can change over without a gap. */
const OVERLAP_MS = 7 * 86_400_000

/** A new source and its first key, which is shown this once. */
export async function createSource(deps: Deps, scope: Scope, input: NewSource): Promise<ShownKey> {
  const { corpId, staffId } = scope
  const now = deps.clock.now()
  const sourceId = ulid(now.getTime())
  return deps.database.db.$transaction(async (tx) => {
    const taken = await tx.intakeSource.findFirst({
      where: { corpId, name: input.name },
      select: { id: true },
    })
    if (taken) throw new AppError('conflict', { log: 'source name is taken', tell: { field: 'name' } })
    await tx.intakeSource.create({
      data: { corpId, id: sourceId, ...input, createdBy: staffId, createdAt: now },
    })
    await writeAudit(tx, deps, scope, {
      action: 'intake-source-created',
      objectKind: 'intake-source',
      objectId: sourceId,
    })
    return addKey(tx, deps, scope, sourceId)
  })
}

/** A second secret; the one before it ends in a week, earlier ones at once. */
export async function rotateKey(deps: Deps, scope: Scope, sourceId: string): Promise<ShownKey> {
  const { corpId } = scope
  const now = deps.clock.now()
  return deps.database.db.$transaction(async (tx) => {
    await requireSource(tx, scope, sourceId)
    const live = await tx.intakeKey.findMany({
      where: { corpId, sourceId, OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
      orderBy: { id: 'desc' },
      select: { id: true },
    })
    const [latest, ...older] = live.map((key) => key.id)
    await tx.intakeKey.updateMany({ where: { corpId, id: { in: older } }, data: { endsAt: now } })
    if (latest !== undefined)
      await tx.intakeKey.update({
        where: { corpId_id: { corpId, id: latest } },
        data: { endsAt: new Date(now.getTime() + OVERLAP_MS) },
      })
    await writeAudit(tx, deps, scope, {
      action: 'intake-key-rotated',
      objectKind: 'intake-source',
      objectId: sourceId,
    })
    return addKey(tx, deps, scope, sourceId)
  })
}

/** One key at once, for a secret that leaked. */
export async function endKey(
  deps: Deps,
  scope: Scope,
  { sourceId, keyId }: { sourceId: string; keyId: string },
): Promise<void> {
  const { corpId } = scope
  const now = deps.clock.now()
  await deps.database.db.$transaction(async (tx) => {
    await requireSource(tx, scope, sourceId)
    const { count } = await tx.intakeKey.updateMany({
      where: { corpId, id: keyId, sourceId, OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
      data: { endsAt: now },
    })
    if (count === 0) throw new AppError('not-found', { log: 'no such live key' })
    await writeAudit(tx, deps, scope, {
      action: 'intake-key-ended',
      objectKind: 'intake-source',
      objectId: sourceId,
    })
  })
}

/** The source tells nothing from now on; what it told stays. */
export async function revokeSource(deps: Deps, scope: Scope, sourceId: string): Promise<void> {
  const now = deps.clock.now()
  await deps.database.db.$transaction(async (tx) => {
    await requireSource(tx, scope, sourceId)
    await tx.intakeSource.update({
      where: { corpId_id: { corpId: scope.corpId, id: sourceId } },
      data: { revokedAt: now },
    })
    await writeAudit(tx, deps, scope, {
      action: 'intake-source-revoked',
      objectKind: 'intake-source',
      objectId: sourceId,
    })
  })
}

export async function setLimits(
  deps: Deps,
  scope: Scope,
  { sourceId, limits }: { sourceId: string; limits: SourceLimits },
): Promise<void> {
  await deps.database.db.$transaction(async (tx) => {
    await requireSource(tx, scope, sourceId)
    await tx.intakeSource.update({
      where: { corpId_id: { corpId: scope.corpId, id: sourceId } },
      data: limits,
    })
    await writeAudit(tx, deps, scope, {
      action: 'intake-limits-changed',
      objectKind: 'intake-source',
      objectId: sourceId,
    })
  })
}

async function addKey(tx: Tx, deps: Deps, { corpId, staffId }: Scope, sourceId: string): Promise<ShownKey> {
  const now = deps.clock.now()
  const keyId = ulid(now.getTime())
  const secret = makeSecret()
  await tx.intakeKey.create({
    data: {
      corpId,
      id: keyId,
      sourceId,
      createdBy: staffId,
      createdAt: now,
      secretHash: hashSecret(deps.sealer, secret),
    },
  })
  return { sourceId, keyId, key: writeKey({ corpId, keyId, secret }) }
}

/** A live source of the corp; one of somebody else's does not exist. */
async function requireSource(tx: Tx, { corpId }: Scope, id: string): Promise<void> {
  const source = await tx.intakeSource.findFirst({
    where: { corpId, id, revokedAt: null },
    select: { id: true },
  })
  if (!source) throw new AppError('not-found', { log: 'no such intake source' })
}
