import type { RewardEvent } from '../../domain/referral.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'
import { post } from './ledger.ts'
import { readReferralSetting } from './setting.ts'

const DONE = `SELECT 1 FROM "Order" o WHERE o."corpId" = r."corpId" AND o."customerId" = r."customerId" AND o."status" = 'done' AND o."orderedOn" >= r."sinceOn"`
/** What shows that an event has come about; being added needs no more than the referral. */
const HAPPENED: Record<RewardEvent, string> = {
  added: '1 = 1',
  visit: `EXISTS (${DONE} AND o."kind" IN ('visit', 'service'))`,
  purchase: `EXISTS (${DONE} AND o."kind" <> 'visit' AND o."paidFen" > o."refundedFen")`,
}

/** Gives what the rules promise for what these referred customers have done: each event of a referral once, for ever. */
export async function earnRewards(
  deps: Deps,
  tx: SqlTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<void> {
  const setting = await readReferralSetting(tx, corpId)
  if (!setting.isOn) return
  for (const event of ['added', 'visit', 'purchase'] as const) {
    if (setting[event] === 0) continue
    const due = await tx.all<{ id: string; referrerId: string; staffId: string }>(
      `SELECT r."id", c."customerId" AS "referrerId", r."staffId" FROM "Referral" r
       JOIN "ReferralCode" c ON c."corpId" = r."corpId" AND c."id" = r."codeId"
       WHERE r."corpId" = ? AND r."state" = 'credited' AND ${inTextList(tx.dialect, 'r."customerId"')} AND ${HAPPENED[event]}
         AND NOT EXISTS (SELECT 1 FROM "ReferralReward" w WHERE w."corpId" = r."corpId" AND w."key" = r."id" || ':${event}')`,
      [corpId, JSON.stringify(customerIds)],
    )
    for (const one of due)
      await earn(tx, {
        ...one,
        corpId,
        event,
        unit: setting.unit,
        amount: setting[event],
        at: deps.clock.now(),
      })
  }
}

interface Earned {
  corpId: string
  /** The referral. */
  id: string
  referrerId: string
  staffId: string
  event: RewardEvent
  unit: string
  amount: number
  at: Date
}

export async function earn(tx: SqlTx, given: Earned): Promise<void> {
  const { corpId, id: referralId, referrerId, staffId, event, unit, amount, at } = given
  const id = newId(at.getTime())
  const written = await tx.run(
    `INSERT INTO "ReferralReward" ("corpId", "id", "referralId", "customerId", "staffId", "event", "unit", "amount", "state", "key",
       "earnedAt") VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'earned', ?, ?) ON CONFLICT ("corpId", "key") DO NOTHING`,
    [corpId, id, referralId, referrerId, staffId, event, unit, amount, `${referralId}:${event}`, at],
  )
  if (written === 1)
    await post(tx, { corpId, rewardId: id, customerId: referrerId, unit, amount, posting: 'earn', at })
}
