import type { Condition } from '../../domain/audience/condition.ts'
import { maskText } from '../../domain/masks.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { countMembers } from '../audiences/count-members.ts'
import { memberRows } from '../audiences/list-members.ts'
import { memberPage } from '../audiences/member-page.ts'
import { members } from '../audiences/population.ts'
import type { Deps } from '../deps.ts'
import type { RulePreview } from './contract.ts'
import { ruleKey } from './tag-keys.ts'

const SAMPLE = 5

/** What saving a rule would do: how many would have its tag, what would change, and a few of them with names cut short. */
export async function previewRule(
  deps: Deps,
  scope: Scope,
  { condition, ruleId }: { condition: Condition; ruleId: string | null },
): Promise<RulePreview> {
  // A rule is the corp's, whoever writes it: counted over everybody.
  const corp: Scope = { ...scope, roles: ['admin'] }
  const [counted, page, change] = await Promise.all([
    countMembers(deps, corp, condition),
    memberPage(deps, corp, { condition, sort: 'newest', limit: SAMPLE }),
    ruleId === null ? null : countChange(deps, corp, { condition, ruleId }),
  ])
  const ids = page.items.map((item) => item.id)
  const rows = await memberRows(deps, corp, ids)
  return {
    ...counted,
    change,
    sample: rows.map((row) => ({
      ...row,
      name: maskText(row.name),
      avatar: null,
      externalUserid: null,
      isMasked: true,
    })),
  }
}

async function countChange(
  deps: Deps,
  corp: Scope,
  { condition, ruleId }: { condition: Condition; ruleId: string },
): Promise<{ gains: number; losses: number }> {
  const has: Condition = { is: 'choice', field: 'tag', values: [ruleKey(ruleId)] }
  const gains = await count(deps, corp, { all: [condition, { not: has }] })
  const losses = await count(deps, corp, { all: [has, { not: condition }] })
  return { gains, losses }
}

async function count(deps: Deps, corp: Scope, condition: Condition): Promise<number> {
  const where = members(deps, corp, condition)
  const rows = await deps.database.sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "Customer" cu WHERE ${where.sql}`,
    where.params,
  )
  return rows[0]?.n ?? 0
}
