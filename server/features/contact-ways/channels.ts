import { costIn, costPer } from '../../domain/channel-cost.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'
import {
  channelKind,
  type ChannelInput,
  type ChannelList,
  type CostInput,
  type CostList,
} from './contract.ts'
import { NOBODY, readNumbers } from './numbers.ts'
import { periodOf } from './period.ts'

const MOST_CHANNELS = 200
const MOST_COSTS = 500

/** All channels of the corp; a corp has tens of them. What a lead costs is the cost of the same days. */
export async function listChannels(deps: Deps, { corpId }: Scope, days: number): Promise<ChannelList> {
  const { db } = deps.database
  const period = periodOf(deps, days)
  const [channels, codes, costs, numbers] = await Promise.all([
    db.channel.findMany({ where: { corpId, archivedAt: null }, orderBy: { id: 'asc' } }),
    db.liveCode.groupBy({ by: ['channelId'], where: { corpId, endedAt: null }, _count: true }),
    db.channelCost.findMany({ where: { corpId, toOn: { gte: period.fromOn } } }),
    readNumbers(deps, { corpId, period, by: 'channelId' }),
  ])
  const codesOf = new Map(codes.map((row) => [row.channelId, row._count]))
  return {
    items: channels.map(({ id, name, kind }) => {
      const own = numbers.get(id) ?? NOBODY
      const costFen = costIn(
        costs.filter((cost) => cost.channelId === id),
        period,
      )
      return {
        id,
        name,
        kind: channelKind.catch('other').parse(kind),
        codes: codesOf.get(id) ?? 0,
        numbers: own,
        costFen,
        perLeadFen: costPer(costFen, own.added),
        perBuyerFen: costPer(costFen, own.buyers),
        perOrderFen: costPer(costFen, own.orders),
      }
    }),
  }
}

export async function createChannel(deps: Deps, scope: Scope, input: ChannelInput): Promise<{ id: string }> {
  const { corpId, staffId: createdBy } = scope
  const now = deps.clock.now()
  const id = newId(now.getTime())
  await deps.database.db.$transaction(async (tx) => {
    if ((await tx.channel.count({ where: { corpId, archivedAt: null } })) >= MOST_CHANNELS)
      throw new AppError('limit-reached', { tell: { reason: 'too-many-channels' } })
    if ((await tx.channel.count({ where: { corpId, name: input.name, archivedAt: null } })) > 0)
      throw new AppError('conflict', { tell: { field: 'name', reason: 'name-taken' } })
    await tx.channel.create({ data: { corpId, id, ...input, createdBy, createdAt: now } })
  })
  return { id }
}

/** Another name or kind; what it has brought stays. */
export async function updateChannel(
  deps: Deps,
  { corpId }: Scope,
  { id, ...input }: ChannelInput & { id: string },
): Promise<void> {
  const { count } = await deps.database.db.channel.updateMany({ where: { corpId, id }, data: input })
  if (count === 0) throw new AppError('not-found', { log: 'no such channel' })
}

export async function requireChannel(deps: Deps, corpId: string, id: string): Promise<void> {
  const found = await deps.database.db.channel.count({ where: { corpId, id, archivedAt: null } })
  if (found === 0) throw new AppError('not-found', { log: 'no such channel' })
}

export async function listCosts(deps: Deps, { corpId }: Scope, channelId: string): Promise<CostList> {
  await requireChannel(deps, corpId, channelId)
  const rows = await deps.database.db.channelCost.findMany({
    where: { corpId, channelId },
    orderBy: [{ fromOn: 'desc' }, { id: 'desc' }],
    take: MOST_COSTS,
  })
  return { items: rows.map(({ id, fromOn, toOn, costFen, note }) => ({ id, fromOn, toOn, costFen, note })) }
}

export async function addCost(
  deps: Deps,
  scope: Scope,
  { channelId, cost }: { channelId: string; cost: CostInput },
): Promise<{ id: string }> {
  const { corpId, staffId: createdBy } = scope
  await requireChannel(deps, corpId, channelId)
  const now = deps.clock.now()
  const id = newId(now.getTime())
  if ((await deps.database.db.channelCost.count({ where: { corpId, channelId } })) >= MOST_COSTS)
    throw new AppError('limit-reached', { tell: { reason: 'too-many-costs' } })
  await deps.database.db.channelCost.create({
    data: { corpId, id, channelId, ...cost, createdBy, createdAt: now },
  })
  return { id }
}

export async function removeCost(
  deps: Deps,
  { corpId }: Scope,
  { channelId, costId }: { channelId: string; costId: string },
): Promise<void> {
  const { count } = await deps.database.db.channelCost.deleteMany({
    where: { corpId, id: costId, channelId },
  })
  if (count === 0) throw new AppError('not-found', { log: 'no such cost' })
}
