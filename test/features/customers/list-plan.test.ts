import { expect, it } from 'vitest'
import type { Deps } from '../../../server/features/deps.ts'
import { readCustomerRows } from '../../../server/features/customers/read-customer-rows.ts'
import type { SqlParam } from '../../../server/platform/db/index.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { openTestSqlite } from '../../support/database.ts'

const advisor: Scope = {
  corpId: 'ww1',
  staffId: 's1',
  userid: 'lina',
  app: 'console',
  roles: ['advisor'],
  unitPaths: [],
}
const manager: Scope = { ...advisor, roles: ['advisor', 'manager'], unitPaths: ['/u1/'] }

/** How SQLite goes about the rows of a page. */
async function plansOf(scope: Scope): Promise<string[]> {
  const database = await openTestSqlite()
  const { sql } = database
  const steps: string[] = []
  const explained = {
    ...sql,
    async all<T extends object>(text: string, params: readonly SqlParam[] = []) {
      for (const { detail } of await sql.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, params))
        steps.push(detail)
      return sql.all<T>(text, params)
    },
  }
  const deps = { database: { ...database, sql: explained } } as unknown as Deps
  await readCustomerRows(deps, scope, ['c1', 'c2', 'c3'])
  await database.close()
  return steps
}

it.each([
  ['a manager', manager],
  ['an advisor', advisor],
])('looks at the follows and tags of the page alone, for %s', async (_, scope) => {
  const steps = (await plansOf(scope)).filter((step) => /^(SEARCH|SCAN) [ft]\b/.test(step))
  expect(steps).toHaveLength(2)
  for (const step of steps) expect(step).toContain('externalUserid=?')
})
