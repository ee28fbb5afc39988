import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import type { Tx } from '../../platform/db/index.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import type { RuleHistory, RuleInput, RuleSaved, TagRuleList } from './contract.ts'
import { planSweep } from './jobs.ts'
import { readCondition } from './read-rules.ts'

const MOST_RULES = 200

/** All rules of the corp with how many have their tag; a corp has tens of them, never thousands. */
export async function listRules(deps: Deps, { corpId }: Scope): Promise<TagRuleList> {
  const { db, sql } = deps.database
  const [rules, counts] = await Promise.all([
    db.tagRule.findMany({ where: { corpId }, orderBy: [{ isEnabled: 'desc' }, { id: 'asc' }] }),
    sql.all<{ ruleId: string; n: number }>(
      `SELECT "ruleId", COUNT(*) AS "n" FROM "CustomerTag" WHERE "corpId" = ? AND "endedAt" IS NULL AND "source" = 'rule' GROUP BY "ruleId"`,
      [corpId],
    ),
  ])
  const holders = new Map(counts.map((row) => [row.ruleId, row.n]))
  return {
    items: rules.map((row) => ({
      id: row.id,
      name: row.name,
      note: row.note,
      condition: readCondition(row.conditionJson),
      isEnabled: row.isEnabled,
      wecomTagId: row.wecomTagId,
      version: row.version,
      isStarter: row.starterKey !== null,
      holders: holders.get(row.id) ?? 0,
      updatedAt: row.updatedAt.toISOString(),
      appliedAt: row.appliedAt?.toISOString() ?? null,
    })),
  }
}

export async function readHistory(deps: Deps, { corpId }: Scope, ruleId: string): Promise<RuleHistory> {
  const { db } = deps.database
  const versions = await db.tagRuleVersion.findMany({
    where: { corpId, ruleId },
    orderBy: { version: 'desc' },
    take: 100,
  })
  if (versions.length === 0) throw new AppError('not-found', { log: 'no such rule' })
  const staff = await db.staff.findMany({
    where: { corpId, id: { in: versions.flatMap((row) => row.savedBy ?? []) } },
    select: { id: true, name: true },
  })
  const nameOf = new Map(staff.map((row) => [row.id, row.name]))
  return {
    versions: versions.map(({ version, name, conditionJson, savedBy, savedAt }) => ({
      version,
      name,
      condition: readCondition(conditionJson),
      savedBy: savedBy === null ? null : (nameOf.get(savedBy) ?? null),
      savedAt: savedAt.toISOString(),
    })),
  }
}

export async function createRule(deps: Deps, scope: Scope, input: RuleInput): Promise<RuleSaved> {
  const { corpId, staffId } = scope
  const now = deps.clock.now()
  const id = newId(now.getTime())
  await deps.database.db.$transaction(async (tx) => {
    await requireCorpTag(tx, corpId, input.wecomTagId)
    if ((await tx.tagRule.count({ where: { corpId } })) >= MOST_RULES)
      throw new AppError('limit-reached', { tell: { reason: 'too-many-rules' } })
    await tx.tagRule.create({
      data: {
        corpId,
        id,
        ...columnsOf(input),
        version: 1,
        createdBy: staffId,
        createdAt: now,
        updatedAt: now,
      },
    })
    await storeVersion(tx, { corpId, ruleId: id, version: 1, input, savedBy: staffId, savedAt: now })
    await writeAudit(tx, deps, scope, { action: 'tag-rule-created', objectKind: 'tag-rule', objectId: id })
    await planSweep(deps, tx, corpId, id)
  })
  return { id, version: 1 }
}

/** A new version; everybody who has the tag is held against it, and so is everybody else. */
export async function updateRule(
  deps: Deps,
  scope: Scope,
  { id, version, ...input }: RuleInput & { id: string; version: number },
): Promise<RuleSaved> {
  const { corpId, staffId } = scope
  const now = deps.clock.now()
  const next = version + 1
  await deps.database.db.$transaction(async (tx) => {
    await requireCorpTag(tx, corpId, input.wecomTagId)
    if ((await tx.tagRule.count({ where: { corpId, id } })) === 0)
      throw new AppError('not-found', { log: 'no such rule' })
    const { count } = await tx.tagRule.updateMany({
      where: { corpId, id, version },
      data: { ...columnsOf(input), version: next, updatedAt: now, appliedAt: null },
    })
    if (count === 0) throw new AppError('conflict', { tell: { reason: 'changed-meanwhile' } })
    await storeVersion(tx, { corpId, ruleId: id, version: next, input, savedBy: staffId, savedAt: now })
    await writeAudit(tx, deps, scope, { action: 'tag-rule-changed', objectKind: 'tag-rule', objectId: id })
    await planSweep(deps, tx, corpId, id)
  })
  return { id, version: next }
}

export async function storeVersion(
  tx: Tx,
  row: {
    corpId: string
    ruleId: string
    version: number
    input: Pick<RuleInput, 'name' | 'condition'>
    savedBy: string | null
    savedAt: Date
  },
): Promise<void> {
  const { input, ...rest } = row
  await tx.tagRuleVersion.create({
    data: { ...rest, name: input.name, conditionJson: JSON.stringify(input.condition) },
  })
}

async function requireCorpTag(tx: Tx, corpId: string, tagId: string | null): Promise<void> {
  if (tagId === null) return
  if ((await tx.tag.count({ where: { corpId, tagId, deletedAt: null } })) > 0) return
  throw new AppError('invalid-input', { tell: { field: 'wecomTagId', reason: 'unknown-tag' } })
}

function columnsOf({ name, note, condition, isEnabled, wecomTagId }: RuleInput) {
  return { name, note, conditionJson: JSON.stringify(condition), isEnabled, wecomTagId }
}
