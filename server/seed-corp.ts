import { homeCorp } from './corps/home-corp.ts'
import { sealAccess } from './corps/sealed-access.ts'
import type { Deps } from './features/deps.ts'

/** Settings that do not fit this machine's state; the process ends with EX_CONFIG and this text. */
export class ConfigProblem extends Error {}

/** The environment seeds and updates the home corp's row; a database of other companies alone is refused. */
export async function seedCorp({
  database,
  settings,
  sealer,
  clock,
}: Pick<Deps, 'database' | 'settings' | 'sealer' | 'clock'>): Promise<void> {
  const home = homeCorp(settings)
  const { corpId, name, agentId } = home
  const others = await database.db.corp.findMany({ select: { corpId: true } })
  if (others.length > 0 && !others.some((row) => row.corpId === corpId))
    throw new ConfigProblem(
      `DATABASE_URL holds another company (${others.map((row) => row.corpId).join(', ')}), not ${corpId}: point DATABASE_URL to an empty database`,
    )
  const now = clock.now()
  const values = { name, agentId, secretsSealed: sealAccess(sealer, home), updatedAt: now }
  await database.db.corp.upsert({
    where: { corpId },
    create: { corpId, ...values, createdAt: now },
    update: values,
  })
}
