import { hasRole, type Scope } from '../../platform/http/scope.ts'
import type { Condition } from './scope.ts'

/** Posts `p` one may read. */
export function visiblePosts(scope: Scope): Condition {
  return visiblePlanned(scope, { table: 'PostPath', key: 'postId' })
}

/**
 * What operators plan (`p`, with a table of its units) and one may read: an admin all, everybody the own; operators and
 * managers what touches their units, drafts and templates only operators.
 */
export function visiblePlanned(scope: Scope, paths: PathTable): Condition {
  if (hasRole(scope, 'admin')) return { sql: '1 = 1', params: [] }
  const own: Condition = { sql: 'p."ownerStaffId" = ?', params: [scope.staffId] }
  const operated = touching(scope.operatorPaths ?? [], paths)
  const managed = touching(hasRole(scope, 'manager') ? scope.unitPaths : [], paths)
  return {
    sql: `(${own.sql} OR ${operated.sql} OR (p."state" NOT IN ('draft', 'template') AND ${managed.sql}))`,
    params: [...own.params, ...operated.params, ...managed.params],
  }
}

interface PathTable {
  table: string
  key: string
}

/** One path lies within the other. */
function touching(paths: readonly string[], { table, key }: PathTable): Condition {
  if (paths.length === 0) return { sql: '1 = 0', params: [] }
  const parts = paths.map((path) => ({
    sql: `SUBSTR(pp."path", 1, ${path.length}) = ? OR SUBSTR(?, 1, LENGTH(pp."path")) = pp."path"`,
    params: [path, path],
  }))
  return {
    sql: `EXISTS (SELECT 1 FROM "${table}" pp WHERE pp."corpId" = p."corpId" AND pp."${key}" = p."id"
      AND (${parts.map(({ sql }) => sql).join(' OR ')}))`,
    params: parts.flatMap(({ params }) => params),
  }
}
