import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlRow, SqlTx } from '../../platform/db/index.ts'
import { rowFlag } from '../../platform/db/row-values.ts'
import type { Deps } from '../deps.ts'
import type { DriftNote } from '../contacts/drift.ts'
import { moveGroupTasks } from '../customers/move-tasks.ts'
import { reportDoings } from '../customers/report-doings.ts'
import { userKeyOf, type StaffIndex } from '../staff/find-staff.ts'
import type { GroupRow, MemberRow } from './incoming-group.ts'

/** What an event said about leaving; the group itself only shows who is there now. */
export interface LeaveHint {
  members: readonly string[]
  quitScene: number | null
  at: Date
}

export interface GroupWritten {
  outcome: 'created' | 'changed' | 'same'
  drift: DriftNote[]
}

const KEEP_READ_AT_MS = 24 * 3_600_000

interface StoredGroup {
  digest: string
  name: string
  ownerUserid: string
  ownerStaffId: string | null
  notice: string
  status: number
  updatedAt: string
  readAt: string
  dismissedAt: string | null
}

/** Makes one group equal to what WeCom says; an unchanged one is not written. */
export async function writeGroup(
  tx: SqlTx,
  deps: Deps,
  input: { corpId: string; group: GroupRow; staff: StaffIndex; readAt: Date; leaves?: readonly LeaveHint[] },
): Promise<GroupWritten> {
  const { corpId, group, readAt } = input
  const [before] = await tx.all<StoredGroup>(
    `SELECT "digest", "name", "ownerUserid", "ownerStaffId", "notice", "status", "updatedAt", "readAt", "dismissedAt"
     FROM "Group" WHERE "corpId" = ? AND "chatId" = ?`,
    [corpId, group.chatId],
  )
  const ownerStaffId = input.staff.get(userKeyOf(group.ownerUserid)) ?? null
  // Written after this answer was asked for: newer than the answer.
  if (before && Date.parse(before.updatedAt) > readAt.getTime()) return { outcome: 'same', drift: [] }
  const isSame =
    before?.digest === group.digest && before.dismissedAt === null && before.ownerStaffId === ownerStaffId
  if (isSame) {
    if (readAt.getTime() - Date.parse(before.readAt) > KEEP_READ_AT_MS)
      await tx.run('UPDATE "Group" SET "readAt" = ? WHERE "corpId" = ? AND "chatId" = ?', [
        readAt,
        corpId,
        group.chatId,
      ])
    return { outcome: 'same', drift: [] }
  }
  const { members: _members, isWhole: _isWhole, ...row } = group
  await bulkUpsert(tx, {
    table: 'Group',
    columns: [
      'corpId',
      'chatId',
      'name',
      'ownerUserid',
      'ownerStaffId',
      'notice',
      'status',
      'memberVersion',
      'memberCount',
      'externalCount',
      'createdAt',
      'search',
      'digest',
      'readAt',
      'updatedAt',
      'dismissedAt',
    ],
    key: ['corpId', 'chatId'],
    rows: [{ ...row, corpId, ownerStaffId, readAt, updatedAt: deps.clock.now(), dismissedAt: null }],
  })
  if (before && ownerStaffId !== null && before.ownerStaffId !== ownerStaffId)
    await moveGroupTasks(tx, { corpId, chatIds: [group.chatId], toStaffId: ownerStaffId })
  const moves = await writeMembers(tx, { corpId, group, leaves: input.leaves ?? [], readAt })
  await reportMoves(tx, deps, { corpId, moves })
  return { outcome: before ? 'changed' : 'created', drift: groupDrift(before, group, moves) }
}

interface Moves {
  joined: string[]
  left: string[]
}

/** To be in one of our groups is a fact about the customer. */
async function reportMoves(
  tx: SqlTx,
  deps: Deps,
  { corpId, moves }: { corpId: string; moves: Moves },
): Promise<void> {
  const moved = [...moves.joined, ...moves.left]
  await reportDoings(tx, deps, { corpId, externalUserids: moved })
}

