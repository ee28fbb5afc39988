import { z } from 'zod'
import { inTextList } from '../../platform/db/json-sql.ts'
import { jobHandler, type JobContext, type JobHandler, type JobOutcome } from '../../platform/jobs/index.ts'
import { parseEvent, type CallbackEvent } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { handleObject } from './handle-object.ts'
import { isPassing } from './run-failure.ts'

const MAX_TRIES = 5
/** The object may be older than its event for about two seconds. */
const SECOND_LOOK_MS = 3_000
const OUTAGE_WAIT_MS = 15_000

const payload = z.object({
  corpId: z.string(),
  kind: z.enum(['contact', 'group', 'tags', 'member', 'departments']),
  id: z.string(),
  isSecondLook: z.boolean().default(false),
})
type Payload = z.infer<typeof payload>

interface Settled {
  corpId: string
  hashes: string[]
}

interface Waiting {
  hash: string
  event: CallbackEvent
}

/** Reads one object again, whatever events named it, and settles those events. */
export function objectHandler(deps: Deps): JobHandler {
  return jobHandler({
    parse: (value) => payload.parse(value),
    run: (context, input) => run(deps, context, input),
    gaveUp: (_, input, error) => setAside(deps, input, error),
    maxAttempts: MAX_TRIES,
    // in a storm a call waits up to 70 s for its rate window, and may be repeated
    timeoutMs: 3 * 60_000,
    concurrency: 6,
  })
}

async function run(deps: Deps, { corpId }: JobContext, input: Payload): Promise<JobOutcome> {
  const waiting = await readWaiting(deps, input)
  const hashes = waiting.map((one) => one.hash)
  try {
    const { isStale } = await handleObject(
      deps,
      input,
      waiting.map((one) => one.event),
    )
    if (isStale && !input.isSecondLook)
      return { again: { afterMs: SECOND_LOOK_MS, payload: { ...input, isSecondLook: true } } }
    await settle(deps, { corpId, hashes })
    tellInbox(deps, { corpId, hashes, state: 'done' })
  } catch (error) {
    // Everybody waits while WeCom is down: that is no fault of these events.
    if (isPassing(error)) {
      tellInbox(deps, { corpId, hashes, state: 'received' })
      return { again: { afterMs: waitOf(error) } }
    }
    await countTry(deps, { corpId, hashes }, error)
    throw error
  }
}

function waitOf(error: unknown): number {
  const asked = error instanceof Error && 'retryAfterMs' in error ? Number(error.retryAfterMs) : 0
  return Math.max(OUTAGE_WAIT_MS, asked || 0)
}

async function readWaiting(deps: Deps, { corpId, id }: Payload): Promise<Waiting[]> {
  const rows = await deps.database.sql.all<{ hash: string; bodySealed: string }>(
    `SELECT "hash", "bodySealed" FROM "InboxEvent" WHERE "corpId" = ? AND "state" = 'received' AND "objectId" = ?
     ORDER BY "createdAtSec", "receivedAt"`,
    [corpId, id],
  )
  return rows.map((row) => ({ hash: row.hash, event: parseEvent(deps.sealer.open(row.bodySealed)) }))
}

async function settle(deps: Deps, { corpId, hashes }: Settled): Promise<void> {
  if (hashes.length === 0) return
  const { sql } = deps.database
  await sql.run(
    `UPDATE "InboxEvent" SET "state" = 'done', "handledAt" = ?, "errorText" = NULL WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"hash"')}`,
    [deps.clock.now(), corpId, JSON.stringify(hashes)],
  )
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
async function setAside(deps: Deps, input: Payload, error: unknown): Promise<void> {
  const { sql } = deps.database
  const { corpId } = input
  const hashes = (await readWaiting(deps, input)).map((one) => one.hash)
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
