import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { Tx } from '../../platform/db/index.ts'

export interface OutcomeRow {
  corpId: string
  id: string
  customerId: string
  staffId: string
  /** A proposal's, 'sop' for a step of a plan, '' for a script out of the library. */
  rule: string
  scriptId: string | null
  outcome: string
  reason?: string | undefined
  factsDigest?: string | undefined
  probability?: number | null
  at: Date
}

const COLUMNS = [
  ...(['corpId', 'id', 'customerId', 'staffId', 'rule', 'scriptId', 'outcome', 'reason'] as const),
  ...(['factsDigest', 'probability', 'at'] as const),
]

/** Once for each id: false when it is known. What was sent counts against the caps of the shared gate. */
export async function writeOutcome(tx: Tx, row: OutcomeRow): Promise<boolean> {
  const { written } = await bulkUpsert(tx, {
    table: 'ActionOutcome',
    columns: COLUMNS,
    key: ['corpId', 'id'],
    update: 'none',
    rows: [{ ...row }],
  })
  return written > 0
}

interface Send {
  corpId: string
  id: string
  customerId: string
  staffId: string
  /** What of the library went out, in this order. */
  scriptIds: readonly string[]
  /** When it was not a script that gave the words. */
  title?: string
  rule: string | null
  outcome: string
  now: Date
}

/** A message that went out, on the customer's timeline and in the library's counts. */
export async function noteSend(
  tx: Tx,
  { corpId, id, customerId, staffId, scriptIds, title, rule, outcome, now }: Send,
): Promise<void> {
  const titles: string[] = []
  for (const scriptId of scriptIds) {
    const where = { corpId_id: { corpId, id: scriptId } }
    const script = await tx.script.findUnique({ where, select: { title: true, stockLeft: true } })
    if (script === null) continue
    titles.push(script.title)
    const isLimited = script.stockLeft !== null && script.stockLeft > 0
    await tx.script.update({
      where,
      data: { sentCount: { increment: 1 }, ...(isLimited ? { stockLeft: { decrement: 1 } } : {}) },
    })
  }
  const detailJson = JSON.stringify({
    title: title ?? titles[0] ?? '',
    rule,
    scriptId: scriptIds[0] ?? null,
    isEdited: outcome === 'edited' ? 1 : 0,
  })
  await tx.timelineEvent.create({
    data: { corpId, id, customerId, at: now, kind: 'script', key: `script:${id}`, staffId, detailJson },
  })
}
