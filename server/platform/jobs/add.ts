import type { Clock } from '../clock.ts'
import { type AnyTx, sqlIn } from '../db/prisma-sql.ts'
import { jsonTable, timeParam } from '../db/json-sql.ts'
import type { SqlTx } from '../db/sql.ts'
import { newId } from '../new-id.ts'
import type { JobRef } from './carrier.ts'
import { laneNumber } from './lanes.ts'
import type { NewJob } from './types.ts'

interface Row {
  corpId: string
  id: string
  name: string
  key: string
  lane: number
  runAt: string
  payloadJson: string
}

/** Gives the ids of the open jobs, new or known, in the order of the distinct keys. */
export async function insertJobs(tx: AnyTx, jobs: readonly NewJob[], clock: Clock): Promise<JobRef[]> {
  const sql = sqlIn(tx)
  const now = clock.now()
  const rows = distinct(jobs.map((job) => toRow(job, now)))
  const inserted: JobRef[] = []
  for (let from = 0; from < rows.length; from += 1000) {
    const chunk = rows.slice(from, from + 1000)
    const cells = chunk.map((row) => [
      row.corpId,
      row.id,
      row.name,
      row.key,
      row.lane,
      row.runAt,
      row.payloadJson,
    ])
    inserted.push(...(await sql.all<JobRef>(statement(sql), [now, JSON.stringify(cells)])))
  }
  return inserted
}

function toRow(job: NewJob, now: Date): Row {
  const id = newId(now.getTime())
  return {
    corpId: job.corpId,
    id,
    name: job.name,
    key: job.key ?? id,
    lane: laneNumber(job.lane ?? 'event'),
    runAt: (job.runAt ?? now).toISOString().replace('Z', '+00:00'),
    payloadJson: JSON.stringify(job.payload ?? null),
  }
}

/** One statement must not touch a row twice: of jobs with one key the last payload and the earliest time count. */
function distinct(rows: Row[]): Row[] {
  const byKey = new Map<string, Row>()
  for (const row of rows) {
    const known = byKey.get(`${row.corpId}\n${row.name}\n${row.key}`)
    const merged = known
      ? {
          ...row,
          lane: Math.min(row.lane, known.lane),
          runAt: row.runAt < known.runAt ? row.runAt : known.runAt,
        }
      : row
    byKey.set(`${row.corpId}\n${row.name}\n${row.key}`, merged)
  }
  return [...byKey.values()]
}

const columns = {
  corpId: 'text',
  id: 'text',
  name: 'text',
  key: 'text',
  lane: 'int',
  runAt: 'timestamp',
  payloadJson: 'text',
} as const

// A job that runs, or stands between two slices, keeps its payload and remembers the new one for once more.
// One that waits after a failure keeps its time, or a burst of the same event would use up its tries at once.
const isUnderWay = `("Job"."state" = 'running' OR "Job"."isMidway")`
const statement = ({ dialect }: SqlTx): string => `
  INSERT INTO "Job" ("corpId", "id", "name", "key", "openKey", "lane", "state", "runAt", "payloadJson", "createdAt")
  SELECT e."corpId", e."id", e."name", e."key", e."key", e."lane", 'ready', e."runAt", e."payloadJson", ${timeParam(dialect)}
  FROM ${jsonTable(dialect, 'e', columns)} WHERE true
  ON CONFLICT ("corpId", "name", "openKey") DO UPDATE SET
    "againJson" = CASE WHEN ${isUnderWay} THEN excluded."payloadJson" END,
    "payloadJson" = CASE WHEN ${isUnderWay} THEN "Job"."payloadJson" ELSE excluded."payloadJson" END,
    "lane" = CASE WHEN excluded."lane" < "Job"."lane" THEN excluded."lane" ELSE "Job"."lane" END,
    "runAt" = CASE
      WHEN "Job"."state" = 'running' AND "Job"."againJson" IS NULL THEN excluded."runAt"
      WHEN "Job"."state" = 'ready' AND ("Job"."isMidway" OR "Job"."attempts" > 0) THEN "Job"."runAt"
      WHEN excluded."runAt" < "Job"."runAt" THEN excluded."runAt"
      ELSE "Job"."runAt" END
  RETURNING "corpId", "id"`
