import {
  bestSlot,
  chooseSlot,
  CUSTOMER_STRENGTH,
  type PushSlot,
  SEGMENT_STRENGTH,
  type SlotCount,
  slotProbability,
} from '../../../domain/analytics/push-time.ts'
import { seededRandom } from '../../../domain/analytics/random.ts'
import { addDays, localDateOf, startOfDayMs } from '../../../domain/time.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { rowTime, rowTimeOrNull } from '../../../platform/db/row-values.ts'
import { groupBy } from '../../../platform/group-by.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { requireCustomer } from '../../customers/policy.ts'
import type { Deps } from '../../deps.ts'
import { readTerms } from '../../predictions/terms.ts'
import { readOutreach } from '../gate/outreach-setting.ts'
import { segmentOf } from '../segments.ts'
import type { KnownPushTime, PushTime } from './contract.ts'
import { logAdvice } from './push-advice.ts'

const HOUR_MS = 3_600_000
const SHANGHAI_MS = 8 * HOUR_MS
/** Older habits say little, and so many messages say what there is to say. */
const DAYS = 180
const MOST_SENDS = 20_000
/** An answer within a day is an answer to the hour. */
const ANSWER_MS = 24 * HOUR_MS
/** From so many opens of their own on, the hour in which somebody reads counts before their segment's. */
const MIN_OPENS = 5
const DEFAULT_HOUR = 10

/** With how likely this hour was to be named today. */
export type AdvisedTime = Omit<KnownPushTime, 'state'> & { probability: number }

interface Send {
  customerId: string
  segment: string
  slot: PushSlot
  isAnswered: boolean
}

/**
 * When some customers read what they are sent: by the answers to their own messages, else by when they open links and
 * pages, else by the answers of their segment and of everybody (analytics: shrunk rates), else at ten. On one day in ten
 * another hour is tried, or what is known would only confirm itself. Always within the hours in which messages may go out.
 */
export async function readPushTimes(
  sql: SqlTx,
  { corpId, customerIds, nowMs }: { corpId: string; customerIds: readonly string[]; nowMs: number },
): Promise<Map<string, AdvisedTime>> {
  const { contact } = await readOutreach(sql, corpId)
  const isAllowed = ({ hour, isWorkday }: PushSlot): boolean =>
    hour >= contact.fromHour && hour < contact.toHour && (isWorkday || contact.isWeekendOpen)
  const since = new Date(startOfDayMs(addDays(localDateOf(nowMs), -DAYS)))
  const sends = await readSends(sql, { corpId, since })
  const opens = await readOpens(sql, { corpId, customerIds, since })
  const segments = await readSegmentsOf(sql, { corpId, customerIds })
  const bySegment = groupBy(sends, (send) => send.segment)
  const byCustomer = groupBy(sends, (send) => send.customerId)
  const corpRate = rateOf(sends)
  const ofCorp = bestSlot(countSlots(sends), { parentRate: corpRate, strength: SEGMENT_STRENGTH, isAllowed })
  return new Map(
    customerIds.map((id) => {
      const inSegment = bySegment.get(segments.get(id) ?? '') ?? []
      const segmentRate = inSegment.length === 0 ? corpRate : rateOf(inSegment)
      const own = bestSlot(countSlots(byCustomer.get(id) ?? []), {
        parentRate: segmentRate,
        strength: CUSTOMER_STRENGTH,
        isAllowed,
      })
      const habit = own === null ? habitOf(opens.get(id) ?? [], isAllowed) : null
      const ofSegment = bestSlot(countSlots(inSegment), {
        parentRate: corpRate,
        strength: SEGMENT_STRENGTH,
        isAllowed,
      })
      const best = choose({ own, habit, ofSegment, ofCorp, isAllowed })
      const seed = `push:${corpId}:${id}:${localDateOf(nowMs)}`
      return [id, { ...ofToday(best, { seed, nowMs, isAllowed }), ...hoursOf(contact) }]
    }),
  )
}

/** Of one customer, for whoever may see them. */
export async function readPushTime(deps: Deps, scope: Scope, customerId: string): Promise<PushTime> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  if (!(await readTerms(deps, corpId)).pushTime) return { state: 'off' }
  const wanted = { corpId, customerIds: [customerId], nowMs: deps.clock.nowMs() }
  const found = (await readPushTimes(deps.database.sql, wanted)).get(customerId)
  if (!found) throw new AppError('not-found')
  await logAdvice(deps, scope, { customerId, ...found })
  const { probability: _probability, ...time } = found
  return { state: 'known', ...time }
}

const hoursOf = ({ fromHour, toHour }: { fromHour: number; toHour: number }) => ({ fromHour, toHour })

type Rated = ReturnType<typeof bestSlot>
/** An hour, without those in which messages may go out. */
type Named = Omit<AdvisedTime, 'fromHour' | 'toHour' | 'probability'>

