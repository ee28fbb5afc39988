import type { Database, SqlParam } from '../../../server/platform/db/index.ts'
import { groupBy } from '../../../server/platform/group-by.ts'
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
  sql: Pick<Database['sql'], 'all'>
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
    ...(await readDirectory(rows)),
    tagGroups: tableOf(
      await rows<{ groupId: string; name: string; sortOrder: number }>(
        'SELECT "groupId", "name", "sortOrder" FROM "TagGroup" WHERE "corpId" = ? AND "deletedAt" IS NULL',
      ),
      (row) => [row.groupId, [row.name, row.sortOrder]],
    ),
    tags: tableOf(
      await rows<{ tagId: string; name: string; groupId: string; sortOrder: number }>(
        'SELECT "tagId", "name", "groupId", "sortOrder" FROM "Tag" WHERE "corpId" = ? AND "deletedAt" IS NULL',
      ),
      (row) => [row.tagId, [row.name, row.groupId, row.sortOrder]],
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

interface StaffRow {
  id: string
  userid: string
  name: string
  position: string | null
  status: string
  mainDepartment: number | null
  followsCustomers: number | boolean
}

async function readDirectory(rows: Ask): Promise<Picture> {
  const places = groupBy(
    await rows<{ staffId: string; departmentId: number; isLeader: number | boolean }>(
      `SELECT p."staffId", u."departmentId", p."isLeader" FROM "StaffUnit" p
         JOIN "Unit" u ON u."corpId" = p."corpId" AND u."id" = p."unitId"
       WHERE p."corpId" = ? ORDER BY u."departmentId"`,
    ),
    (row) => row.staffId,
  )
  const staff = await rows<StaffRow>(
    `SELECT s."id", s."userid", s."name", s."position", s."status", m."departmentId" AS "mainDepartment",
       s."followsCustomers"
     FROM "Staff" s LEFT JOIN "Unit" m ON m."corpId" = s."corpId" AND m."id" = s."mainUnitId" WHERE s."corpId" = ?`,
  )
  const units = await rows<{ departmentId: number; name: string; parent: number | null; sortOrder: number }>(
    `SELECT u."departmentId", u."name", p."departmentId" AS "parent", u."sortOrder"
     FROM "Unit" u LEFT JOIN "Unit" p ON p."corpId" = u."corpId" AND p."id" = u."parentId"
     WHERE u."corpId" = ? AND u."lostAt" IS NULL`,
  )
  return {
    departments: tableOf(units, (row) => [
      String(row.departmentId),
      [row.name, row.parent ?? 0, row.sortOrder],
    ]),
    staff: tableOf(staff, (row) => {
      if (row.status === 'left') return [row.userid, 'left']
      const own = (places.get(row.id) ?? []).map((one) => [one.departmentId, Boolean(one.isLeader)])
      const { name, status, mainDepartment } = row
      return [
        row.userid,
        [name, row.position ?? '', status, mainDepartment, own, Boolean(row.followsCustomers)],
      ]
    }),
  }
}

/** A contact is born with one customer; a doubled one would leave a customer that no contact names. */
async function readContacts(rows: Ask, shown: ReadonlySet<string>): Promise<Map<string, string>> {
  const contacts = await rows<{
    externalUserid: string
    name: string
    avatar: string | null
    type: number
    gender: number
    unionid: string | null
    position: string | null
    corpName: string | null
    customers: number
  }>(
    `SELECT c."externalUserid", c."name", c."avatar", c."type", c."gender", c."unionid", c."position", c."corpName", (SELECT COUNT(*) FROM "Customer" k
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
      const own = [row.name, row.avatar ?? '', row.type, row.gender, row.unionid ?? '']
      return [row.externalUserid, [...own, row.position ?? '', row.corpName ?? '', customer]]
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

interface GroupRow {
  chatId: string
  name: string
  ownerUserid: string
  notice: string
  status: number
  createdAt: string
  memberVersion: string | null
  memberCount: number
  externalCount: number
}

interface MemberRow {
  chatId: string
  memberId: string
  type: number
  name: string
  groupNickname: string | null
  unionid: string | null
  isAdmin: number | boolean
  joinedAt: string
  joinScene: number
  invitorUserid: string | null
  state: string | null
}

async function readGroups(rows: Ask): Promise<Picture> {
  const groups = await rows<GroupRow>(
    `SELECT "chatId", "name", "ownerUserid", "notice", "status", "createdAt", "memberVersion", "memberCount", "externalCount"
     FROM "Group" WHERE "corpId" = ? AND "dismissedAt" IS NULL`,
  )
  const members = await rows<MemberRow>(
    `SELECT m."chatId", m."memberId", m."type", m."name", m."groupNickname", m."unionid", m."isAdmin", m."joinedAt",
       m."joinScene", m."invitorUserid", m."state"
     FROM "GroupMember" m JOIN "Group" g ON g."corpId" = m."corpId" AND g."chatId" = m."chatId"
     WHERE m."corpId" = ? AND m."leftAt" IS NULL AND g."dismissedAt" IS NULL`,
  )
  return {
    groups: tableOf(groups, (row) => {
      const { name, ownerUserid, notice, status, memberVersion, memberCount, externalCount } = row
      const own = [name, ownerUserid, notice, status, seconds(row.createdAt)]
      return [row.chatId, [...own, memberVersion, memberCount, externalCount]]
    }),
    members: tableOf(members, (row) => [
      `${row.chatId} ${row.memberId}`,
      [
        row.type,
        row.name,
        row.groupNickname ?? '',
        row.unionid ?? '',
        Boolean(row.isAdmin),
        seconds(row.joinedAt),
        row.joinScene,
        row.invitorUserid ?? '',
        row.state ?? '',
      ],
    ]),
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
