import type { JobContext, JobOutcome } from '../../../platform/jobs/index.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import { addPartsJob } from '../run/jobs-of.ts'
import type { PlanFailure } from '../contract.ts'
import { findPost, type StoredPlan, type StoredPost } from '../stored-post.ts'
import { countPlan } from './count-plan.ts'
import { createFiller, type TextFiller } from './fill-texts.ts'
import { AudienceGone, countMeant, meantBy, nextCustomers, type Meant } from './next-customers.ts'
import { planCustomers } from './plan-customers.ts'
import { nextGroups, planGroups } from './plan-groups.ts'
import { readPlanTerms, type PlanTerms } from './plan-terms.ts'
import { dropOlder, writeTargets, type NewTarget } from './write-targets.ts'

export const PLAN_JOB = 'posts.plan'
const GROUP_PAGE = 500

/** A new look at the audience; one that still runs ends by itself. In the caller's transaction. */
export async function addPlanJob(
  tx: SqlTx,
  deps: Deps,
  { corpId, id, version }: Pick<StoredPost, 'corpId' | 'id' | 'version'>,
): Promise<void> {
  const plan: Partial<StoredPlan> = { version }
  const [row] = await tx.all<{ planNumber: number }>(
    `UPDATE "Post" SET "planNumber" = "planNumber" + 1, "planState" = 'running', "planJson" = ? WHERE "corpId" = ? AND "id" = ? RETURNING "planNumber"`,
    [JSON.stringify(plan), corpId, id],
  )
  await deps.jobs.add(tx, {
    name: PLAN_JOB,
    corpId,
    key: id,
    payload: { postId: id, planNumber: Number(row?.planNumber ?? 1), after: null, seen: 0, touched: 0 },
    lane: 'interactive',
  })
}

export interface PlanPlace {
  postId: string
  planNumber: number
  after: string | null
  seen: number
  touched: number
}

/**
 * Goes through the audience page by page and decides about each customer or group. Pages are written one by one, and
 * written twice they are the same rows, so a kill costs one slice.
 */
export async function planPost(
  deps: Deps,
  { context, corpId, place }: { context: JobContext; corpId: string; place: PlanPlace },
): Promise<JobOutcome> {
  const { sql } = deps.database
  const post = await findPost(sql, { corpId, id: place.postId })
  if (!post || post.planNumber !== place.planNumber || post.planState !== 'running') return
  try {
    if (post.kind === 'moment') return await finish(deps, { context, post, touched: 0 })
    const terms = await readPlanTerms(deps, post)
    const filler = createFiller(corpId, post.draft)
    const meant = post.kind === 'customers' ? await meantBy(deps, post) : null
    let { after, seen, touched } = place
    const total = post.plan.total || (meant === null ? 0 : await countMeant(deps, post, meant))
    for (;;) {
      const page = await planPage(deps, { post, terms, filler, meant, after })
      seen += page.targets.length
      touched += page.touchedLately
      const isCurrent = await sql.transaction(async (tx) => {
        await context.guard(tx)
        if (!(await noteProgress(tx, post, { seen, total: Math.max(total, seen) }))) return false
        await writeTargets(tx, { post, targets: page.targets, lots: filler.takeLots() })
        return true
      })
      if (!isCurrent) return
      tell(deps, post, { seen, total: Math.max(total, seen) })
      if (page.next === null) return await finish(deps, { context, post, touched })
      after = page.next
      if (context.shouldPause())
        return { again: { payload: { postId: post.id, planNumber: post.planNumber, after, seen, touched } } }
    }
  } catch (error) {
    if (!(error instanceof AudienceGone)) throw error
    await failPlan(deps, { corpId, place, failure: 'audience-gone' })
  }
}

/** Also when trying has ended for good: the page must not show a look that nobody carries on. */
export async function failPlan(
  deps: Deps,
  { corpId, place, failure }: { corpId: string; place: PlanPlace; failure: PlanFailure },
): Promise<void> {
  const { sql } = deps.database
  const post = await findPost(sql, { corpId, id: place.postId })
  if (!post) return
  const plan: Partial<StoredPlan> = { version: post.version, failure }
  await sql.run(
    `UPDATE "Post" SET "planState" = 'failed', "planJson" = ?
     WHERE "corpId" = ? AND "id" = ? AND "planNumber" = ? AND "planState" = 'running'`,
    [JSON.stringify(plan), corpId, post.id, place.planNumber],
  )
  tell(deps, post, {})
}

async function planPage(
  deps: Deps,
  {
    post,
    terms,
    filler,
    meant,
    after,
  }: { post: StoredPost; terms: PlanTerms; filler: TextFiller; meant: Meant | null; after: string | null },
): Promise<{ targets: NewTarget[]; touchedLately: number; next: string | null }> {
  const { sql } = deps.database
  if (meant === null) {
    const groups = await nextGroups(sql, post, after)
    const targets = await planGroups(sql, { post, terms, filler, groups })
    return {
      targets,
      touchedLately: 0,
      next: groups.length < GROUP_PAGE ? null : (groups.at(-1)?.chatId ?? null),
    }
  }
  const { customerIds, next } = await nextCustomers(deps, post, { meant, after })
  return { ...(await planCustomers(sql, { post, terms, filler, customerIds })), next }
}

/** False when somebody asked for a newer look. */
async function noteProgress(
  tx: SqlTx,
  { corpId, id, planNumber, version }: StoredPost,
  counts: Partial<StoredPlan>,
): Promise<boolean> {
  const changed = await tx.run(
    `UPDATE "Post" SET "planJson" = ? WHERE "corpId" = ? AND "id" = ? AND "planNumber" = ? AND "planState" = 'running'`,
    [JSON.stringify({ version, ...counts }), corpId, id, planNumber],
  )
  return changed === 1
}

async function finish(
  deps: Deps,
  { context, post, touched }: { context: JobContext; post: StoredPost; touched: number },
): Promise<JobOutcome> {
  const { sql } = deps.database
  const { corpId, id, planNumber, version } = post
  while (await sql.transaction((tx) => dropOlder(tx, post))) await context.guard(sql)
  const counts = await countPlan(deps, post)
  const plan: Partial<StoredPlan> = { version, ...counts, touchedLately: touched }
  await sql.transaction(async (tx) => {
    await context.guard(tx)
    const changed = await tx.run(
      `UPDATE "Post" SET "planState" = 'ready', "planJson" = ?, "plannedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "planNumber" = ? AND "planState" = 'running'`,
      [JSON.stringify(plan), deps.clock.now(), corpId, id, planNumber],
    )
    // Of a running post this look was the last: now the tasks are made.
    if (changed === 1) await addPartsJob(tx, deps, { corpId, postId: id })
  })
  tell(deps, post, { seen: counts.seen, total: counts.total })
}

function tell(deps: Deps, { corpId, id }: StoredPost, detail: Record<string, number>): void {
  deps.live.tell({ corpId, topic: 'post', id, detail })
}
