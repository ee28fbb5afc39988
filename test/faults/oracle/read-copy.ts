import type { Database, SqlParam } from '../../../server/platform/db/index.ts'
import { rowTime } from '../../../server/platform/db/row-values.ts'
import type { Sealer } from '../../../server/platform/seal.ts'
import type { Picture } from './compare.ts'
import { MOMENT_DAYS, tableOf } from './read-truth.ts'

interface FollowRow {
  staffId: string
  userid: string
  externalUserid: string
  remark: string
  description: string
  remarkCorpName: string | null
  mobilesSealed: string | null
  addWay: number
  state: string | null
  operUserid: string | null
  followedAt: string
  awaitingHandover: number | boolean
}

export interface CopySource {
  sql: Database['sql']
  sealer: Sealer
  corpId: string
  /** WeCom's time, which decides how far back moments are compared. */
  nowMs: number
}

/** What the copy says of the same things, with plain SQL: an oracle must not lean on the code it judges. */
export async function readCopy(source: CopySource): Promise<Picture> {
  const { sql, corpId } = source
  const rows: Ask = (text, ...more) => sql.all(text, [corpId, ...more])
  const follows = await rows<FollowRow>(
    `SELECT f."staffId", s."userid", f."externalUserid", f."remark", f."description", f."remarkCorpName", f."mobilesSealed",
       f."addWay", f."state", f."operUserid", f."followedAt", f."awaitingHandover"
     FROM "Follow" f JOIN "Staff" s ON s."corpId" = f."corpId" AND s."id" = f."staffId"
     WHERE f."corpId" = ? AND f."endedAt" IS NULL`,
  )
  const users = new Map(follows.map((row) => [`${row.staffId} ${row.externalUserid}`, row]))
  // WeCom shows a contact only by a member who is there.
  const shown = new Set(follows.filter((row) => !row.awaitingHandover).map((row) => row.externalUserid))
  const tagged = await rows<{ staffId: string; externalUserid: string; tagId: string }>(
    'SELECT "staffId", "externalUserid", "tagId" FROM "FollowTag" WHERE "corpId" = ?',
  )
  return {
    staff: tableOf(
      await rows<{ userid: string; name: string; status: string }>(
        'SELECT "userid", "name", "status" FROM "Staff" WHERE "corpId" = ?',
      ),
      (row) => [row.userid, row.status === 'left' ? 'left' : row.name],
    ),
    tags: tableOf(
      await rows<{ tagId: string; name: string; groupId: string }>(
        'SELECT "tagId", "name", "groupId" FROM "Tag" WHERE "corpId" = ? AND "deletedAt" IS NULL',
      ),
      (row) => [row.tagId, [row.name, row.groupId]],
    ),
    contacts: await readContacts(rows, shown),
    follows: tableOf(follows, (row) => [`${row.userid} ${row.externalUserid}`, followOf(row, source.sealer)]),
    followTags: new Map(
      tagged.flatMap((row) => {
        const follow = users.get(`${row.staffId} ${row.externalUserid}`)
        if (!follow || follow.awaitingHandover) return []
        return [[`${follow.userid} ${row.externalUserid} ${row.tagId}`, ''] as const]
      }),
    ),
    ...(await readGroups(rows)),
    ...(await readMoments(rows, source.nowMs)),
  }
}

type Ask = <Row extends object>(text: string, ...more: SqlParam[]) => Promise<Row[]>

