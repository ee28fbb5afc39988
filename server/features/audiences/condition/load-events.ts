import type { Fact } from '../../../domain/audience/evaluate.ts'
import { rowTime } from '../../../platform/db/row-values.ts'
import type { SqlRow } from '../../../platform/db/index.ts'
import { isEventKind } from './facts-sql.ts'
import { OF_CONTACT, read, type Load } from './load-facts.ts'
import { isAmong } from './sql-parts.ts'

/** Orders and events of the asked kinds. */
export async function loadEvents(load: Load, kinds: ReadonlySet<string>): Promise<void> {
  if ([...kinds].some((kind) => kind.startsWith('order-'))) await loadOrders(load)
  if (kinds.has('group-join')) await loadJoins(load)
  if (kinds.has('like') || kinds.has('comment')) await loadReactions(load)
  const events = [...kinds].filter(isEventKind)
  if (events.length > 0) await loadTimeline(load, events)
}

function keep(load: Load, row: SqlRow, fact: Omit<Fact, 'atMs'>): void {
  const atMs = rowTime(row['at']).getTime()
  load.of.get(String(row['customerId']))?.events.push({ ...fact, atMs })
}

async function loadOrders(load: Load): Promise<void> {
  const rows = await read<SqlRow>(load, {
    columns:
      'o."customerId", o."orderNo", o."kind", o."orderedAt" AS "at", o."orderedOn", o."title", o."vehicleModel", o."paidFen" - o."refundedFen" AS "netFen"',
    from: '"Order" o',
    own: 'o',
    id: 'o."customerId"',
    and: {
      sql: `o."status" = 'done' AND NOT (o."paidFen" > 0 AND o."paidFen" = o."refundedFen")`,
      params: [],
    },
  })
  for (const row of rows)
    keep(load, row, {
      kind: `order-${row['kind']}`,
      id: String(row['orderNo']),
      about: [String(row['title']), String(row['vehicleModel'] ?? '')],
      amount: Math.max(0, Number(row['netFen'])),
      unit: `day ${row['orderedOn']}`,
    })
}

async function loadJoins(load: Load): Promise<void> {
  const rows = await read<SqlRow>(load, {
    columns: 'c."customerId", m."chatId", m."memberId", m."joinedAt" AS "at"',
    from: OF_CONTACT('GroupMember', 'm', 'memberId'),
    own: 'c',
    id: 'c."customerId"',
  })
  for (const row of rows) {
    const unit = `join ${row['chatId']} ${row['memberId']}`
    keep(load, row, { kind: 'group-join', id: unit, about: [], amount: 0, unit })
  }
}

async function loadReactions(load: Load): Promise<void> {
  const rows = await read<SqlRow>(load, {
    columns: 'c."customerId", x."kind", x."momentId", x."actorId", x."createdAt" AS "at"',
    from: OF_CONTACT('MomentReaction', 'x', 'actorId'),
    own: 'c',
    id: 'c."customerId"',
  })
  for (const row of rows) {
    const unit = `${row['kind']} ${row['momentId']} ${row['actorId']}`
    keep(load, row, { kind: String(row['kind']), id: unit, about: [], amount: 0, unit })
  }
}

async function loadTimeline(load: Load, kinds: readonly string[]): Promise<void> {
  const rows = await read<SqlRow>(load, {
    columns: 'e."customerId", e."id", e."kind", e."at", e."subject", e."amount"',
    from: '"TimelineEvent" e',
    own: 'e',
    id: 'e."customerId"',
    and: isAmong('e."kind"', kinds),
  })
  for (const row of rows) {
    const id = String(row['id'])
    const about = [String(row['subject'] ?? '')]
    const amount = Number(row['amount'] ?? 0) * 100
    keep(load, row, { kind: String(row['kind']), id, about, amount, unit: id })
  }
}
