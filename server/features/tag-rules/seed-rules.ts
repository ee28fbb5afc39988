import { isUniqueViolation } from '../../platform/db/database-error.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'
import { planSweep } from './jobs.ts'
import { storeVersion } from './edit-rules.ts'
import { STARTER_RULES } from './starter-rules.ts'

/** The starter rules, once for each corp that has never had a rule. */
export async function seedRules(deps: Deps): Promise<void> {
  const { db } = deps.database
  const corps = await db.corp.findMany({ select: { corpId: true } })
  const corpIds = new Set([deps.settings.WECOM_CORP_ID, ...corps.map((corp) => corp.corpId)])
  for (const corpId of corpIds)
    if ((await db.tagRule.count({ where: { corpId } })) === 0)
      await seedCorp(deps, corpId).catch((error: unknown) => {
        // Several processes start at once: another one was faster.
        if (!isUniqueViolation(error)) throw error
      })
}

async function seedCorp(deps: Deps, corpId: string): Promise<void> {
  const now = deps.clock.now()
  await deps.database.db.$transaction(async (tx) => {
    for (const [n, rule] of STARTER_RULES.entries()) {
      // Ids in the order of the list.
      const id = newId(now.getTime() + n)
      const { key, name, note, condition } = rule
      await tx.tagRule.create({
        data: {
          corpId,
          id,
          name,
          note,
          version: 1,
          conditionJson: JSON.stringify(condition),
          starterKey: key,
          createdAt: now,
          updatedAt: now,
        },
      })
      await storeVersion(tx, { corpId, ruleId: id, version: 1, input: rule, savedBy: null, savedAt: now })
      await planSweep(deps, tx, corpId, id)
    }
  })
}
