import { bulkUpsert } from '../../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { StoredPost } from '../stored-post.ts'
import type { Lot } from './fill-texts.ts'

export interface NewTarget {
  targetId: string
  customerId?: string | null
  externalUserid?: string | null
  chatId?: string | null
  staffId: string | null
  arm: 'a' | 'b'
  lotId?: string | null
  state: 'held' | 'planned'
  reason?: string | null
  freeOn?: string | null
}

const COLUMNS = [
  ...([
    'corpId',
    'postId',
    'targetId',
    'planNumber',
    'customerId',
    'externalUserid',
    'chatId',
    'staffId',
  ] as const),
  ...(['arm', 'lotId', 'state', 'reason', 'freeOn'] as const),
] as const

/** A page of a look. The same page written twice is the same rows. */
export async function writeTargets(
  tx: SqlTx,
  { post, targets, lots }: { post: StoredPost; targets: readonly NewTarget[]; lots: readonly Lot[] },
): Promise<void> {
  const { corpId, id: postId, planNumber } = post
  await bulkUpsert(tx, {
    table: 'PostLot',
    columns: ['corpId', 'postId', 'lotId', 'arm', 'text'],
    key: ['corpId', 'postId', 'lotId'],
    update: 'none',
    rows: lots.map((lot) => ({ corpId, postId, ...lot })),
  })
  await bulkUpsert(tx, {
    table: 'PostTarget',
    columns: COLUMNS,
    key: ['corpId', 'postId', 'targetId'],
    rows: targets.map((target) => ({ corpId, postId, planNumber, ...target })),
  })
}

const AT_ONCE = 5000

/** Rows of an earlier look whom this one did not meet; some thousands at a time, so that the writer is free in between. */
export async function dropOlder(tx: SqlTx, { corpId, id, planNumber }: StoredPost): Promise<boolean> {
  const dropped = await tx.run(
    `DELETE FROM "PostTarget" WHERE "corpId" = ? AND "postId" = ? AND "targetId" IN
       (SELECT "targetId" FROM "PostTarget" WHERE "corpId" = ? AND "postId" = ? AND "planNumber" < ? LIMIT ${AT_ONCE})`,
    [corpId, id, corpId, id, planNumber],
  )
  return dropped === AT_ONCE
}
