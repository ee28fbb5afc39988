import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { createGroupCommit, type GroupCommit } from '../../platform/db/group-commit.ts'
import { jsonTable } from '../../platform/db/json-sql.ts'
import { groupBy } from '../../platform/group-by.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { NewJob } from '../../platform/jobs/index.ts'
import type { CallbackEvent } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { welcomeJob } from '../welcome/index.ts'
import { objectKey, objectOf } from './event-object.ts'
import { jobsFor, type Named } from './objects-job.ts'

/** A verified callback on its way into the inbox. */
export interface Arrival {
  corpId: string
  hash: string
  event: CallbackEvent
  plaintext: string
}

/** A repeat may be a re-delivery, or a second change within one second that looks the same. */
const REPEAT_WAIT_MS = 2_000

const inboxes = new WeakMap<Deps, GroupCommit<Arrival, 'new' | 'repeat'>>()

/** Durable when it resolves: the rows of one turn of the event loop and their jobs are one transaction. */
export function receiveEvent(deps: Deps, arrival: Arrival): Promise<'new' | 'repeat'> {
  let inbox = inboxes.get(deps)
  if (!inbox) {
    inbox = createGroupCommit({
      sql: deps.database.sql,
      write: (tx, items) => writeArrivals(tx, deps, items),
    })
    inboxes.set(deps, inbox)
  }
  return inbox.add(arrival)
}

async function writeArrivals(tx: SqlTx, deps: Deps, arrivals: Arrival[]): Promise<('new' | 'repeat')[]> {
  const now = deps.clock.now()
  const { rows } = await bulkUpsert(tx, {
    table: 'InboxEvent',
    columns: [
      'corpId',
      'hash',
      'event',
      'changeType',
      'objectId',
      'bodySealed',
      'createdAtSec',
      'receivedAt',
      'repeats',
      'state',
      'attempts',
      'handledAt',
    ],
    key: ['corpId', 'hash'],
    update: 'none',
    rows: arrivals.map((arrival) => inboxRow(deps, arrival, now)),
    returning: ['hash'],
  })
  const fresh = new Set(rows.map((row) => String(row['hash'])))
  const results = arrivals.map(({ hash }): 'new' | 'repeat' => {
    // Two equal ones of one group: the first is new, the second repeats it.
    const isNew = fresh.delete(hash)
    return isNew ? 'new' : 'repeat'
  })
  const repeated = arrivals.filter((_, n) => results[n] === 'repeat')
  await countRepeats(tx, repeated)
  const told = arrivals.map((arrival, n) => ({ arrival, isRepeat: results[n] === 'repeat' }))
  await deps.jobs.addMany(
    tx,
    [...groupBy(told, ({ arrival }) => arrival.corpId).values()].flatMap((ofCorp) => jobsOf(ofCorp, now)),
  )
  return results
}

function inboxRow(deps: Deps, { corpId, hash, event, plaintext }: Arrival, now: Date) {
  const object = objectOf(event)
  return {
    corpId,
    hash,
    ...nameOf(event),
    objectId: object?.id ?? '',
    bodySealed: deps.sealer.seal(plaintext),
    createdAtSec: Math.floor(event.createdAt / 1000),
    receivedAt: now,
    repeats: 0,
    // Nothing to read again for what is new to us; it is kept and can be looked at.
    state: object ? 'received' : 'done',
    attempts: 0,
    handledAt: object ? null : now,
  }
}

function nameOf(event: CallbackEvent): { event: string; changeType: string } {
  if (event.kind === 'unknown') return { event: event.event, changeType: event.change }
  const detail =
    event.kind === 'chat' && event.detail !== undefined ? `updated ${event.detail}` : event.change
  return { event: event.kind, changeType: detail }
}

interface Told {
  arrival: Arrival
  isRepeat: boolean
}

/** A welcome code lives for seconds and goes ahead by itself. */
function jobsOf(told: Told[], now: Date): NewJob[] {
  const [{ arrival: first } = {}] = told
  if (!first) return []
  const { corpId } = first
  const at = now.toISOString()
  const objects = new Map<string, Named>()
  const welcomes: NewJob[] = []
  for (const { arrival, isRepeat } of told) {
    const { event } = arrival
    const object = objectOf(event)
    if (!object) continue
    // of two waits for one object the shorter counts
    const key = objectKey(object)
    if (!isRepeat || !objects.has(key))
      objects.set(key, { ...object, at, ...(isRepeat ? { waitMs: REPEAT_WAIT_MS } : {}) })
    if (!isRepeat && event.kind === 'contact' && event.welcomeCode !== undefined)
      welcomes.push(welcomeJob(corpId, arrival.hash))
  }
  return [...welcomes, ...jobsFor(corpId, [...objects.values()], now)]
}

async function countRepeats(tx: SqlTx, repeated: Arrival[]): Promise<void> {
  if (repeated.length === 0) return
  const counts = [...groupBy(repeated, ({ corpId, hash }) => `${corpId} ${hash}`).values()].flatMap(
    (same) => {
      const [one] = same
      return one ? [[one.corpId, one.hash, same.length]] : []
    },
  )
  const columns = { corpId: 'text', hash: 'text', n: 'int' } as const
  await tx.run(
    `UPDATE "InboxEvent" SET "repeats" = "repeats" + e."n" FROM ${jsonTable(tx.dialect, 'e', columns)}
     WHERE "InboxEvent"."corpId" = e."corpId" AND "InboxEvent"."hash" = e."hash"`,
    [JSON.stringify(counts)],
  )
}
