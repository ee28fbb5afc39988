import { GRACE_DAYS } from '../../../domain/sop/due.ts'
import { addDays, type LocalDate } from '../../../domain/time.ts'
import { bulkUpsert } from '../../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import type { HoldReason } from '../../../domain/sop/plan.ts'

/** A step that was due and is not given now. */
export interface Hold {
  /** Of the task it would have been. */
  key: string
  stepId: string
  customerId: string
  chatId: string | null
  staffId: string
  title: string
  dueOn: LocalDate
  reason: HoldReason
  freeOn: LocalDate | null
}

/** A step whose day was before is not given any more; it keeps the reason. */
export const holdsSince = (today: LocalDate): LocalDate => addDays(today, -GRACE_DAYS)

/** Answers those that are new or have another reason than before. */
export async function writeHolds(
  tx: SqlTx,
  { corpId, planId, now, holds }: { corpId: string; planId: string; now: Date; holds: readonly Hold[] },
): Promise<{ customerId: string; chatId: string | null }[]> {
  const told = ['staffId', 'title', 'dueOn', 'reason', 'freeOn'] as const
  const { rows } = await bulkUpsert(tx, {
    table: 'SopHold',
    columns: ['corpId', 'key', 'planId', 'stepId', 'customerId', 'chatId', ...told, 'heldAt'],
    key: ['corpId', 'key'],
    onlyIfChanged: [...told, 'customerId'],
    rows: holds.map((hold) => ({ ...hold, corpId, planId, heldAt: now })),
    returning: ['customerId', 'chatId'],
  })
  return rows.map(({ customerId, chatId }) => ({
    customerId: String(customerId),
    chatId: chatId === null || chatId === undefined ? null : String(chatId),
  }))
}

/** They have been given after all. */
export async function dropGiven(
  tx: SqlTx,
  { corpId, keys }: { corpId: string; keys: readonly string[] },
): Promise<void> {
  await tx.run(`DELETE FROM "SopHold" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"key"')}`, [
    corpId,
    JSON.stringify(keys),
  ])
}

/** What may still come is looked at anew: something about these customers or the plan has changed. */
export async function forgetHolds(
  tx: SqlTx,
  {
    corpId,
    today,
    ...of
  }: { corpId: string; today: LocalDate } & ({ planId: string } | { only: readonly string[] }),
): Promise<void> {
  const which = 'planId' in of ? '"planId" = ?' : inTextList(tx.dialect, '"customerId"')
  await tx.run(`DELETE FROM "SopHold" WHERE "corpId" = ? AND "dueOn" >= ? AND ${which}`, [
    corpId,
    holdsSince(today),
    'planId' in of ? of.planId : JSON.stringify(of.only),
  ])
}
