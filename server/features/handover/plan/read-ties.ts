import { inTextList } from '../../../platform/db/json-sql.ts'
import type { Deps } from '../../deps.ts'

/** What ties customers and groups of the giver to possible takers. Keys are `${staffId} ${object id}`. */
export interface Ties {
  /** They follow the customer, too. */
  follows: Set<string>
  /** They did before. */
  followed: Set<string>
  /** Both are in one customer group. */
  sharesGroup: Set<string>
  /** The taker is a member of the group. */
  inGroup: Set<string>
}

export const tieKey = (staffId: string, objectId: string): string => `${staffId} ${objectId}`

export async function readTies(
  deps: Deps,
  { corpId, fromStaffId, takerIds }: { corpId: string; fromStaffId: string; takerIds: readonly string[] },
): Promise<Ties> {
  const { sql } = deps.database
  const takers = JSON.stringify(takerIds)
  const [follows, shared, members] = await Promise.all([
    sql.all<{ staffId: string; objectId: string; endedAt: string | null }>(
      `SELECT o."staffId", o."externalUserid" AS "objectId", o."endedAt" FROM "Follow" f JOIN "Follow" o
         ON o."corpId" = f."corpId" AND o."externalUserid" = f."externalUserid"
       WHERE f."corpId" = ? AND f."staffId" = ? AND f."endedAt" IS NULL AND ${inTextList(sql.dialect, 'o."staffId"')}`,
      [corpId, fromStaffId, takers],
    ),
    sql.all<{ staffId: string; objectId: string }>(
      `SELECT DISTINCT s."id" AS "staffId", m."memberId" AS "objectId" FROM "Staff" s
       JOIN "GroupMember" t ON t."corpId" = s."corpId" AND t."memberId" = s."userid" AND t."leftAt" IS NULL
       JOIN "GroupMember" m ON m."corpId" = t."corpId" AND m."chatId" = t."chatId" AND m."type" = 2 AND m."leftAt" IS NULL
       JOIN "Follow" f ON f."corpId" = m."corpId" AND f."externalUserid" = m."memberId" AND f."staffId" = ? AND f."endedAt" IS NULL
       WHERE s."corpId" = ? AND ${inTextList(sql.dialect, 's."id"')}`,
      [fromStaffId, corpId, takers],
    ),
    sql.all<{ staffId: string; objectId: string }>(
      `SELECT s."id" AS "staffId", g."chatId" AS "objectId" FROM "Staff" s
       JOIN "GroupMember" m ON m."corpId" = s."corpId" AND m."memberId" = s."userid" AND m."leftAt" IS NULL
       JOIN "Group" g ON g."corpId" = m."corpId" AND g."chatId" = m."chatId" AND g."ownerStaffId" = ?
       WHERE s."corpId" = ? AND ${inTextList(sql.dialect, 's."id"')}`,
      [fromStaffId, corpId, takers],
    ),
  ])
  const keys = (rows: { staffId: string; objectId: string }[]): Set<string> =>
    new Set(rows.map((row) => tieKey(row.staffId, row.objectId)))
  return {
    follows: keys(follows.filter((row) => row.endedAt === null)),
    followed: keys(follows.filter((row) => row.endedAt !== null)),
    sharesGroup: keys(shared),
    inGroup: keys(members),
  }
}
