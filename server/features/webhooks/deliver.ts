import { Webhook } from 'standardwebhooks'
import { afterAttempt } from '../../domain/webhook-retries.ts'
import type { Db } from '../../platform/db/index.ts'
import type { JobContext, JobOutcome } from '../../platform/jobs/index.ts'
import type { Deps } from '../deps.ts'
import { sendWebhook, type Sent } from './send.ts'

type Endpoint = NonNullable<Awaited<ReturnType<Db['webhookEndpoint']['findUnique']>>>
type Delivery = NonNullable<Awaited<ReturnType<Db['webhookDelivery']['findUnique']>>>

/** One try of one message; it is kept whatever came of it, and decides when the next one is. */
export async function deliver(deps: Deps, context: JobContext, deliveryId: string): Promise<JobOutcome> {
  const { corpId } = context
  const { db } = deps.database
  const delivery = await db.webhookDelivery.findUnique({ where: { corpId_id: { corpId, id: deliveryId } } })
  if (delivery?.state !== 'waiting') return
  const endpoint = await db.webhookEndpoint.findUnique({
    where: { corpId_id: { corpId, id: delivery.endpointId } },
  })
  // Switched off meanwhile: it waits among the dead for a person.
  if (endpoint?.state !== 'active') return end(deps, context, { delivery, state: 'dead' })
  const at = deps.clock.now()
  const sent = await sendWebhook(new URL(endpoint.url), {
    headers: headersOf(deps, endpoint, { delivery, at }),
    body: delivery.bodyJson,
    mayLoopback: deps.settings.LIUKE_DEMO_HOST !== undefined,
  })
  return settle(deps, context, { delivery, sent, at })
}

/** Signed with every live secret, so that the other side can change over without a gap. */
function headersOf(
  { sealer }: Deps,
  endpoint: Endpoint,
  { delivery, at }: { delivery: Delivery; at: Date },
): Record<string, string> {
  const { oldSecretSealed, oldSecretEndsAt } = endpoint
  const isOldLive = oldSecretSealed !== null && oldSecretEndsAt !== null && oldSecretEndsAt > at
  const secrets = [endpoint.secretSealed, ...(isOldLive ? [oldSecretSealed] : [])].map((one) =>
    sealer.open(one),
  )
  return {
    'content-type': 'application/json',
    'user-agent': 'Liuke-Webhooks/1',
    'webhook-id': delivery.id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets
      .map((secret) => new Webhook(secret).sign(delivery.id, at, delivery.bodyJson))
      .join(' '),
  }
}

async function settle(
  deps: Deps,
  context: JobContext,
  { delivery, sent, at }: { delivery: Delivery; sent: Sent; at: Date },
): Promise<JobOutcome> {
  const { corpId, id } = delivery
  const number = delivery.attempts + 1
  const next = afterAttempt({ status: sent.status, attempts: number, chance: Math.random() })
  const nextAt = next.do === 'retry' ? new Date(at.getTime() + next.afterMs) : null
  await deps.database.db.$transaction(async (tx) => {
    await context.guard(tx)
    await tx.webhookAttempt.create({
      data: {
        corpId,
        deliveryId: id,
        number,
        at,
        tookMs: deps.clock.nowMs() - at.getTime(),
        status: sent.status,
        error: sent.error,
        answer: sent.answer.replaceAll('\0', ''),
      },
    })
    await tx.webhookDelivery.update({
      where: { corpId_id: { corpId, id } },
      data: {
        attempts: number,
        lastStatus: sent.status,
        lastError: sent.error,
        nextAt,
        ...(next.do === 'retry' ? {} : { state: next.do === 'done' ? 'done' : 'dead', endedAt: at }),
      },
    })
    if (next.do === 'disable')
      await tx.webhookEndpoint.update({
        where: { corpId_id: { corpId, id: delivery.endpointId } },
        data: { state: 'disabled', disabledReason: 'gone', updatedAt: at },
      })
  })
  deps.metrics.webhookDelivery(next.do === 'retry' || next.do === 'done' ? next.do : 'dead')
  deps.live.tell({ corpId, topic: 'webhook', id: delivery.endpointId })
  return next.do === 'retry' ? { again: { afterMs: next.afterMs } } : undefined
}

/** No try came to an end: it waits among the dead for a person. */
export async function giveDeliveryUp(deps: Deps, context: JobContext, id: string): Promise<void> {
  const { corpId } = context
  const { db } = deps.database
  const delivery = await db.webhookDelivery.findUnique({ where: { corpId_id: { corpId, id } } })
  if (delivery?.state === 'waiting') await end(deps, context, { delivery, state: 'dead' })
}

async function end(
  deps: Deps,
  context: JobContext,
  { delivery, state }: { delivery: Delivery; state: 'dead' },
): Promise<void> {
  const { corpId, id } = delivery
  await deps.database.db.$transaction(async (tx) => {
    await context.guard(tx)
    const data = { state, nextAt: null, endedAt: deps.clock.now() }
    await tx.webhookDelivery.update({ where: { corpId_id: { corpId, id } }, data })
  })
  deps.metrics.webhookDelivery('dead')
}
