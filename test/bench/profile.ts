import { panelSql } from '../../server/features/panel/panel-sql.ts'
import { seesStaff } from '../../server/features/staff/scope.ts'
import { systemClock } from '../../server/platform/clock.ts'
import type { Scope } from '../../server/platform/http/scope.ts'
import { createLog } from '../../server/platform/log.ts'
import { buildDeps } from '../../server/start-service.ts'
import { benchSettings } from './bench-settings.ts'
import { settingsFile, startChild, type Child } from './child.ts'
import { countStatements } from './count-statements.ts'
import { atMost, type Goal } from './goals.ts'
import { closedLoop, openLoop, type Target } from './load.ts'
import { cpuMsOf } from './process-cpu.ts'
import { quantile, ratioOf, round3 } from './rounds.ts'
import { seedCustomers, type Seeded } from './seed-customers.ts'

const CUSTOMERS = 100_000
const REQUESTS = 4_000

/** b1–b4: the sidebar's first answer at 100,000 customers, with session, scope and access log. */
export async function measureProfile(): Promise<Record<string, Goal>> {
  // Only the answering side: what the worker makes of so many new customers is not the cost of a request.
  const settings = { ...benchSettings({ weComOrigin: 'http://127.0.0.1:9' }), LIUKE_ROLE: 'web' as const }
  const options = { settings, clock: systemClock, log: createLog({ level: 'error' }) }
  const deps = await buildDeps(options)
  const seeded = await seedCustomers(deps, CUSTOMERS)
  await deps.database.optimize()
  const statementUs = await statementCpuUs(deps, seeded)
  const statements = await countStatements(deps, seeded)
  await deps.database.close()

  const product = await startChild('profile-server', [settingsFile(settings)])
  const hello = await startChild('hello-server', [])
  const target: Target = {
    origin: product.origin,
    path: (n) => `/api/v1/panel/contacts/${seeded.externalUserids[(n * 7919) % CUSTOMERS]}?entry=bench`,
    headers: { cookie: seeded.cookie, 'x-liuke-app': 'chat' },
  }
  const floor: Target = { origin: hello.origin, path: () => '/', headers: {} }
  await closedLoop(target, { count: 500, connections: 8 })
  await closedLoop(floor, { count: 500, connections: 8 })
  const cpu = await ratioOf(
    () => cpuUsPerRequest(product, target),
    () => cpuUsPerRequest(hello, floor),
  )
  const times = await openLoop(target, { perSecond: 200, seconds: 10 })
  product.process.kill()
  hello.process.kill()
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)]
  return {
    b1: atMost(cpu.ratio, 8, { ...cpu, unit: 'CPU µs a request, baseline: bare Koa' }),
    b2: atMost(cpu.product / statementUs, 2.5, { statementUs: round3(statementUs) }),
    b3: atMost(p50, 5, { unit: 'ms, the half, at 200 a second' }),
    'b3 p99': atMost(p99, 50, { unit: 'ms' }),
    b4: atMost(statements, 2, { unit: 'statements' }),
  }
}

/** The same statement in process through the same driver: what the request would cost without us. */
async function statementCpuUs(deps: Awaited<ReturnType<typeof buildDeps>>, seeded: Seeded): Promise<number> {
  const corpId = deps.settings.WECOM_CORP_ID
  const scope: Scope = {
    corpId,
    staffId: 'staff0',
    userid: 'staff0',
    app: 'chat',
    roles: ['manager'],
    unitPaths: ['/u1/'],
  }
  const visible = seesStaff(scope, 'f."staffId"')
  const { sql } = deps.database
  const text = panelSql(sql.dialect, visible.sql)
  const run = async (count: number): Promise<number> => {
    const before = process.cpuUsage()
    for (let n = 0; n < count; n += 1)
      await sql.all(text, [
        scope.staffId,
        corpId,
        seeded.externalUserids[(n * 7919) % CUSTOMERS] ?? '',
        ...visible.params,
      ])
    const { user, system } = process.cpuUsage(before)
    return (user + system) / count
  }
  await run(500)
  return run(REQUESTS)
}

async function cpuUsPerRequest(child: Child, target: Target): Promise<number> {
  const before = cpuMsOf(child.pid)
  await closedLoop(target, { count: REQUESTS, connections: 8 })
  return ((cpuMsOf(child.pid) - before) * 1000) / REQUESTS
}
