import { EVERYONE, type Condition } from '../../domain/audience/condition.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { conditionInput } from '../audiences/condition/contract.ts'

/** A rule in force. */
export interface ActiveRule {
  id: string
  name: string
  version: number
  condition: Condition
  wecomTagId: string | null
}

export async function readActiveRules(tx: SqlTx, corpId: string): Promise<ActiveRule[]> {
  const rows = await tx.all<Omit<ActiveRule, 'condition'> & { conditionJson: string }>(
    `SELECT "id", "name", "version", "conditionJson", "wecomTagId" FROM "TagRule" WHERE "corpId" = ? AND "isEnabled" = ? ORDER BY "id"`,
    [corpId, true],
  )
  return rows.map(({ conditionJson, ...row }) => ({ ...row, condition: readCondition(conditionJson) }))
}

/** Stored conditions were checked when they were saved. One that this version cannot read holds for nobody. */
export function readCondition(json: string): Condition {
  const parsed = conditionInput.safeParse(JSON.parse(json))
  return parsed.success ? parsed.data : { not: EVERYONE }
}
