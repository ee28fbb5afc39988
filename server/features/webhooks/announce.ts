import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'
import type { WebhookType } from './contract.ts'

const IDS_OF_A_MESSAGE = 100
/** How far back a tag change still belongs to the report that is being handled. */
const RECENT_MS = 3_600_000

export interface Message {
  type: WebhookType | 'webhook.test'
  /** One message for one fact; left out: each stands for itself. */
  key?: string
  data: Record<string, string | string[]>
  /** Only endpoints that existed before hear it. */
  since?: Date
}

/** What to tell of customers somebody reported, to whoever subscribed. */
export async function announce(
  deps: Deps,
  {
    corpId,
    type,
    customerIds,
  }: {
    corpId: string
    type: 'customer.changed' | 'order.linked' | 'facts.recorded'
    customerIds: readonly string[]
  },
): Promise<void> {
  const { db } = deps.database
  const anybody = await db.webhookEndpoint.findFirst({
    where: { corpId, state: 'active' },
    select: { id: true },
  })
  if (!anybody) return
  await deps.database.sql.transaction(async (tx) => {
    const messages = pieces(customerIds).map((ids): Message => ({ type, data: { customerIds: ids } }))
    const more = type === 'customer.changed' ? await readNews(tx, deps, { corpId, customerIds }) : []
    await post(tx, deps, { corpId, messages: [...messages, ...more] })
  })
}

/** Records that were joined, each once: a merge that is taken apart again reports both sides, too, and tells nothing. */
export async function announceMerges(
  deps: Deps,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<void> {
  await deps.database.sql.transaction(async (tx) => {
    const merges = await tx.all<{ id: string; fromId: string; intoId: string; madeAt: string }>(
      `SELECT "id", "fromId", "intoId", "madeAt" FROM "CustomerMerge"
       WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"fromId"')} AND "splitAt" IS NULL`,
      [corpId, JSON.stringify(customerIds)],
    )
    const messages = merges.map(({ id, fromId, intoId, madeAt }): Message => ({
      type: 'customer.merged',
      key: `merged:${id}`,
      since: new Date(madeAt),
      data: { customerId: intoId, fromId },
    }))
    await post(tx, deps, { corpId, messages })
  })
}

/** Births, tag changes and handovers among them: each is told once, however often the customer changes later. */
async function readNews(
  tx: SqlTx,
  { clock }: Deps,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<Message[]> {
  const params = [corpId, JSON.stringify(customerIds)]
  const since = new Date(clock.nowMs() - RECENT_MS)
  const born = await tx.all<{ id: string; createdAt: string }>(
    `SELECT "id", "createdAt" FROM "Customer" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"id"')} AND "createdAt" >= ?`,
    [...params, since],
  )
  const tags = await tx.all<{ id: string; customerId: string; at: string }>(
    `SELECT "id", "customerId", "at" FROM "TimelineEvent" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"customerId"')}
     AND "at" >= ? AND "kind" = 'tag'`,
    [...params, since],
  )
  const handovers = await tx.all<{ id: string; customerId: string; toStaffId: string; beganAt: string }>(
    `SELECT "id", "customerId", "toStaffId", "noticedAt" AS "beganAt" FROM "Takeover" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"customerId"')}
     AND "noticedAt" >= ?`,
    [...params, since],
  )
  return [
    ...born.map(({ id, createdAt }): Message => ({
      type: 'customer.created',
      key: `created:${id}`,
      data: { customerId: id },
      since: new Date(createdAt),
    })),
    ...tags.map(({ id, customerId, at }): Message => ({
      type: 'customer.tag_changed',
      key: `tag:${id}`,
      data: { customerId, eventId: id },
      since: new Date(at),
    })),
    ...handovers.map(({ id, customerId, toStaffId, beganAt }): Message => ({
      type: 'handover.done',
      key: `handover:${id}`,
      data: { customerId, toStaffId },
      since: new Date(beganAt),
    })),
  ]
}

/** Writes the messages and their jobs, in the caller's transaction. */
export async function post(
  tx: SqlTx,
  deps: Deps,
  { corpId, messages, endpointId }: { corpId: string; messages: readonly Message[]; endpointId?: string },
): Promise<void> {
  const now = deps.clock.now()
  const endpoints = await tx.all<{ id: string; types: string; createdAt: string }>(
    `SELECT "id", "types", "createdAt" FROM "WebhookEndpoint" WHERE "corpId" = ? AND "state" = 'active'`,
    [corpId],
  )
  const rows = endpoints
    .filter((endpoint) => endpointId === undefined || endpoint.id === endpointId)
    .flatMap((endpoint) =>
      messages
        .filter((message) => hears(endpoint, message))
        .map(({ type, key, data }) => {
          const id = newId(now.getTime())
          const bodyJson = JSON.stringify({ type, timestamp: now.toISOString(), data: { corpId, ...data } })
          return {
            corpId,
            id,
            endpointId: endpoint.id,
            type,
            key: key ?? id,
            bodyJson,
            state: 'waiting',
            attempts: 0,
            nextAt: now,
            createdAt: now,
          }
        }),
    )
  if (rows.length === 0) return
  const { rows: written } = await bulkUpsert(tx, {
    table: 'WebhookDelivery',
    columns: [
      ...(['corpId', 'id', 'endpointId', 'type', 'key', 'bodyJson'] as const),
      ...(['state', 'attempts', 'nextAt', 'createdAt'] as const),
    ],
    key: ['corpId', 'endpointId', 'key'],
    update: 'none',
    rows,
    returning: ['id'],
  })
  await enqueue(tx, deps, { corpId, ids: written.map((row) => String(row['id'])) })
}

export async function enqueue(
  tx: Parameters<Deps['jobs']['addMany']>[0],
  deps: Deps,
  { corpId, ids }: { corpId: string; ids: readonly string[] },
): Promise<void> {
  await deps.jobs.addMany(
    tx,
    ids.map((id) => ({
      name: 'webhooks.deliver',
      corpId,
      payload: { deliveryId: id },
      key: id,
      lane: 'effect' as const,
    })),
  )
}

function hears(endpoint: { types: string; createdAt: string }, { type, since }: Message): boolean {
  if (type === 'webhook.test') return true
  const isLater = since === undefined || since >= new Date(endpoint.createdAt)
  return isLater && endpoint.types.split(',').includes(type)
}

function pieces(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / IDS_OF_A_MESSAGE) }, (_, n) =>
    ids.slice(n * IDS_OF_A_MESSAGE, (n + 1) * IDS_OF_A_MESSAGE),
  )
}
