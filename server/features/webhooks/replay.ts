import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'
import { enqueue } from './announce.ts'

/** At most so many at once; the rest at the next call. */
const CHUNK = 500

/** Messages once more, under their old ids: the other side knows what it has had. Gives how many. */
export async function replay(
  deps: Deps,
  { corpId, endpointId, deliveryId }: { corpId: string; endpointId?: string; deliveryId?: string },
): Promise<number> {
  const now = deps.clock.now()
  const count = await deps.database.db.$transaction(async (tx) => {
    const rows = await tx.webhookDelivery.findMany({
      where: {
        corpId,
        ...(deliveryId === undefined ? { state: 'dead' } : { id: deliveryId }),
        ...(endpointId === undefined ? {} : { endpointId }),
      },
      select: { id: true, state: true },
      orderBy: { id: 'asc' },
      take: CHUNK,
    })
    if (deliveryId !== undefined && rows.length === 0)
      throw new AppError('not-found', { log: 'no such delivery' })
    const ids = rows.filter((row) => row.state !== 'waiting').map((row) => row.id)
    await tx.webhookDelivery.updateMany({
      where: { corpId, id: { in: ids } },
      data: { state: 'waiting', nextAt: now, endedAt: null },
    })
    await enqueue(tx, deps, { corpId, ids })
    return ids.length
  })
  deps.jobs.nudge()
  return count
}
