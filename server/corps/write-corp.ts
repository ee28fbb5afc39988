import type { CorpAccess } from '../features/corps.ts'
import type { Deps } from '../features/deps.ts'
import { UsageError } from '../platform/usage-error.ts'
import { sealAccess } from './sealed-access.ts'

/** Stores a corp sealed; running services know it within seconds. */
export async function writeCorp(
  { database, sealer, clock, corps }: Deps,
  access: CorpAccess,
  { isNew }: { isNew: boolean },
): Promise<void> {
  const { corpId, name, agentId } = access
  const now = clock.now()
  const data = { name, agentId, secretsSealed: sealAccess(sealer, access), updatedAt: now }
  if (isNew) await database.db.corp.create({ data: { corpId, ...data, createdAt: now } })
  else await database.db.corp.update({ where: { corpId }, data })
  corps.changed()
  await corps.read(corpId)
}

/** A corp that commands may change: the environment's own would be written over at the next start. */
export async function changeableCorp({ corps }: Deps, corpId: string | undefined): Promise<CorpAccess> {
  if (corpId === undefined) throw new UsageError('Name the corp: --id ww…')
  if (corpId === corps.homeId)
    throw new UsageError(
      `${corpId} is described by the environment: change WECOM_… there and restart (docs/settings.md)`,
    )
  const access = await corps.read(corpId)
  if (!access) throw new UsageError(`This service has no corp ${corpId}: npm run corp -- list shows them`)
  return access
}
