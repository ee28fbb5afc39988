import { FUNNEL_STEPS, type Funnel } from './contract.ts'
import type { Dialect } from '../../../platform/db/index.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { MEASURED_FROM } from '../../../domain/rank-actions.ts'
import { judgeArms } from '../../actions/experiments/judge-arms.ts'
import type { Deps } from '../../deps.ts'
import type { Condition } from '../../staff/scope.ts'
import { requirePost, visibleSenders } from '../policy.ts'
import type { StoredPost } from '../stored-post.ts'

/** What somebody did because of a post is looked for this long. */
const WITHIN_DAYS = 14

type Step = (typeof FUNNEL_STEPS)[number]

/** Facts that say that somebody acted: they booked, asked, paid, redeemed. */
const ACTED = `'booking', 'test-drive', 'payment', 'coupon', 'survey', 'lead'`

/** Persons at each step, each also at the one before, from facts alone; and the two contents against each other. */
export async function readFunnel(deps: Deps, scope: Scope, id: string): Promise<Funnel> {
  const post = await requirePost(deps, scope, id)
  const hasLink = linksOf(post).length > 0
  const own = visibleSenders(scope, 't."staffId"')
  const [devices, ...counts] = await Promise.all([
    countDevices(deps, { post, own: visibleSenders(scope, 'l."staffId"') }),
    ...FUNNEL_STEPS.map((step) => countStep(deps, { post, step, own })),
  ])
  const arms = post.draft.second === null ? (['a'] as const) : (['a', 'b'] as const)
  const personsOf = (n: number, arm: 'a' | 'b'): number => counts[n]?.get(arm) ?? 0
  const perArm = arms.map((arm) => ({
    arm,
    steps: FUNNEL_STEPS.map((step, n) => ({ step, persons: personsOf(n, arm) })),
  }))
  return {
    hasLink,
    withinDays: WITHIN_DAYS,
    arms: perArm,
    total: FUNNEL_STEPS.map((step, n) => ({
      step,
      persons: arms.reduce((sum, arm) => sum + personsOf(n, arm), 0),
    })),
    devices,
    comparison: post.draft.second === null ? null : compare(perArm, { hasLink, devices }),
  }
}

async function countStep(
  { database: { sql } }: Deps,
  { post, step, own }: { post: StoredPost; step: Step; own: Condition },
): Promise<Map<string, number>> {
  const reached = stepCondition(sql.dialect, { post, step })
  const rows = await sql.all<{ arm: string; n: number }>(
    `SELECT t."arm", COUNT(DISTINCT t."customerId") AS "n" FROM "PostTarget" t WHERE t."corpId" = ? AND t."postId" = ? AND t."customerId" IS NOT NULL
       AND ${own.sql} AND ${reached.sql} GROUP BY t."arm"`,
    [post.corpId, post.id, ...own.params, ...reached.params],
  )
  return new Map(rows.map(({ arm, n }) => [arm, Number(n)]))
}

/**
 * Targets `t` at a step. Opened is a link of this post; acted and visited come after the delivery, in this order: what
 * somebody did before is not counted.
 */
export function stepCondition(dialect: Dialect, { post, step }: { post: StoredPost; step: Step }): Condition {
  const delivered: Condition = { sql: `t."state" = 'delivered'`, params: [] }
  const links = linksOf(post)
  const steps: Condition[] = [delivered]
  const at = FUNNEL_STEPS.indexOf(step)
  if (at >= 1 && links.length > 0)
    steps.push(
      fact(dialect, {
        kinds: `e."kind" = 'link-open' AND e."subject" IN (${links.map(() => '?').join(', ')})`,
        params: links,
      }),
    )
  else if (at === 1) steps.push({ sql: '1 = 0', params: [] })
  if (at >= 2) steps.push(fact(dialect, { kinds: `e."kind" IN (${ACTED})`, params: [] }))
  if (at >= 3) steps.push(visited(dialect))
  return {
    sql: `(${steps.map(({ sql }) => sql).join(' AND ')})`,
    params: steps.flatMap(({ params }) => params),
  }
}

function fact(dialect: Dialect, { kinds, params }: { kinds: string; params: string[] }): Condition {
  return {
    sql: `EXISTS (SELECT 1 FROM "TimelineEvent" e WHERE e."corpId" = t."corpId" AND e."customerId" = t."customerId" AND ${kinds}
      AND e."at" >= t."sentAt" AND ${daysLater(dialect, 'e."at"', 't."sentAt"')} <= ${WITHIN_DAYS})`,
    params,
  }
}

function visited(dialect: Dialect): Condition {
  const day =
    dialect === 'sqlite'
      ? `substr(datetime(t."sentAt", '+8 hours'), 1, 10)`
      : `to_char(t."sentAt" + interval '8 hours', 'YYYY-MM-DD')`
  const days =
    dialect === 'sqlite'
      ? `julianday(o."orderedOn") - julianday(${day})`
      : `(o."orderedOn"::date - (${day})::date)`
  return {
    sql: `EXISTS (SELECT 1 FROM "Order" o WHERE o."corpId" = t."corpId" AND o."customerId" = t."customerId" AND o."status" = 'done'
      AND o."orderedOn" >= ${day} AND ${days} <= ${WITHIN_DAYS})`,
    params: [],
  }
}

function daysLater(dialect: Dialect, later: string, earlier: string): string {
  return dialect === 'sqlite'
    ? `julianday(${later}) - julianday(${earlier})`
    : `EXTRACT(EPOCH FROM (${later} - ${earlier})) / 86400`
}

/** Programs and colleagues are not among them; features/links tells them apart. */
async function countDevices(
  { database: { sql } }: Deps,
  { post, own }: { post: StoredPost; own: Condition },
): Promise<Funnel['devices']> {
  const rows = await sql.all<{ channel: string; n: number }>(
    `SELECT l."channel", COUNT(DISTINCT o."visitor") AS "n" FROM "TrackedLink" l JOIN "LinkOpen" o ON o."corpId" = l."corpId" AND o."linkId" = l."id"
     WHERE l."corpId" = ? AND l."campaignId" = ? AND ${own.sql} GROUP BY l."channel"`,
    [post.corpId, post.id, ...own.params],
  )
  const of = (channel: string): number => Number(rows.find((row) => row.channel === channel)?.n ?? 0)
  return { a: of('post-a'), b: of('post-b') }
}

/** The links of a post, as a fact of another system or of our own pages names them: by address or by title. */
function linksOf({ draft: { content, second } }: StoredPost): string[] {
  const all = [content, ...(second === null ? [] : [second])].flatMap((one) => one.attachments)
  return [...new Set(all.flatMap((one) => (one.kind === 'link' ? [one.url, one.title] : [])))]
}

function compare(
  arms: readonly { arm: 'a' | 'b'; steps: { persons: number }[] }[],
  { hasLink, devices }: { hasLink: boolean; devices: Funnel['devices'] },
): Funnel['comparison'] {
  const personsAt = (step: Step) => arms.map(({ steps }) => steps[FUNNEL_STEPS.indexOf(step)]?.persons ?? 0)
  const isPersonal = personsAt('opened').some((persons) => persons > 0)
  const measure = !hasLink ? 'acted' : isPersonal ? 'opened' : 'devices'
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
