import type { JudgedRule } from '../../domain/analytics/combinations.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import { digestOf } from '../../platform/digest.ts'
import type { Deps } from '../deps.ts'
import { writeMining } from './combo-settings.ts'
import type { Mining } from './contract.ts'
import type { LearnedItem } from './learn-items.ts'

const CHUNK = 1000

interface Found {
  corpId: string
  mining: Mining
  rules: readonly JudgedRule[]
  items: readonly LearnedItem[]
}

/** Puts what was found in the place of what was known. A rule keeps its switch; one that is gone goes, unless switched off. */
export async function storeMining(deps: Deps, { corpId, mining, rules, items }: Found): Promise<void> {
  const minedAt = deps.clock.now()
  for (let from = 0; from < rules.length; from += CHUNK)
    await writeRules(deps, { corpId, minedAt, rules: rules.slice(from, from + CHUNK) })
  for (let from = 0; from < items.length; from += CHUNK)
    await write(deps, async (tx) => {
      await bulkUpsert(tx, {
        table: 'ComboItem',
        columns: ['corpId', 'item', 'visitDays', 'repeats', 'renewalDays'],
        key: ['corpId', 'item'],
        rows: items.slice(from, from + CHUNK).map((item) => ({ corpId, ...item })),
      })
    })
  await write(deps, async (tx) => {
    await tx.comboRule.updateMany({
      where: { corpId, minedAt: { lt: minedAt } },
      data: { isCurrent: false },
    })
    await tx.comboRule.deleteMany({ where: { corpId, isCurrent: false, isEnabled: true } })
    await writeMining(tx, deps, corpId, mining)
  })
}

async function writeRules(
  deps: Deps,
  { corpId, minedAt, rules }: { corpId: string; minedAt: Date; rules: readonly JudgedRule[] },
): Promise<void> {
  const columns = [
    'leftJson',
    'rightItem',
    'count',
    'leftCount',
    'rightCount',
    'support',
    'confidence',
    'lift',
    'leverage',
    'conviction',
    'p',
    'isCurrent',
    'minedAt',
  ] as const
  await write(deps, async (tx) => {
    await bulkUpsert(tx, {
      table: 'ComboRule',
      columns: ['corpId', 'id', 'isEnabled', ...columns],
      key: ['corpId', 'id'],
      update: columns,
      rows: rules.map(({ left, right, conviction, ...measures }) => ({
        ...measures,
        corpId,
        id: digestOf([left, right]),
        leftJson: JSON.stringify(left),
        rightItem: right,
        conviction: Number.isFinite(conviction) ? conviction : null,
        isEnabled: true,
        isCurrent: true,
        minedAt,
      })),
    })
  })
}

type Transaction = Parameters<Parameters<Deps['database']['db']['$transaction']>[0]>[0]

async function write(deps: Deps, work: (tx: Transaction) => Promise<void>): Promise<void> {
  await withRetryOnBusy(deps.clock, () => deps.database.db.$transaction(work))
}
