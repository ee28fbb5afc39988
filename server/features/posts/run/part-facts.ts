import type { SqlTx } from '../../../platform/db/index.ts'

export interface PartFacts {
  corpId: string
  id: string
  postId: string
  staffId: string
  userid: string
  staffStatus: string
  arm: string
  text: string
  state: string
  msgid: string | null
}

/** A task with what a call about it needs. */
export async function readPart(
  sql: Pick<SqlTx, 'all'>,
  { corpId, partId }: { corpId: string; partId: string },
): Promise<PartFacts | null> {
  const [row] = await sql.all<PartFacts>(
    `SELECT r."corpId", r."id", r."postId", r."staffId", s."userid", s."status" AS "staffStatus", r."arm", COALESCE(l."text", '') AS "text", r."state", r."msgid"
     FROM "PostPart" r JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId"
     LEFT JOIN "PostLot" l ON l."corpId" = r."corpId" AND l."postId" = r."postId" AND l."lotId" = r."lotId"
     WHERE r."corpId" = ? AND r."id" = ?`,
    [corpId, partId],
  )
  return row ?? null
}
