import type { Deps } from '../../server/features/deps.ts'
import { postDraft } from '../../server/features/posts/contract.ts'
import { createPost, lookAtAudience } from '../../server/features/posts/draft/save-draft.ts'
import { readPost } from '../../server/features/posts/read-post.ts'
import { offsetClock } from '../../server/platform/clock.ts'
import type { Scope } from '../../server/platform/http/scope.ts'
import { createLog } from '../../server/platform/log.ts'
import { startService } from '../../server/start-service.ts'
import { benchSettings } from './bench-settings.ts'
import { atMost, type Goal } from './goals.ts'
import { seedCustomers } from './seed-customers.ts'
import { watchProcess } from './watch-process.ts'

const CUSTOMERS = 100_000
/** What deciding about one page may hold beside the service itself. */
const MORE_MB = 120
const LOOK_MS = 100
/** Nothing is asked of WeCom while a plan is made. */
const NOWHERE = 'http://127.0.0.1:9'

/** A post to everybody of a company of 100,000: who sends, who is held back, with one text for each store. */
export async function measurePosts(): Promise<Record<string, Goal>> {
  const settings = benchSettings({ weComOrigin: NOWHERE })
  const log = createLog({ level: 'error' })
  const service = await startService({ settings, clock: offsetClock(), log, ticks: false })
  const { deps } = service
  tell(`${CUSTOMERS} customers are written first`)
  await seedCustomers(deps, CUSTOMERS)
  await deps.database.sql.run('UPDATE "Staff" SET "followsCustomers" = ?', [true])
  await deps.database.optimize()
  // What the start has planned for so many new customers takes longer than all of this, and is measured elsewhere.
  await deps.database.sql.run('DELETE FROM "Job"')
  tell('the plan')
  const scope = await adminScope(deps)
  const draft = postDraft.parse({
    content: { text: '{{ store.name }}邀请您的{{ vehicle.model | default: "爱车" }}来做检测' },
  })
  const { id } = await createPost(deps, scope, { kind: 'customers', draft })
  const before = await watchProcess(() => Promise.resolve())
  const planning = await watchProcess(async () => {
    await lookAtAudience(deps, scope, id)
    while ((await readPost(deps, scope, id)).plan.state === 'running')
      await new Promise((next) => setTimeout(next, LOOK_MS))
  })
  const { plan } = await readPost(deps, scope, id)
  await service.stop()
  return {
    posts: atMost(planning.peakMb - before.peakMb, MORE_MB, {
      customers: plan.counts?.total,
      planned: plan.counts?.planned,
      held: plan.counts?.held,
      staff: plan.counts?.staff,
      seconds: planning.wallSeconds,
      peakMb: { before: before.peakMb, plan: planning.peakMb },
    }),
  }
}

/** Who waits sees how far it is. */
function tell(what: string): void {
  process.stderr.write(`posts: ${what}, ${Math.round(performance.now() / 1000)} s\n`)
}

async function adminScope({ database: { db }, settings }: Deps): Promise<Scope> {
  const corpId = settings.WECOM_CORP_ID
  const { id, userid } = await db.staff.findFirstOrThrow({ where: { corpId } })
  return { corpId, staffId: id, userid, app: 'console', roles: ['admin'], unitPaths: [] }
}