function choose(found: {
  own: Rated
  habit: { hour: number; opens: number } | null
  ofSegment: Rated
  ofCorp: Rated
  isAllowed: (slot: PushSlot) => boolean
}): Named {
  const { own, habit, ofSegment, ofCorp, isAllowed } = found
  if (own === null && habit !== null)
    return { hour: habit.hour, isWorkday: null, basis: 'opens', count: habit.opens, rate: null }
  const levels = [
    ['customer', own],
    ['segment', ofSegment],
    ['corp', ofCorp],
  ] as const
  // Where nobody has ever answered, no hour is better than another.
  for (const [basis, slot] of levels)
    if (slot && slot.responses > 0)
      return { basis, hour: slot.hour, isWorkday: slot.isWorkday, count: slot.sends, rate: slot.rate }
  const hours = [DEFAULT_HOUR, ...Array.from({ length: 24 }, (_, hour) => hour)]
  const hour = hours.find((one) => isAllowed({ hour: one, isWorkday: true })) ?? DEFAULT_HOUR
  return { basis: 'default', hour, isWorkday: null, count: 0, rate: null }
}

/** The best hour, or another one of today: the same whenever it is asked for on this day. */
function ofToday(
  named: Named,
  { seed, nowMs, isAllowed }: { seed: string; nowMs: number; isAllowed: (slot: PushSlot) => boolean },
): Named & { probability: number } {
  const random = seededRandom(seed)
  const { isWorkday } = slotOf(nowMs)
  const allowed = Array.from({ length: 24 }, (_, hour) => ({ hour, isWorkday })).filter(isAllowed)
  const best = { hour: named.hour, isWorkday }
  const slot = chooseSlot(best, allowed, { explore: random(), place: random() })
  const probability = slotProbability(slot, best, allowed)
  if (slot.hour === best.hour) return { ...named, probability }
  return { basis: 'trial', hour: slot.hour, isWorkday: null, count: 0, rate: null, probability }
}

function slotOf(ms: number): PushSlot {
  const local = new Date(ms + SHANGHAI_MS)
  const day = local.getUTCDay()
  return { hour: local.getUTCHours(), isWorkday: day !== 0 && day !== 6 }
}

function countSlots(sends: readonly Send[]): SlotCount[] {
  const slots = groupBy(sends, ({ slot }) => `${slot.hour} ${slot.isWorkday}`)
  return [...slots.values()].flatMap((own) => {
    const [first] = own
    const responses = own.filter((send) => send.isAnswered).length
    return first ? [{ ...first.slot, sends: own.length, responses }] : []
  })
}

function rateOf(sends: readonly Send[]): number {
  return sends.length === 0 ? 0 : sends.filter((send) => send.isAnswered).length / sends.length
}

/** The allowed hour of most opens; the earliest on a tie. */
function habitOf(
  opens: readonly PushSlot[],
  isAllowed: (slot: PushSlot) => boolean,
): { hour: number; opens: number } | null {
  if (opens.length < MIN_OPENS) return null
  const allowed = groupBy(opens.filter(isAllowed), (slot) => slot.hour)
  const [best] = [...allowed].sort(([a, one], [b, other]) => other.length - one.length || a - b)
  return best && best[1].length > 1 ? { hour: best[0], opens: best[1].length } : null
}

async function readSends(sql: SqlTx, { corpId, since }: { corpId: string; since: Date }): Promise<Send[]> {
  const rows = await sql.all<{
    customerId: string
    segment: string
    sentAt: string
    openedAt: string | null
    repliedAt: string | null
  }>(
    `SELECT "customerId", "segment", "sentAt", "openedAt", "repliedAt" FROM "ActionResult"
     WHERE "corpId" = ? AND "sentAt" >= ? ORDER BY "sentAt" DESC LIMIT ${MOST_SENDS}`,
    [corpId, since],
  )
  return rows.map(({ customerId, segment, ...row }) => {
    const sentMs = rowTime(row.sentAt).getTime()
    const answers = [rowTimeOrNull(row.openedAt), rowTimeOrNull(row.repliedAt)]
    const isAnswered = answers.some((at) => at !== null && at.getTime() - sentMs <= ANSWER_MS)
    return { customerId, segment, slot: slotOf(sentMs), isAnswered }
  })
}

async function readOpens(
  sql: SqlTx,
  { corpId, customerIds, since }: { corpId: string; customerIds: readonly string[]; since: Date },
): Promise<Map<string, PushSlot[]>> {
  const rows = await sql.all<{ customerId: string; at: string }>(
    `SELECT "customerId", "at" FROM "TimelineEvent" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}
     AND "at" >= ? AND "kind" IN ('link-open', 'app-visit')`,
    [corpId, JSON.stringify(customerIds), since],
  )
  const byCustomer = new Map<string, PushSlot[]>()
  for (const { customerId, at } of rows)
    byCustomer.set(customerId, [...(byCustomer.get(customerId) ?? []), slotOf(rowTime(at).getTime())])
  return byCustomer
}

async function readSegmentsOf(
  sql: SqlTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<Map<string, string>> {
  const rows = await sql.all<{ id: string; code: number | null; stage: string | null }>(
    `SELECT cu."id", r."code", z."stage" FROM "Customer" cu
     LEFT JOIN "Rfm" r ON r."corpId" = cu."corpId" AND r."customerId" = cu."id"
     LEFT JOIN "Standing" z ON z."corpId" = cu."corpId" AND z."customerId" = cu."id"
     WHERE cu."corpId" = ? AND ${inTextList(sql.dialect, 'cu."id"')}`,
    [corpId, JSON.stringify(customerIds)],
  )
  return new Map(rows.map(({ id, ...row }) => [id, segmentOf(row)]))
}
