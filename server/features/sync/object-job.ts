import { z } from 'zod'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import { groupBy } from '../../platform/group-by.ts'
import { jobHandler, type JobContext, type JobHandler } from '../../platform/jobs/index.ts'
import { parseEvent, type CallbackEvent } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { type EventObject, OBJECT_KINDS, objectJob } from './event-object.ts'
import { handleObject } from './handle-object.ts'
import { isPassing } from './run-failure.ts'

const MAX_TRIES = 5
/** The object may be older than its event for about two seconds: an answer that does not show it counts from then on. */
const TRUSTED_AFTER_MS = 3_000
const OUTAGE_WAIT_MS = 15_000

const payload = z.object({ kind: z.enum(OBJECT_KINDS), id: z.string() })

interface Settled {
  corpId: string
  hashes: string[]
}

interface Waiting {
  objectId: string
  hash: string
  receivedAt: Date
  event: CallbackEvent
}

/** How the look at one object ended. `waitMs`: it is looked at once more after that. */
interface Look {
  object: EventObject
  hashes: string[]
  end: 'done' | 'stale' | 'outage' | 'failed'
  waitMs: number
  error?: unknown
}

/**
 * Reads objects again, whatever events named them, and settles those events. Each has a job of its own; those that are
 * due at the same time are looked at as one, which in a storm saves most of the work around the look.
 */
export function objectHandler(deps: Deps): JobHandler {
  return jobHandler({
    parse: (value) => [payload.parse(value)],
    join: (several) => several.flat(),
    run: (context, objects) => run(deps, context, objects),
    gaveUp: ({ corpId }, objects, error) => setAside(deps, { corpId, objects, error }),
    maxAttempts: MAX_TRIES,
    // in a storm a call waits up to 70 s for its rate window, and may be repeated
    timeoutMs: 3 * 60_000,
    concurrency: 3,
  })
}

async function run(deps: Deps, { corpId }: JobContext, objects: readonly EventObject[]): Promise<void> {
  const waiting = groupBy(await readWaiting(deps, { corpId, objects }), (one) => one.objectId)
  const looks = await Promise.all(
    objects.map((object) => lookAt(deps, { corpId, object, waiting: waiting.get(object.id) ?? [] })),
  )
  await settle(deps, { corpId, looks })
  const failed = looks.filter((look) => look.end === 'failed')
  for (const { hashes, error } of failed) await countTry(deps, { corpId, hashes }, error)
  const [first] = failed
  if (first) throw first.error
}

/** Read also when no event waits: an edit that looks like one of the same second is only counted there. */
async function lookAt(
  deps: Deps,
  { corpId, object, waiting }: { corpId: string; object: EventObject; waiting: readonly Waiting[] },
): Promise<Look> {
  const hashes = waiting.map((one) => one.hash)
  const look = { object, hashes, waitMs: 0 }
  try {
    const events = waiting.map((one) => one.event)
    const { isStale } = await handleObject(deps, { corpId, ...object }, events)
    const waitMs = isStale ? untilTrusted(deps, waiting) : 0
    return waitMs > 0 ? { ...look, end: 'stale', waitMs } : { ...look, end: 'done' }
  } catch (error) {
    // Everybody waits while WeCom is down: that is no fault of these events.
    if (isPassing(error)) return { ...look, end: 'outage', waitMs: waitOf(error) }
    return { ...look, end: 'failed', error }
  }
}

function untilTrusted({ clock }: Deps, waiting: readonly Waiting[]): number {
  const latest = Math.max(...waiting.map(({ receivedAt }) => receivedAt.getTime()))
  return latest + TRUSTED_AFTER_MS - clock.nowMs()
}

function waitOf(error: unknown): number {
  const asked = error instanceof Error && 'retryAfterMs' in error ? Number(error.retryAfterMs) : 0
  return Math.max(OUTAGE_WAIT_MS, asked || 0)
}

async function readWaiting(
  deps: Deps,
  { corpId, objects }: { corpId: string; objects: readonly EventObject[] },
): Promise<Waiting[]> {
  const { sql } = deps.database
  const ids = JSON.stringify(objects.map(({ id }) => id))
  const rows = await sql.all<{ objectId: string; hash: string; receivedAt: string; bodySealed: string }>(
    `SELECT "objectId", "hash", "receivedAt", "bodySealed" FROM "InboxEvent" WHERE "corpId" = ? AND "state" = 'received'
       AND ${inTextList(sql.dialect, '"objectId"')} ORDER BY "createdAtSec", "receivedAt"`,
    [corpId, ids],
  )
  return rows.map(({ objectId, hash, receivedAt, bodySealed }) => {
    const event = parseEvent(deps.sealer.open(bodySealed))
    return { objectId, hash, receivedAt: rowTime(receivedAt), event }
  })
}

/** Events whose object was read are done; what must be looked at once more gets its own job for it. */
async function settle(
  deps: Deps,
  { corpId, looks }: { corpId: string; looks: readonly Look[] },
): Promise<void> {
  const done = looks.filter((look) => look.end === 'done' && look.hashes.length > 0)
  const again = looks.filter((look) => look.waitMs > 0)
  if (done.length + again.length === 0) return
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    await tx.run(
      `UPDATE "InboxEvent" SET "state" = 'done', "handledAt" = ?, "errorText" = NULL
       WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"hash"')}`,
      [now, corpId, JSON.stringify(done.flatMap((look) => look.hashes))],
    )
    await deps.jobs.addMany(
      tx,
      again.map(({ object, waitMs }) => objectJob(corpId, object, { now, waitMs })),
    )
  })
  for (const { hashes } of done) tellInbox(deps, { corpId, hashes, state: 'done' })
  for (const { hashes, end } of again)
    if (end === 'outage') tellInbox(deps, { corpId, hashes, state: 'received' })
}

async function countTry(deps: Deps, { corpId, hashes }: Settled, error: unknown): Promise<void> {
  const { sql } = deps.database
  await sql.run(
    `UPDATE "InboxEvent" SET "attempts" = "attempts" + 1, "errorText" = ? WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"hash"')}`,
    [textOf(error), corpId, JSON.stringify(hashes)],
  )
  tellInbox(deps, { corpId, hashes, state: 'received' })
}

/** After the last try the events are set aside with the reason; a person can play them again. */
async function setAside(
  deps: Deps,
  { corpId, objects, error }: { corpId: string; objects: readonly EventObject[]; error: unknown },
): Promise<void> {
  const { sql } = deps.database
  const hashes = (await readWaiting(deps, { corpId, objects })).map((one) => one.hash)
  await sql.run(
    `UPDATE "InboxEvent" SET "state" = 'parked', "errorText" = ? WHERE "corpId" = ? AND "state" = 'received'
       AND ${inTextList(sql.dialect, '"hash"')}`,
    [textOf(error), corpId, JSON.stringify(hashes)],
  )
  tellInbox(deps, { corpId, hashes, state: 'parked' })
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** One hint an object, however many events named it. */
function tellInbox(
  deps: Deps,
  { corpId, hashes, state }: Settled & { state: 'done' | 'received' | 'parked' },
): void {
  const [id] = hashes
  if (id !== undefined) deps.live.tell({ corpId, topic: 'inbox', id, detail: { state } })
}
