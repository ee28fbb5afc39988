import type { Scope } from '../../../platform/http/scope.ts'
import { FUNNEL_DAYS, FUNNEL_STEPS, type FunnelStep } from '../../../domain/post/funnel.ts'
import { MEASURED_FROM } from '../../../domain/rank-actions.ts'
import { judgeArms } from '../../actions/experiments/judge-arms.ts'
import { TARGETS } from '../../audiences/condition/post-steps.ts'
import type { Deps } from '../../deps.ts'
import type { Condition } from '../../staff/scope.ts'
import { requirePost, visibleSenders } from '../policy.ts'
import { readPostSetting } from '../post-setting.ts'
import type { StoredPost } from '../stored-post.ts'
import { chainReached, isOpenTold, linksOf, stepsUpTo } from './chain.ts'
import type { Funnel } from './contract.ts'

const OPENED = FUNNEL_STEPS.indexOf('opened')

/** Persons at each step, each also at the one before, from facts alone; and the two contents against each other. */
export async function readFunnel(deps: Deps, scope: Scope, id: string): Promise<Funnel> {
  const post = await requirePost(deps, scope, id)
  const { sql } = deps.database
  const links = linksOf(post)
  const isTold = await isOpenTold(sql, post)
  const own = visibleSenders(scope, 't."staffId"')
  const [{ responseTarget }, devices, groups, ...counts] = await Promise.all([
    readPostSetting(deps.database.sql, scope.corpId),
    countDevices(deps, { post, own: visibleSenders(scope, 'l."staffId"') }),
    post.kind === 'groups' ? countGroups(deps, { post, own }) : null,
    ...FUNNEL_STEPS.map((step) =>
      countStep(deps, { post, reached: chainReached(sql, { step, isTold }), own }),
    ),
  ])
  const arms = post.draft.second === null ? (['a'] as const) : (['a', 'b'] as const)
  const personsOf = (n: number, arm: 'a' | 'b'): number => counts[n]?.get(arm) ?? 0
  const stepsOf = (who: readonly ('a' | 'b')[]): Funnel['total'] =>
    FUNNEL_STEPS.map((step, n) => ({
      step,
      chain: stepsUpTo(step, isTold),
      persons: step === 'opened' && !isTold ? null : who.reduce((sum, arm) => sum + personsOf(n, arm), 0),
    }))
  const perArm = arms.map((arm) => ({ arm, steps: stepsOf([arm]) }))
  return {
    hasLink: links !== 'none',
    withinDays: FUNNEL_DAYS,
    targetPercent: responseTarget,
    arms: perArm,
    total: stepsOf(arms),
    devices: devices.all,
    openers: { known: arms.reduce((sum, arm) => sum + personsOf(OPENED, arm), 0), devices: devices.unknown },
    groups,
    comparison:
      post.draft.second === null || groups !== null
        ? null
        : compare(perArm, { measure: measureOf(links, isTold), devices: devices.all }),
  }
}

async function countStep(
  { database: { sql } }: Deps,
  { post, reached, own }: { post: StoredPost; reached: string; own: Condition },
): Promise<Map<string, number>> {
  const rows = await sql.all<{ arm: string; n: number }>(
    `SELECT t."arm", COUNT(DISTINCT t."customerId") AS "n" FROM ${TARGETS} WHERE t."corpId" = ? AND t."postId" = ? AND t."customerId" IS NOT NULL
       AND ${own.sql} AND ${reached} GROUP BY t."arm"`,
    [post.corpId, post.id, ...own.params],
  )
  return new Map(rows.map(({ arm, n }) => [arm, Number(n)]))
}

async function countGroups(
  { database: { sql } }: Deps,
  { post, own }: { post: StoredPost; own: Condition },
): Promise<{ a: number; b: number }> {
  const rows = await sql.all<{ arm: string; n: number }>(
    `SELECT t."arm", COUNT(*) AS "n" FROM "PostTarget" t WHERE t."corpId" = ? AND t."postId" = ? AND t."state" = 'delivered' AND ${own.sql} GROUP BY t."arm"`,
    [post.corpId, post.id, ...own.params],
  )
  const of = (arm: string): number => Number(rows.find((row) => row.arm === arm)?.n ?? 0)
  return { a: of('a'), b: of('b') }
}

/** Programs and colleagues are not among them; features/links tells them apart. */
async function countDevices(
  { database: { sql } }: Deps,
  { post, own }: { post: StoredPost; own: Condition },
): Promise<{ all: Funnel['devices']; unknown: number }> {
  const rows = await sql.all<{ channel: string; n: number; unknown: number }>(
    `SELECT l."channel", COUNT(DISTINCT o."visitor") AS "n", COUNT(DISTINCT CASE WHEN l."customerId" IS NULL THEN o."visitor" END) AS "unknown"
     FROM "TrackedLink" l JOIN "LinkOpen" o ON o."corpId" = l."corpId" AND o."linkId" = l."id"
     WHERE l."corpId" = ? AND l."campaignId" = ? AND ${own.sql} GROUP BY l."channel"`,
    [post.corpId, post.id, ...own.params],
  )
  const of = (channel: string): number => Number(rows.find((row) => row.channel === channel)?.n ?? 0)
  return {
    all: { a: of('post-a'), b: of('post-b') },
    unknown: rows.reduce((sum, row) => sum + Number(row.unknown), 0),
  }
}

type Measure = NonNullable<Funnel['comparison']>['measure']

/** Devices say how many opened, never who; a content without a link can only be compared by what people did. */
function measureOf(links: 'all' | 'some' | 'none', isTold: boolean): Measure {
  if (links !== 'all') return 'acted'
  return isTold ? 'opened' : 'devices'
}

function compare(
  arms: readonly { arm: 'a' | 'b'; steps: Funnel['total'] }[],
  { measure, devices }: { measure: Measure; devices: Funnel['devices'] },
): Funnel['comparison'] {
  const personsAt = (step: FunnelStep) =>
    arms.map(({ steps }) => steps[FUNNEL_STEPS.indexOf(step)]?.persons ?? 0)
  const counted = arms.map(({ arm }, n) => {
    const closed = personsAt('delivered')[n] ?? 0
    const successes = measure === 'devices' ? devices[arm] : (personsAt(measure)[n] ?? 0)
    return {
      key: arm,
      scriptId: '',
      version: null,
      title: '',
      // How many are in an arm is for the hash and the senders to say: it proves nothing.
      customers: 0,
      closed,
      successes: Math.min(closed, successes),
    }
  })
  const judged = judgeArms(counted, {})
  const { needed } = judged
  // Too few to have seen a difference is not the same as none.
  const isSmall = needed === null || counted.some(({ closed }) => closed < needed)
  return {
    verdict: judged.verdict === 'no-difference' && isSmall ? 'not-enough' : judged.verdict,
    measure,
    needed,
    least: MEASURED_FROM,
    arms: judged.arms.map((one, n) => ({
      arm: arms[n]?.arm ?? 'a',
      delivered: one.closed,
      answered: one.successes,
      rate: one.rate === null ? null : { value: one.rate.share, low: one.rate.low, high: one.rate.high },
    })),
  }
}
