import { panelStatement, readCustomerPanel } from '../../server/features/panel/read-customer-panel.ts'
import { readSessionAhead } from '../../server/features/session/session-ahead.ts'
import type { Deps } from '../../server/features/deps.ts'
import type { Seeded } from './seed-customers.ts'

/** Reading statements of one profile request, session and scope included; anything through Prisma counts as well. */
export async function countStatements(deps: Deps, seeded: Seeded): Promise<number> {
  const externalUserid = seeded.externalUserids[1] ?? ''
  const token = seeded.cookie.split('=')[1] ?? ''
  let count = 0
  const { sql, db } = deps.database
  const counted: Deps = {
    ...deps,
    database: {
      ...deps.database,
      sql: { ...sql, all: (text, params) => ((count += 1), sql.all(text, params)) },
      db: new Proxy(db, { get: (target, name, self) => ((count += 1), Reflect.get(target, name, self)) }),
    },
  }
  const open = async (): Promise<void> => {
    const entered = await readSessionAhead(counted, {
      app: 'chat',
      token,
      ahead: (scope) => panelStatement(counted, scope, externalUserid),
    })
    if (!entered) throw new Error('the seeded session is not valid')
    await readCustomerPanel(counted, entered.scope, { externalUserid, entry: 'bench', found: entered.found })
  }
  // The first request of a session asks for it alone: what it may see is not known yet.
  await open()
  count = 0
  await open()
  return count
}
