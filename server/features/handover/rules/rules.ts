import { ruleOf, RULE_KINDS, type RuleKind } from '../../../domain/handover-rule.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import { hasRole, type Scope } from '../../../platform/http/scope.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import { noteStep } from '../note-step.ts'
import type { RuleList } from './contract.ts'

interface UnitRow {
  id: string
  name: string
  path: string
}

/** Every unit one manages, with the rule that holds there. */
export async function listRules(deps: Deps, scope: Scope): Promise<RuleList> {
  const { sql } = deps.database
  const [units, rules] = await Promise.all([readOwnUnits(deps, scope), readRules(sql, scope.corpId)])
  const least = Math.min(...units.map((unit) => levelOf(unit.path)))
  return {
    items: units.map(({ id, name, path }) => ({
      unitId: id,
      name,
      depth: levelOf(path) - least,
      kind: rules.get(id) ?? null,
      effective: ruleOf(path, rules)?.kind ?? (rules.has(id) ? 'none' : null),
    })),
  }
}

export async function saveRule(
  deps: Deps,
  scope: Scope,
  { unitId, kind }: { unitId: string; kind: RuleKind | null },
): Promise<RuleList> {
  const units = await readOwnUnits(deps, scope)
  if (!units.some((unit) => unit.id === unitId))
    throw new AppError('not-found', { log: 'unit outside the scope' })
  const { corpId, staffId } = scope
  await deps.database.sql.transaction(async (tx) => {
    if (kind === null)
      await tx.run('DELETE FROM "HandoverRule" WHERE "corpId" = ? AND "unitId" = ?', [corpId, unitId])
    else
      await tx.run(
        `INSERT INTO "HandoverRule" ("corpId", "unitId", "kind", "updatedBy", "updatedAt") VALUES (?, ?, ?, ?, ?)
         ON CONFLICT ("corpId", "unitId") DO UPDATE SET "kind" = excluded."kind", "updatedBy" = excluded."updatedBy",
           "updatedAt" = excluded."updatedAt"`,
        [corpId, unitId, kind, staffId, deps.clock.now()],
      )
    await noteStep(tx, deps, { corpId, staffId, id: unitId, step: 'rule', detail: { kind } })
  })
  return listRules(deps, scope)
}

export async function readRules(sql: SqlTx, corpId: string): Promise<Map<string, RuleKind>> {
  const rows = await sql.all<{ unitId: string; kind: string }>(
    'SELECT "unitId", "kind" FROM "HandoverRule" WHERE "corpId" = ?',
    [corpId],
  )
  return new Map(
    rows.flatMap(({ unitId, kind }): [string, RuleKind][] => {
      const known = RULE_KINDS.find((one) => one === kind)
      return known ? [[unitId, known]] : []
    }),
  )
}

async function readOwnUnits(deps: Deps, scope: Scope): Promise<UnitRow[]> {
  const units = await deps.database.sql.all<UnitRow>(
    'SELECT "id", "name", "path" FROM "Unit" WHERE "corpId" = ? AND "lostAt" IS NULL ORDER BY "path"',
    [scope.corpId],
  )
  if (hasRole(scope, 'admin')) return units
  return units.filter((unit) => scope.unitPaths.some((path) => unit.path.startsWith(path)))
}

const levelOf = (path: string): number => path.split('/').length
