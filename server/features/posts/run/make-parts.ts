import { ulid } from 'ulid'
import type { JobContext, JobOutcome } from '../../../platform/jobs/index.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { bulkUpsert } from '../../../platform/db/bulk-upsert.ts'
import type { Deps } from '../../deps.ts'
import { planEffect } from '../../effects/index.ts'
import { momentPublishers } from '../plan/moment-reach.ts'
import { findPost, type StoredPost } from '../stored-post.ts'
import { finishIfSettled } from './settle.ts'

/** WeCom takes so many receivers in one call. */
const PER_CALL = { customers: 10_000, groups: 2_000 } as const
const PARTS_AT_ONCE = 10

interface Share {
  staffId: string
  arm: string
  lotId: string
}

/**
 * One task for each sender and text: the calls are planned in the same transaction as the rows that belong to them, so
 * that nobody is in two. Goes on where it was interrupted: rows that have a task are left alone.
 */
export async function makeParts(
  deps: Deps,
  { context, corpId, postId }: { context: JobContext; corpId: string; postId: string },
): Promise<JobOutcome> {
  const { sql } = deps.database
  for (;;) {
    const post = await findPost(sql, { corpId, id: postId })
    if (post?.state !== 'running' || post.planState !== 'ready') return
    const made = await sql.transaction(async (tx) => {
      await context.guard(tx)
      if (post.kind === 'moment') return makeMoment(tx, deps, post)
      const count = await makeSome(tx, deps, post)
      if (count === 0) await finishIfSettled(tx, deps, post)
      return count
    })
    deps.live.tell({ corpId, topic: 'post', id: postId, detail: { made } })
    if (made === 0) return
    if (context.shouldPause()) return { again: {} }
  }
}

async function makeSome(tx: SqlTx, deps: Deps, post: StoredPost): Promise<number> {
  const { corpId, id } = post
  const shares = await tx.all<Share>(
    `SELECT "staffId", "arm", "lotId" FROM "PostTarget" WHERE "corpId" = ? AND "postId" = ? AND "state" = 'planned' AND "partId" IS NULL
     GROUP BY "staffId", "arm", "lotId" ORDER BY "staffId", "arm", "lotId" LIMIT ${PARTS_AT_ONCE}`,
    [corpId, id],
  )
  for (const share of shares) await makePart(tx, deps, { post, share })
  return shares.length
}

async function makePart(
  tx: SqlTx,
  deps: Deps,
  { post, share: { staffId, arm, lotId } }: { post: StoredPost; share: Share },
): Promise<void> {
  const { corpId, id: postId, kind } = post
  const now = deps.clock.now()
  const partId = ulid(now.getTime())
  const open = `"corpId" = ? AND "postId" = ? AND "staffId" = ? AND "lotId" = ? AND "state" = 'planned' AND "partId" IS NULL`
  const whose = [corpId, postId, staffId, lotId]
  const isAnnouncement = kind === 'announcement'
  const size = await tx.run(
    `UPDATE "PostTarget" SET "partId" = ?, "state" = ? WHERE ${open} AND "targetId" IN (SELECT "targetId" FROM "PostTarget" WHERE ${open} ORDER BY "targetId" LIMIT ?)`,
    [
      partId,
      isAnnouncement ? 'out' : 'planned',
      ...whose,
      ...whose,
      kind === 'groups' ? PER_CALL.groups : PER_CALL.customers,
    ],
  )
  const planned = isAnnouncement
    ? null
    : await planEffect(tx, deps, {
        corpId,
        kind: 'post-message',
        key: `post-message:${partId}`,
        payload: { postId, partId },
        createdBy: post.ownerStaffId,
      })
  await tx.run(
    `INSERT INTO "PostPart" ("corpId", "id", "postId", "staffId", "arm", "lotId", "size", "state", "effectId", "outAt") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      corpId,
      partId,
      postId,
      staffId,
      arm,
      lotId,
      size,
      isAnnouncement ? 'out' : 'planned',
      planned?.id ?? null,
      isAnnouncement ? now : null,
    ],
  )
}

/** A moment is one call for all its members. */
async function makeMoment(tx: SqlTx, deps: Deps, post: StoredPost): Promise<0> {
  const { corpId, id: postId, ownerStaffId } = post
  const publishers = await momentPublishers(deps, post)
  if (publishers.length === 0) {
    await finishIfSettled(tx, deps, post)
    return 0
  }
  const { id: effectId } = await planEffect(tx, deps, {
    corpId,
    kind: 'post-moment',
    key: `post-moment:${postId}`,
    payload: { postId },
    createdBy: ownerStaffId,
  })
  await bulkUpsert(tx, {
    table: 'PostPart',
    columns: [
      'corpId',
      'id',
      'postId',
      'staffId',
      'arm',
      'size',
      'state',
      'effectId',
      'polls',
      'remindsJson',
    ],
    key: ['corpId', 'id'],
    update: 'none',
    // One part of a member, however often this runs.
    rows: publishers.map(({ staffId, size }) => ({
      corpId,
      id: `${postId}-${staffId}`,
      postId,
      staffId,
      arm: 'a',
      size,
      state: 'planned',
      effectId,
      polls: 0,
      remindsJson: '[]',
    })),
  })
  return 0
}
