import type { Dialect } from '../../server/platform/db/index.ts'
import type { Lab } from './lab.ts'

const KEEP = `INSERT INTO "FaultGroup" VALUES (NEW."runId", NEW."shard", NEW."pages")
  ON CONFLICT ("runId", "shard") DO UPDATE SET "pages" = excluded."pages";`

const TRIGGER: Record<Dialect, string[]> = {
  sqlite: [
    `CREATE TRIGGER "FaultGroups" AFTER UPDATE ON "SyncCursor" WHEN NEW."step" = 'contacts' BEGIN ${KEEP} END`,
  ],
  postgresql: [
    `CREATE FUNCTION fault_groups() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN ${KEEP} RETURN NULL; END'`,
    `CREATE TRIGGER "FaultGroups" AFTER UPDATE ON "SyncCursor" FOR EACH ROW WHEN (NEW."step" = 'contacts')
       EXECUTE FUNCTION fault_groups()`,
  ],
}

/** Pages of each group of members in the runs from now on; the service itself forgets them when a run ends. */
export async function watchGroups({
  database: { sql },
}: Lab): Promise<(runId: string) => Promise<Map<number, number>>> {
  await sql.run(
    'CREATE TABLE "FaultGroup" ("runId" TEXT, "shard" INTEGER, "pages" INTEGER, PRIMARY KEY ("runId", "shard"))',
  )
  for (const statement of TRIGGER[sql.dialect]) await sql.run(statement)
  return async (runId) => {
    const rows = await sql.all<{ shard: number; pages: number }>(
      'SELECT "shard", "pages" FROM "FaultGroup" WHERE "runId" = ?',
      [runId],
    )
    return new Map(rows.map((row) => [Number(row.shard), Number(row.pages)]))
  }
}
