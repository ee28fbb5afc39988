import type { Deps } from '../deps.ts'
import { userKeyOf } from './find-staff.ts'

/** The userid itself was changed in WeCom. Everything of ours refers to the staff id; only WeCom's own keys move. */
export async function renameStaff(
  deps: Deps,
  { corpId, from, to }: { corpId: string; from: string; to: string },
): Promise<void> {
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    const taken = await tx.all('SELECT 1 AS "ok" FROM "Staff" WHERE "corpId" = ? AND "userKey" = ?', [
      corpId,
      userKeyOf(to),
    ])
    if (taken.length === 0)
      await tx.run(
        'UPDATE "Staff" SET "userid" = ?, "userKey" = ?, "digest" = \'\', "version" = "version" + 1, "updatedAt" = ? WHERE "corpId" = ? AND "userKey" = ?',
        [to, userKeyOf(to), now, corpId, userKeyOf(from)],
      )
    await tx.run(
      'UPDATE "Group" SET "ownerUserid" = ?, "digest" = \'\' WHERE "corpId" = ? AND LOWER("ownerUserid") = ?',
      [to, corpId, userKeyOf(from)],
    )
    await tx.run(
      `UPDATE "GroupMember" SET "memberId" = ? WHERE "corpId" = ? AND "type" = 1 AND LOWER("memberId") = ? AND NOT EXISTS
       (SELECT 1 FROM "GroupMember" o WHERE o."corpId" = "GroupMember"."corpId" AND o."chatId" = "GroupMember"."chatId" AND o."memberId" = ?)`,
      [to, corpId, userKeyOf(from), to],
    )
    for (const table of ['MomentPublisher', 'MomentCustomer', 'MomentReaction'])
      await tx.run(`UPDATE "${table}" SET "userid" = ? WHERE "corpId" = ? AND LOWER("userid") = ?`, [
        to,
        corpId,
        userKeyOf(from),
      ])
  })
}
