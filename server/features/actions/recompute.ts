import { ACTION_TERMS, type ActionTerms } from '../../domain/action-facts.ts'
import { type RankedAction, rankActions } from '../../domain/rank-actions.ts'
import type { LocalDate } from '../../domain/time.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import type { Deps } from '../deps.ts'
import type { OutreachSetting } from './gate/contract.ts'
import { readOutreach } from './gate/outreach-setting.ts'
import { type ListRow, toListRow, writeLists } from './action-list.ts'
import { digestFacts } from './facts-digest.ts'
import { readFacts } from './read-facts.ts'
import { readMarket } from './read-market.ts'
import { readLastSends } from './results/last-send.ts'
import { standingOf } from './benefits/standing.ts'
import { segmentOf } from './segments.ts'
import { type ActionRow, writeActions } from './write-actions.ts'

interface Wanted {
  corpId: string
  customerIds: readonly string[]
  today: LocalDate
}

/**
 * Ranks the proposals of some customers anew and writes the rows that differ, in the caller's transaction. Answers whose
 * proposals are others than before.
 */
export async function recomputeActions(deps: Deps, tx: AnyTx, wanted: Wanted): Promise<string[]> {
  if (wanted.customerIds.length === 0) return []
  const sql = sqlIn(tx)
  const { corpId, customerIds, today } = wanted
  const now = deps.clock.now()
  const setting = await readOutreach(sql, corpId)
  const terms = termsOf(deps, setting)
  const levelDays = deps.defaults.rfmWindowDays
  const facts = await readFacts(sql, { ...wanted, nowMs: now.getTime(), terms, levelDays })
  const marketFor = await readMarket(sql, { corpId, today, setting })
  const lastSends = await readLastSends(sql, { corpId, customerIds, now })
  const actions: ActionRow[] = []
  const lists: ListRow[] = []
  for (const [customerId, known] of facts) {
    const market = marketFor(customerId, known)
    const list = rankActions(known, today, terms, { market, seed: `${corpId}:${customerId}` })
    const segment = segmentOf({ code: known.tier?.code ?? null, stage: known.stage })
    list.shown.forEach((action, n) => actions.push(toRow(customerId, action, { rank: n + 1, segment })))
    const lastSend = lastSends.get(customerId) ?? null
    const response = known.response?.modelVersion ?? null
    const { contact } = known
    const standing = standingOf(known, { levels: terms.levels, windowDays: levelDays })
    lists.push(
      toListRow(customerId, list, { contact, rules: setting.contact, lastSend, response, ...standing }),
    )
  }
  const changed = await writeActions(sql, { corpId, customerIds, rows: actions, now })
  await writeLists(sql, { corpId, customerIds, rows: lists, now })
  return changed
}

function termsOf(deps: Deps, { levels }: OutreachSetting): ActionTerms {
  const { serviceDueAheadDays, dormantAfterMonths } = deps.defaults
  return { ...ACTION_TERMS, serviceDueAheadDays, awayMonths: dormantAfterMonths, levels }
}

function toRow(
  customerId: string,
  { rule, reason, dueOn, score, script, chance, valueFen, isMeasured }: RankedAction,
  { rank, segment }: { rank: number; segment: string },
): ActionRow {
  return {
    customerId,
    rule,
    rank,
    score,
    scriptId: script?.scriptId ?? null,
    scriptVersion: script?.version ?? null,
    experimentId: script?.experiment?.id ?? null,
    arm: script?.experiment?.arm ?? null,
    segment,
    reasonJson: JSON.stringify(reason),
    dueOn,
    factsDigest: digestFacts(rule, reason),
    chance: roundTo(chance, 10_000),
    valueFen: Math.round(valueFen),
    isMeasured: isMeasured ? 1 : 0,
    probability: script === null ? null : roundTo(script.share, 10_000),
  }
}

function roundTo(value: number, parts: number): number {
  return Math.round(value * parts) / parts
}
