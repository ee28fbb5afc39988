import { z } from 'zod'
import type { TransferFamily, TransferReason } from '../../../domain/transfer-reasons.ts'
import type { TransferResult } from '../../../wecom/index.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { EffectItem, EffectTask } from '../../feature.ts'
import { family as familySchema, reason as reasonSchema, rowState, type RowKind } from '../words/contract.ts'

const payload = z.object({ handoverId: z.string(), batchId: z.string() })

/** One call: its rows that have no answer yet, and the names WeCom knows. */
export interface Batch {
  corpId: string
  handoverId: string
  batchId: string
  kind: RowKind
  family: TransferFamily
  from: string
  to: string
  fromStaffId: string
  toStaffId: string
  message: string | null
  /** Of the handover: a call of a paused or cancelled one does not go out any more. */
  state: string
  objectIds: string[]
}

export async function readBatch(
  sql: SqlTx,
  task: Pick<EffectTask, 'corpId' | 'payload'>,
): Promise<Batch | null> {
  const { corpId } = task
  const { handoverId, batchId } = payload.parse(task.payload)
  const [[head], rows] = await Promise.all([
    sql.all<Omit<Batch, 'objectIds'> & { family: string }>(
      `SELECT h."corpId", h."id" AS "handoverId", b."id" AS "batchId", b."kind", h."family", f."userid" AS "from", t."userid" AS "to",
         h."fromStaffId", b."toStaffId", h."message", h."state"
       FROM "HandoverBatch" b JOIN "Handover" h ON h."corpId" = b."corpId" AND h."id" = b."handoverId"
       JOIN "Staff" f ON f."corpId" = h."corpId" AND f."id" = h."fromStaffId"
       JOIN "Staff" t ON t."corpId" = b."corpId" AND t."id" = b."toStaffId"
       WHERE b."corpId" = ? AND b."id" = ? AND b."handoverId" = ?`,
      [corpId, batchId, handoverId],
    ),
    sql.all<{ objectId: string }>(
      `SELECT "objectId" FROM "HandoverRow" WHERE "corpId" = ? AND "handoverId" = ? AND "batchId" = ?
       AND "state" IN ('queued', 'unknown') ORDER BY "rank"`,
      [corpId, handoverId, batchId],
    ),
  ])
  if (!head) return null
  return { ...head, family: familySchema.parse(head.family), objectIds: rows.map((row) => row.objectId) }
}

const verdict = z.object({
  state: rowState,
  reason: reasonSchema.nullable(),
  at: z.number().nullable(),
})
export type ItemVerdict = z.infer<typeof verdict>

/** What is kept with an item, to be written to its row. */
export function itemVerdict(item: EffectItem): ItemVerdict {
  const read = verdict.safeParse(item.result)
  return read.success ? read.data : { state: 'unknown', reason: null, at: null }
}

const OF_STATE: Partial<Record<ItemVerdict['state'], EffectItem['state']>> = {
  accepted: 'waiting',
  waiting: 'waiting',
  done: 'done',
  refused: 'refused',
  full: 'refused',
  limited: 'refused',
  unknown: 'unknown',
  queued: 'failed',
}

export function itemOf(key: string, said: ItemVerdict, errorCode: number | null = null): EffectItem {
  const state = OF_STATE[said.state] ?? 'failed'
  return { key, state, errorCode, errorText: said.reason, result: said }
}

/** The state of a row whose transfer did not start. */
export function stateOfRefusal(refusal: TransferReason): ItemVerdict['state'] {
  switch (refusal) {
    case 'taker-full':
      return 'full'
    case 'twice-in-90-days':
      return 'limited'
    // Perhaps our own call of a moment ago: the result list of the pair tells.
    case 'in-transfer':
      return 'unknown'
    case 'groups-a-day':
      return 'queued'
    default:
      return 'failed'
  }
}

export function verdictOfResult(result: TransferResult): ItemVerdict | null {
  const at = result.at ?? null
  switch (result.state) {
    case 'done':
    case 'waiting':
      return { state: result.state, reason: null, at }
    case 'refused':
      return { state: 'refused', reason: 'customer-refused', at: null }
    case 'full':
      return { state: 'full', reason: 'taker-full', at: null }
    default:
      return null
  }
}
