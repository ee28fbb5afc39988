import type { SqlTx } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { newId } from '../../platform/new-id.ts'

export interface Posting {
  corpId: string
  rewardId: string
  customerId: string
  unit: string
  amount: number
  /** earn: the program owes it. pay: it was handed over. reverse: it was refused. */
  posting: 'earn' | 'pay' | 'reverse'
  at: Date
}

/** Two lines that sum to nothing, once for each posting of a reward; nobody's account goes below nothing. */
export async function post(tx: SqlTx, given: Posting): Promise<void> {
  const { corpId, rewardId, customerId, unit, posting, at } = given
  const credit = posting === 'earn' ? given.amount : -given.amount
  const written = [
    await writeLine(tx, given, { account: 'customer', amount: credit }),
    await writeLine(tx, given, { account: 'program', amount: -credit }),
  ]
  if (written[0] !== written[1]) throw new Error(`half of a posting was there: ${rewardId} ${posting} ${at}`)
  if ((await balanceOf(tx, { corpId, customerId, unit })) < 0)
    throw new AppError('conflict', { log: 'below nothing', tell: { reason: 'below-nothing' } })
}

async function writeLine(
  tx: SqlTx,
  { corpId, rewardId, customerId, unit, posting, at }: Posting,
  { account, amount }: { account: 'program' | 'customer'; amount: number },
): Promise<number> {
  return tx.run(
    `INSERT INTO "ReferralEntry" ("corpId", "id", "rewardId", "customerId", "account", "unit", "amount", "posting", "key", "at")
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT ("corpId", "key") DO NOTHING`,
    [
      corpId,
      newId(at.getTime()),
      rewardId,
      customerId,
      account,
      unit,
      amount,
      posting,
      `${rewardId}:${posting}:${account}`,
      at,
    ],
  )
}

/** The sum of the lines is the balance: it is kept nowhere else. */
export async function balanceOf(
  sql: Pick<SqlTx, 'all'>,
  { corpId, customerId, unit }: { corpId: string; customerId: string; unit: string },
): Promise<number> {
  const [row] = await sql.all<{ sum: number | string | null }>(
    `SELECT SUM("amount") AS "sum" FROM "ReferralEntry"
     WHERE "corpId" = ? AND "customerId" = ? AND "unit" = ? AND "account" = 'customer'`,
    [corpId, customerId, unit],
  )
  return Number(row?.sum ?? 0)
}
