import { z } from 'zod'
import { jsonTable } from '../../platform/db/json-sql.ts'
import { newId } from '../../platform/new-id.ts'
import { jobHandler, type JobHandler, type NewJob } from '../../platform/jobs/index.ts'
import type { Deps } from '../deps.ts'
import {
  OBJECT_JOB,
  OBJECT_KINDS,
  OBJECT_OF_EVENT,
  OBJECTS_JOB,
  objectJob,
  objectKey,
  type ObjectKind,
} from './event-object.ts'

/** A job by itself is written in the way of the answer only for few: from here on one job names all of a group. */
const MANY = 4
/** An event that waits for longer without a job has lost it. */
const LOST_AFTER_MS = 5 * 60_000
const KINDS = new Map<string, ObjectKind>(Object.entries(OBJECT_OF_EVENT))

const named = z.object({
  kind: z.enum(OBJECT_KINDS),
  id: z.string(),
  /** When its events had come in. */
  at: z.iso.datetime({ offset: true }),
  waitMs: z.number().optional(),
})
const payload = z.object({ corpId: z.string(), objects: z.array(named) })
export type Named = z.infer<typeof named>

/** A job for each object, or, for many, one that will make them: the inbox holds the events, so that none is lost. */
export function jobsFor(corpId: string, objects: readonly Named[], now: Date): NewJob[] {
  if (objects.length <= MANY) return objects.map((object) => jobOf(corpId, object))
  // A key, so that those that wait run as one; its own, so that none takes the place of another.
  return [{ name: OBJECTS_JOB, corpId, key: newId(now.getTime()), payload: { corpId, objects } }]
}

/** Gives each object its job. Those of a storm are written together, and one object that many name gets one. */
export function objectsHandler(deps: Deps): JobHandler {
  return jobHandler({
    parse: (value) => payload.parse(value),
    run: async (context, { corpId, objects }) => {
      await deps.database.sql.transaction(async (tx) => {
        await context.guard(tx)
        await deps.jobs.addMany(
          tx,
          objects.map((object) => jobOf(corpId, object)),
        )
      })
      deps.jobs.nudge()
    },
    join: (several) => ({
      corpId: several[0]?.corpId ?? '',
      objects: several.flatMap(({ objects }) => objects),
    }),
  })
}

function jobOf(corpId: string, { kind, id, at, waitMs }: Named): NewJob {
  return objectJob(corpId, { kind, id }, { now: new Date(at), ...(waitMs === undefined ? {} : { waitMs }) })
}

/** Events that wait although nothing is going to read their object: its job failed while the disk was full. */
export async function resumeEvents(deps: Deps, corpId: string): Promise<void> {
  const { sql } = deps.database
  const now = deps.clock.now()
  const rows = await sql.all<{ event: string; objectId: string }>(
    `SELECT DISTINCT "event", "objectId" FROM "InboxEvent" WHERE "corpId" = ? AND "state" = 'received' AND "receivedAt" < ?`,
    [corpId, new Date(now.getTime() - LOST_AFTER_MS)],
  )
  const objects = rows.flatMap(({ event, objectId }) => {
    const kind = KINDS.get(event)
    return kind ? [{ kind, id: objectId }] : []
  })
  if (objects.length === 0) return
  await sql.transaction(async (tx) => {
    const open = await tx.all<{ key: string }>(
      `SELECT j."key" FROM "Job" j JOIN ${jsonTable(tx.dialect, 'e', { key: 'text' })} ON j."openKey" = e."key"
       WHERE j."corpId" = ? AND j."name" = ?`,
      [JSON.stringify(objects.map((object) => [objectKey(object)])), corpId, OBJECT_JOB],
    )
    const known = new Set(open.map(({ key }) => key))
    const lost = objects.filter((object) => !known.has(objectKey(object)))
    await deps.jobs.addMany(
      tx,
      lost.map((object) => objectJob(corpId, object, { now, waitMs: 0 })),
    )
  })
}