/** A contact is born with one customer; a doubled one would leave a customer that no contact names. */
async function readContacts(rows: Ask, shown: ReadonlySet<string>): Promise<Map<string, string>> {
  const contacts = await rows<{
    externalUserid: string
    name: string
    type: number
    gender: number
    unionid: string | null
    customers: number
  }>(
    `SELECT c."externalUserid", c."name", c."type", c."gender", c."unionid", (SELECT COUNT(*) FROM "Customer" k
       WHERE k."corpId" = c."corpId" AND k."id" = c."customerId") AS "customers"
     FROM "Contact" c WHERE c."corpId" = ? AND c."lostAt" IS NULL`,
  )
  const stray = await rows<{ id: string }>(
    `SELECT "id" FROM "Customer" k WHERE "corpId" = ? AND NOT EXISTS
       (SELECT 1 FROM "Contact" c WHERE c."corpId" = k."corpId" AND c."customerId" = k."id")`,
  )
  const table = tableOf(
    contacts.filter((row) => shown.has(row.externalUserid)),
    (row) => {
      const customer = Number(row.customers) === 1 ? 'one customer' : `${row.customers} customers`
      return [row.externalUserid, [row.name, row.type, row.gender, row.unionid, customer]]
    },
  )
  for (const { id } of stray) table.set(`customer ${id}`, 'a customer without a contact')
  return table
}

function followOf(row: FollowRow, sealer: Sealer): unknown {
  if (row.awaitingHandover) return 'waiting'
  const mobiles: unknown = row.mobilesSealed === null ? [] : JSON.parse(sealer.open(row.mobilesSealed))
  return [
    row.remark,
    row.description,
    row.remarkCorpName ?? '',
    mobiles,
    row.addWay,
    row.state,
    row.operUserid,
    seconds(row.followedAt),
  ]
}

async function readGroups(rows: Ask): Promise<Picture> {
  const members = await rows<{ chatId: string; memberId: string; joinedAt: string }>(
    `SELECT m."chatId", m."memberId", m."joinedAt" FROM "GroupMember" m JOIN "Group" g ON g."corpId" = m."corpId"
       AND g."chatId" = m."chatId" WHERE m."corpId" = ? AND m."leftAt" IS NULL AND g."dismissedAt" IS NULL`,
  )
  return {
    groups: tableOf(
      await rows<{ chatId: string; name: string; ownerUserid: string; notice: string; status: number }>(
        'SELECT "chatId", "name", "ownerUserid", "notice", "status" FROM "Group" WHERE "corpId" = ? AND "dismissedAt" IS NULL',
      ),
      (row) => [row.chatId, [row.name, row.ownerUserid, row.notice, row.status]],
    ),
    members: tableOf(members, (row) => [`${row.chatId} ${row.memberId}`, seconds(row.joinedAt)]),
  }
}

async function readMoments(rows: Ask, nowMs: number): Promise<Picture> {
  const since = new Date(nowMs - MOMENT_DAYS * 86_400_000)
  const moments = await rows<{
    momentId: string
    creatorUserid: string
    createdAt: string
    createType: number
    visibleType: number
    text: string
  }>(
    `SELECT "momentId", "creatorUserid", "createdAt", "createType", "visibleType", "text" FROM "Moment"
     WHERE "corpId" = ? AND "createdAt" >= ?`,
    since,
  )
  const isMeant = new Set(moments.map((row) => row.momentId))
  const publishers = await rows<{ momentId: string; userid: string; published: number | boolean }>(
    'SELECT "momentId", "userid", "published" FROM "MomentPublisher" WHERE "corpId" = ?',
  )
  const reactions = await rows<{
    momentId: string
    userid: string
    kind: string
    actorId: string
    createdAt: string
  }>('SELECT "momentId", "userid", "kind", "actorId", "createdAt" FROM "MomentReaction" WHERE "corpId" = ?')
  return {
    moments: tableOf(moments, (row) => [
      row.momentId,
      [row.creatorUserid, seconds(row.createdAt), row.createType, row.visibleType, row.text],
    ]),
    publishers: tableOf(
      publishers.filter((row) => isMeant.has(row.momentId)),
      (row) => [`${row.momentId} ${row.userid}`, Boolean(row.published)],
    ),
    reactions: new Map(
      reactions
        .filter((row) => isMeant.has(row.momentId))
        .map((row) => {
          const at = seconds(row.createdAt)
          return [`${row.momentId} ${row.userid} ${row.kind} ${row.actorId} ${at}`, ''] as const
        }),
    ),
  }
}

function seconds(time: string): number {
  return rowTime(time).getTime() / 1000
}
