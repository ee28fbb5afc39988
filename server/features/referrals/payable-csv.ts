import { PassThrough } from 'node:stream'
import { stringify } from 'csv-stringify'
import type Koa from 'koa'
import { localDateOf } from '../../domain/time.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import type { RewardRow } from './contract.ts'
import { listRewards } from './list-rewards.ts'

const COLUMNS = ['rewardId', 'customerId', 'name', 'event', 'unit', 'amount', 'earnedOn', 'approvedBy']

/** What is approved and not paid, page by page; who took the file is noted before its first byte. */
export async function sendPayable(ctx: Koa.Context, deps: Deps, scope: Scope): Promise<void> {
  const at = deps.clock.now()
  await writeAudit(deps.database.sql, deps, scope, {
    action: 'referral-payable',
    objectKind: 'referral-reward',
    objectId: '',
  })
  const csv = stringify({
    header: true,
    columns: COLUMNS,
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
  })
  const out = new PassThrough()
  csv.pipe(out)
  ctx.type = 'text/csv; charset=utf-8'
  ctx.attachment(`referral-rewards-${localDateOf(at.getTime())}.csv`)
  ctx.body = out
  void writeRows(csv, deps, scope).catch((error: unknown) => {
    deps.log.error({ err: error }, 'the file of rewards broke off')
    out.destroy(error instanceof Error ? error : new Error(String(error)))
  })
}

async function writeRows(csv: ReturnType<typeof stringify>, deps: Deps, scope: Scope): Promise<void> {
  let cursor: string | undefined
  do {
    const page = await listRewards(deps, scope, { state: 'approved', cursor })
    for (const row of page.items)
      if (!csv.write(lineOf(row))) await new Promise((resolve) => csv.once('drain', resolve))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  csv.end()
}

function lineOf({ id, referrer, event, unit, amount, earnedAt, decidedBy }: RewardRow) {
  return {
    rewardId: id,
    customerId: referrer.customerId ?? '',
    name: referrer.name,
    event,
    unit: unit === 'fen' ? 'yuan' : 'points',
    amount: unit === 'fen' ? (amount / 100).toFixed(2) : amount,
    earnedOn: localDateOf(Date.parse(earnedAt)),
    approvedBy: decidedBy ?? '',
  }
}
