import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { Deps } from '../deps.ts'
import {
  deliveryState,
  type DeliveryDetail,
  type DeliveryList,
  type DeliveryRow,
  type EndpointList,
} from './contract.ts'
import { requireEndpoint } from './endpoints.ts'

interface Page {
  cursor: string | undefined
  limit: number
}

export async function listEndpoints(
  deps: Deps,
  scope: Scope,
  { cursor, limit }: Page,
): Promise<EndpointList> {
  const { corpId } = scope
  const { db, sql } = deps.database
  const rows = await db.webhookEndpoint.findMany({
    where: { corpId, ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  })
  const shown = rows.slice(0, limit)
  const counts = await sql.all<{ endpointId: string; state: string; count: number }>(
    `SELECT "endpointId", "state", COUNT(*) AS "count" FROM "WebhookDelivery"
     WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"endpointId"')} AND "state" IN ('waiting', 'dead')
     GROUP BY "endpointId", "state"`,
    [corpId, JSON.stringify(shown.map((row) => row.id))],
  )
  const countOf = (id: string, state: string): number =>
    counts.find((row) => row.endpointId === id && row.state === state)?.count ?? 0
  const now = deps.clock.now()
  return {
    items: shown.map((row) => ({
      id: row.id,
      url: row.url,
      types: row.types.split(','),
      disabledReason: row.disabledReason,
      state: row.state === 'active' ? 'active' : 'disabled',
      oldSecretEndsAt:
        row.oldSecretEndsAt && row.oldSecretEndsAt > now ? row.oldSecretEndsAt.toISOString() : null,
      createdAt: row.createdAt.toISOString(),
      waiting: countOf(row.id, 'waiting'),
      dead: countOf(row.id, 'dead'),
    })),
    nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  }
}

/** The log of one endpoint, newest first. */
export async function listDeliveries(
  deps: Deps,
  scope: Scope,
  { endpointId, state, cursor, limit }: Page & { endpointId: string; state: string },
): Promise<DeliveryList> {
  await requireEndpoint(deps.database.db, scope, endpointId)
  const rows = await deps.database.db.webhookDelivery.findMany({
    where: {
      corpId: scope.corpId,
      endpointId,
      ...(state === '' ? {} : { state }),
      ...(cursor ? { id: { lt: cursor } } : {}),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
  })
  const shown = rows.slice(0, limit)
  return { items: shown.map(toRow), nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

export async function readDelivery(deps: Deps, { corpId }: Scope, id: string): Promise<DeliveryDetail> {
  const { db } = deps.database
  const row = await db.webhookDelivery.findUnique({ where: { corpId_id: { corpId, id } } })
  if (!row) throw new AppError('not-found', { log: 'no such delivery' })
  const tries = await db.webhookAttempt.findMany({
    where: { corpId, deliveryId: id },
    orderBy: { number: 'desc' },
    take: 50,
  })
  return {
    delivery: toRow(row),
    body: row.bodyJson,
    tries: tries.map(({ number, at, tookMs, status, error, answer }) => ({
      number,
      at: at.toISOString(),
      tookMs,
      status,
      error,
      answer,
    })),
  }
}

type Row = NonNullable<Awaited<ReturnType<Deps['database']['db']['webhookDelivery']['findUnique']>>>

function toRow(row: Row): DeliveryRow {
  return {
    id: row.id,
    type: row.type,
    state: deliveryState.parse(row.state),
    attempts: row.attempts,
    createdAt: row.createdAt.toISOString(),
    nextAt: row.nextAt?.toISOString() ?? null,
    lastStatus: row.lastStatus,
    lastError: row.lastError,
  }
}
