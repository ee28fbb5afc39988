import type { Sql } from '../../platform/db/index.ts'

/** Takes the doctor's own event out of the inbox again. True when it was there. */
export async function forgetTestEvent(
  sql: Sql,
  { corpId, hash }: { corpId: string; hash: string },
): Promise<boolean> {
  return (await sql.run('DELETE FROM "InboxEvent" WHERE "corpId" = ? AND "hash" = ?', [corpId, hash])) === 1
}