async function writeMembers(
  tx: SqlTx,
  input: { corpId: string; group: GroupRow; leaves: readonly LeaveHint[]; readAt: Date },
): Promise<Moves> {
  const { corpId, group, leaves, readAt } = input
  const stored = await tx.all<SqlRow & { memberId: string }>(
    'SELECT * FROM "GroupMember" WHERE "corpId" = ? AND "chatId" = ?',
    [corpId, group.chatId],
  )
  const known = new Map(stored.map((row) => [row.memberId, row]))
  const differing = group.members.filter((member) => !isSameMember(member, known.get(member.memberId)))
  await bulkUpsert(tx, {
    table: 'GroupMember',
    columns: [
      'corpId',
      'chatId',
      'memberId',
      'type',
      'name',
      'groupNickname',
      'unionid',
      'isAdmin',
      'joinedAt',
      'joinScene',
      'invitorUserid',
      'state',
      'leftAt',
      'quitScene',
    ],
    key: ['corpId', 'chatId', 'memberId'],
    rows: differing.map((member) => ({
      ...member,
      corpId,
      chatId: group.chatId,
      leftAt: null,
      quitScene: null,
    })),
  })
  const present = new Set(group.members.map((member) => member.memberId))
  const gone = group.isWhole
    ? stored.filter((row) => row['leftAt'] === null && !present.has(row.memberId))
    : []
  for (const { memberId } of gone) {
    const hint = leaves.findLast((leave) => leave.members.includes(memberId))
    await tx.run(
      'UPDATE "GroupMember" SET "leftAt" = ?, "quitScene" = ? WHERE "corpId" = ? AND "chatId" = ? AND "memberId" = ?',
      [hint?.at ?? readAt, hint?.quitScene ?? null, corpId, group.chatId, memberId],
    )
  }
  const isBack = (row: SqlRow | undefined): boolean => row === undefined || row['leftAt'] !== null
  return {
    joined: differing.filter((member) => isBack(known.get(member.memberId))).map((member) => member.memberId),
    left: gone.map((row) => row.memberId),
  }
}

function isSameMember(member: MemberRow, row: SqlRow | undefined): boolean {
  return (
    row !== undefined &&
    row['leftAt'] === null &&
    row['type'] === member.type &&
    row['name'] === member.name &&
    row['groupNickname'] === member.groupNickname &&
    row['unionid'] === member.unionid &&
    rowFlag(row['isAdmin']) === member.isAdmin &&
    Date.parse(String(row['joinedAt'])) === member.joinedAt.getTime() &&
    row['joinScene'] === member.joinScene &&
    row['invitorUserid'] === member.invitorUserid &&
    row['state'] === member.state
  )
}

function groupDrift(before: StoredGroup | undefined, group: GroupRow, { joined, left }: Moves): DriftNote[] {
  const base = { objectKind: 'group' as const, objectId: group.chatId, state: 'repaired' as const }
  if (!before) return [{ ...base, field: 'group', ours: null, theirs: group.name, reason: 'missing' }]
  const notes: DriftNote[] = []
  for (const field of ['name', 'ownerUserid', 'notice', 'status'] as const)
    if (before[field] !== group[field])
      notes.push({
        ...base,
        field,
        ours: String(before[field]),
        theirs: String(group[field]),
        reason: field === 'status' ? 'silent-change' : 'lost-event',
      })
  if (joined.length > 0)
    notes.push({ ...base, field: 'members', ours: null, theirs: joined.join(' '), reason: 'missing' })
  if (left.length > 0)
    notes.push({ ...base, field: 'members', ours: left.join(' '), theirs: null, reason: 'vanished' })
  return notes
}

/** The group is gone at WeCom. Members and history stay. */
export async function dismissGroup(
  tx: SqlTx,
  deps: Deps,
  { corpId, chatId, at }: { corpId: string; chatId: string; at: Date },
): Promise<boolean> {
  const changed = await tx.run(
    'UPDATE "Group" SET "dismissedAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "chatId" = ? AND "dismissedAt" IS NULL',
    [at, deps.clock.now(), corpId, chatId],
  )
  return changed > 0
}
