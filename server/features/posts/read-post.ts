import { PART_STATES, TARGET_STATES } from '../../domain/post/kinds.ts'
import { mayRemindAt } from '../../domain/post/next-poll.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { Post } from './contract.ts'
import { checkDraft, type DraftProblems } from './draft/check-draft.ts'
import { ownMassReadTo } from './elsewhere/own-mass-read-to.ts'
import { mayDecide, mayEdit, requirePost, visibleSenders } from './policy.ts'
import { readPostSetting } from './post-setting.ts'
import { quietUntil } from './run/quiet-until.ts'
import { readReminds } from './run/remind-times.ts'
import type { StoredPost } from './stored-post.ts'

const NO_PROBLEMS: DraftProblems = {
  content: [],
  second: [],
  template: [],
  times: [],
  notes: [],
  audience: [],
  files: [],
  materials: [],
}

/** A post with how it stands; counts are of the members this person answers for. */
export async function readPost(deps: Deps, scope: Scope, id: string): Promise<Post> {
  const post = await requirePost(deps, scope, id)
  const isOpen = ['draft', 'waiting', 'scheduled'].includes(post.state)
  const [names, { approvalFrom }, problems, progress, ownReadAt] = await Promise.all([
    readNames(deps, post),
    readPostSetting(deps.database.sql, scope.corpId),
    isOpen ? checkDraft(deps, post) : NO_PROBLEMS,
    readProgress(deps, scope, post),
    ownMassReadTo(deps.database.sql, scope.corpId),
  ])
  const { kind, state, version, draft, plan } = post
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null
  const { version: planned, failure, ...counts } = plan
  const isOfToday = planned === version || state !== 'draft'
  return {
    id,
    kind,
    state,
    version,
    draft,
    problems,
    approvalFrom,
    progress,
    isMine: post.ownerStaffId === scope.staffId,
    mayEdit: mayEdit(scope, post),
    mayDecide: state === 'waiting' && mayDecide(scope, post),
    ownerName: names.get(post.ownerStaffId) ?? '',
    plan: {
      // What was counted for an older draft says nothing of this one.
      state: post.planState === 'ready' && !isOfToday ? 'none' : post.planState,
      at: iso(post.plannedAt),
      counts: post.planState === 'running' || (post.planState === 'ready' && isOfToday) ? counts : null,
      failure,
      ownReadAt: iso(ownReadAt),
    },
    submittedAt: iso(post.submittedAt),
    submittedByName: names.get(post.submittedBy ?? '') ?? null,
    decidedAt: iso(post.decidedAt),
    decidedByName: names.get(post.decidedBy ?? '') ?? null,
    decisionNote: post.decisionNote,
    startsAt: iso(post.startsAt),
    waitsUntil: iso(await readWait(deps, post, progress)),
    endsAt: iso(post.endsAt),
    startedAt: iso(post.startedAt),
    endedAt: iso(post.endedAt),
    updatedAt: post.updatedAt.toISOString(),
  }
}

async function readWait(deps: Deps, post: StoredPost, { parts }: Post['progress']): Promise<Date | null> {
  const nowMs = deps.clock.nowMs()
  if (post.state === 'scheduled')
    return quietUntil(deps, post, Math.max(nowMs, post.startsAt?.getTime() ?? nowMs))
  return post.state === 'running' && parts.planned > 0 ? quietUntil(deps, post, nowMs) : null
}

async function readNames(deps: Deps, post: StoredPost): Promise<Map<string, string>> {
  const ids = [post.ownerStaffId, post.submittedBy, post.decidedBy].filter((id) => id !== null)
  const rows = await deps.database.db.staff.findMany({
    where: { corpId: post.corpId, id: { in: ids } },
    select: { id: true, name: true },
  })
  return new Map(rows.map((row) => [row.id, row.name]))
}

async function readProgress(deps: Deps, scope: Scope, { corpId, id }: StoredPost): Promise<Post['progress']> {
  const { sql } = deps.database
  const own = visibleSenders(scope, '"staffId"')
  const held = scope.staffId // held rows without a sender belong to the post as a whole
  const [parts, targets, open, reads] = await Promise.all([
    sql.all<{ state: string; n: number }>(
      `SELECT "state", COUNT(*) AS "n" FROM "PostPart" WHERE "corpId" = ? AND "postId" = ? AND ${own.sql} GROUP BY "state"`,
      [corpId, id, ...own.params],
    ),
    sql.all<{ state: string; reason: string | null; n: number }>(
      `SELECT "state", "reason", COUNT(*) AS "n" FROM "PostTarget" WHERE "corpId" = ? AND "postId" = ?
         AND (${own.sql} OR ("staffId" IS NULL AND EXISTS (SELECT 1 FROM "Post" p WHERE p."corpId" = ? AND p."id" = ? AND p."ownerStaffId" = ?)))
       GROUP BY "state", "reason"`,
      [corpId, id, ...own.params, corpId, id, held],
    ),
    sql.all<{ remindsJson: string }>(
      `SELECT "remindsJson" FROM "PostPart" WHERE "corpId" = ? AND "postId" = ? AND "state" = 'out' AND "confirmedAt" IS NULL AND ${own.sql}`,
      [corpId, id, ...own.params],
    ),
    sql.all<{ at: string | null }>(
      `SELECT MAX("lastPollAt") AS "at" FROM "PostPart" WHERE "corpId" = ? AND "postId" = ? AND ${own.sql}`,
      [corpId, id, ...own.params],
    ),
  ])
  const nowMs = deps.clock.nowMs()
  const byState = new Map<string, number>()
  for (const { state, n } of targets) byState.set(state, (byState.get(state) ?? 0) + Number(n))
  const partsBy = new Map(parts.map(({ state, n }) => [state, Number(n)]))
  const counted = <S extends string>(states: readonly S[], from: Map<string, number>) =>
    Object.fromEntries(states.map((state) => [state, from.get(state) ?? 0])) as Record<S, number> // each state once
  return {
    parts: counted(PART_STATES, partsBy),
    targets: counted(TARGET_STATES, byState),
    reasons: targets
      .filter(({ state, reason }) => reason !== null && state !== 'planned')
      .map(({ reason, n }) => ({ reason: reason ?? '', count: Number(n) }))
      .sort((a, b) => b.count - a.count),
    remindable: open.filter((row) => mayRemindAt(readReminds(row.remindsJson), nowMs) <= nowMs).length,
    readAt: reads[0]?.at ? new Date(reads[0].at).toISOString() : null,
  }
}
