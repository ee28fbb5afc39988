import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList, jsonTable } from '../../platform/db/json-sql.ts'
import { rowFlag, rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import { groupBy } from '../../platform/group-by.ts'
import type { Sealer } from '../../platform/seal.ts'
import { followKey, type FollowFields } from './incoming.ts'

/** A relation that is not in the copy as asked, and its contact. What the copy does not hold at all is null. */
export interface Suspect {
  externalUserid: string
  staffId: string
  contactDigest: string | null
  contactUpdatedAt: string | null
  lostAt: string | null
  followDigest: string | null
  followUpdatedAt: string | null
  endedAt: string | null
  awaitingHandover: number | boolean | null
}

/** The database compares, for most pages have nothing to tell: rows that are as they were never leave it. */
export function readSuspects(
  sql: SqlTx,
  corpId: string,
  asked: readonly { externalUserid: string; contactDigest: string; staffId: string; followDigest: string }[],
): Promise<Suspect[]> {
  const rows = asked.map((row) => [row.externalUserid, row.contactDigest, row.staffId, row.followDigest])
  const columns = {
    externalUserid: 'text',
    contactDigest: 'text',
    staffId: 'text',
    followDigest: 'text',
  } as const
  return sql.all<Suspect>(
    `SELECT a."externalUserid", a."staffId", c."digest" AS "contactDigest", c."updatedAt" AS "contactUpdatedAt", c."lostAt",
       f."digest" AS "followDigest", f."updatedAt" AS "followUpdatedAt", f."endedAt", f."awaitingHandover"
     FROM ${jsonTable(sql.dialect, 'a', columns)}
     LEFT JOIN "Contact" c ON c."corpId" = ? AND c."externalUserid" = a."externalUserid"
     LEFT JOIN "Follow" f ON f."corpId" = ? AND f."staffId" = a."staffId" AND f."externalUserid" = a."externalUserid"
     WHERE c."digest" IS DISTINCT FROM a."contactDigest" OR c."lostAt" IS NOT NULL
       OR f."digest" IS DISTINCT FROM a."followDigest" OR f."endedAt" IS NOT NULL OR f."awaitingHandover" = ?`,
    [JSON.stringify(rows), corpId, corpId, true],
  )
}

export interface StoredContact {
  externalUserid: string
  customerId: string
  name: string
  avatar: string | null
  type: number
  gender: number
  unionid: string | null
  position: string | null
  corpName: string | null
  lostAt: Date | null
  updatedAt: Date
  firstSeenAt: Date
}

export interface StoredFollow extends FollowFields {
  staffId: string
  externalUserid: string
  digest: string
  updatedAt: Date
  customerLeftAt: Date | null
  awaitingHandover: boolean
  endedAt: Date | null
}

/** Whole rows, for the few of a page that differ. */
export async function readContacts(
  sql: SqlTx,
  corpId: string,
  externalUserids: readonly string[],
): Promise<Map<string, StoredContact>> {
  const rows = await sql.all<SqlRow & { externalUserid: string }>(
    `SELECT "externalUserid", "customerId", "name", "avatar", "type", "gender", "unionid", "position", "corpName",
       "lostAt", "updatedAt", "firstSeenAt"
     FROM "Contact" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"externalUserid"')}`,
    [corpId, JSON.stringify(externalUserids)],
  )
  return new Map(rows.map((row) => [row.externalUserid, contactOf(row)]))
}

function contactOf(row: SqlRow): StoredContact {
  return {
    externalUserid: text(row['externalUserid']),
    customerId: text(row['customerId']),
    name: text(row['name']),
    avatar: textOrNull(row['avatar']),
    type: Number(row['type']),
    gender: Number(row['gender']),
    unionid: textOrNull(row['unionid']),
    position: textOrNull(row['position']),
    corpName: textOrNull(row['corpName']),
    lostAt: rowTimeOrNull(row['lostAt']),
    updatedAt: rowTime(row['updatedAt']),
    firstSeenAt: rowTime(row['firstSeenAt']),
  }
}

/** All follows of these contacts, by followKey. */
export async function readFollows(
  sql: SqlTx,
  { corpId, externalUserids, sealer }: { corpId: string; externalUserids: readonly string[]; sealer: Sealer },
): Promise<Map<string, StoredFollow>> {
  const list = JSON.stringify(externalUserids)
  const among = inTextList(sql.dialect, '"externalUserid"')
  const rows = await sql.all<SqlRow>(
    `SELECT "staffId", "externalUserid", "remark", "description", "remarkCorpName", "mobilesSealed", "addWay", "state",
       "operUserid", "followedAt", "digest", "updatedAt", "customerLeftAt", "awaitingHandover", "endedAt"
     FROM "Follow" WHERE "corpId" = ? AND ${among}`,
    [corpId, list],
  )
  const tags = await sql.all<{ staffId: string; externalUserid: string; tagId: string }>(
    `SELECT "staffId", "externalUserid", "tagId" FROM "FollowTag" WHERE "corpId" = ? AND ${among}`,
    [corpId, list],
  )
  const tagIds = groupBy(tags, followKey)
  return new Map(
    rows.map((row) => {
      const follow = followOf(row, sealer)
      const key = followKey(follow)
      return [key, { ...follow, tagIds: (tagIds.get(key) ?? []).map((tag) => tag.tagId).sort() }]
    }),
  )
}

function followOf(row: SqlRow, sealer: Sealer): StoredFollow {
  return {
    staffId: text(row['staffId']),
    externalUserid: text(row['externalUserid']),
    remark: text(row['remark']),
    description: text(row['description']),
    remarkCorpName: textOrNull(row['remarkCorpName']),
    mobiles: openMobiles(textOrNull(row['mobilesSealed']), sealer),
    addWay: Number(row['addWay']),
    state: textOrNull(row['state']),
    operUserid: textOrNull(row['operUserid']),
    followedAt: rowTime(row['followedAt']),
    tagIds: [],
    digest: text(row['digest']),
    updatedAt: rowTime(row['updatedAt']),
    customerLeftAt: rowTimeOrNull(row['customerLeftAt']),
    awaitingHandover: rowFlag(row['awaitingHandover']),
    endedAt: rowTimeOrNull(row['endedAt']),
  }
}

export function sealMobiles(mobiles: readonly string[], sealer: Sealer): string | null {
  return mobiles.length === 0 ? null : sealer.seal(JSON.stringify(mobiles))
}

function openMobiles(sealed: string | null, sealer: Sealer): string[] {
  if (sealed === null) return []
  const list: unknown = JSON.parse(sealer.open(sealed))
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
}

function text(value: unknown): string {
  return String(value)
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}
