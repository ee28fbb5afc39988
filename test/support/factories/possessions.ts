import type { TestService } from '../service.ts'
import { corpId } from '../service.ts'

/** What is one member's alone: a customer nobody else follows, and a group of theirs without these colleagues. */
export interface Possessions {
  userid: string
  staffId: string
  customerId: string
  externalUserid: string
  chatId: string
}

export async function possessionsOf(
  service: TestService,
  { userid, without }: { userid: string; without: readonly string[] },
): Promise<Possessions> {
  const { sql } = service.database
  const staffId = await service.staffId(userid)
  const [customer] = await sql.all<{ customerId: string; externalUserid: string }>(
    `SELECT c."customerId", c."externalUserid" FROM "Follow" f
     JOIN "Contact" c ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
     JOIN "Customer" cu ON cu."corpId" = c."corpId" AND cu."id" = c."customerId" AND cu."phoneSealed" IS NOT NULL
     WHERE f."corpId" = ? AND f."staffId" = ? AND f."endedAt" IS NULL AND NOT EXISTS (SELECT 1 FROM "Follow" o
       WHERE o."corpId" = f."corpId" AND o."externalUserid" = f."externalUserid" AND o."staffId" <> f."staffId")
     ORDER BY f."followedAt" LIMIT 1`,
    [corpId, staffId],
  )
  const [group] = await sql.all<{ chatId: string }>(
    `SELECT g."chatId" FROM "Group" g WHERE g."corpId" = ? AND g."ownerStaffId" = ? AND g."dismissedAt" IS NULL
       AND NOT EXISTS (SELECT 1 FROM "GroupMember" m WHERE m."corpId" = g."corpId" AND m."chatId" = g."chatId"
         AND m."leftAt" IS NULL AND m."memberId" IN (${without.map(() => '?').join(', ')}))
     ORDER BY g."chatId" LIMIT 1`,
    [corpId, staffId, ...without],
  )
  if (!customer || !group) throw new Error(`${userid} has no customer or group of their own in this company`)
  return { userid, staffId, ...customer, chatId: group.chatId }
}

/** A new group of this member with some of their customers, in WeCom; the next sync brings it. */
export function foundGroup({ simulator }: TestService, userid: string, name = `${userid} 车友群`): string {
  const follows = [...simulator.truth.rows('follows')].filter((row) => row['userid'] === userid)
  const externalUserids = follows.slice(0, 4).map((row) => String(row['externalUserid']))
  return String(simulator.actions('create-group', { userid, name, externalUserids })['chatId'])
}
