import type { ActionFacts } from '../../domain/action-facts.ts'
import { type ActionRule, isActionRule } from '../../domain/actions.ts'
import { chanceFor, STARTING_TERMS } from '../../domain/action-value.ts'
import { hash32, seededRandom } from '../../domain/analytics/random.ts'
import {
  type Belief,
  believe,
  probabilitiesOfBest,
  type Tally,
  THOMPSON,
} from '../../domain/analytics/thompson.ts'
import { groupBy } from '../../domain/group-by.ts'
import type { Market, ScriptArm } from '../../domain/rank-actions.ts'
import { fitsCustomer } from '../../domain/script-fit.ts'
import type { Grade } from '../../domain/grade.ts'
import type { LocalDate } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { OutreachSetting } from './gate/contract.ts'
import { termsOfRules } from './gate/outreach-setting.ts'
import { segmentOf } from './segments.ts'

export interface ServingScript {
  id: string
  version: number
  scene: string
  stages: string[]
  tiers: number[]
  grades: Grade[]
  validFrom: LocalDate | null
  validTo: LocalDate | null
  stockLeft: number | null
}

interface Trial {
  id: string
  scene: string
  arms: { key: string; scriptId: string; version: number | null }[]
}

interface StatRow extends Tally {
  rule: string
  segment: string
  scriptId: string
}

type MarketFor = (customerId: string, facts: ActionFacts) => Market

/** The scripts in use, what is believed of them, and the comparisons that run; then the market of each customer. */
export async function readMarket(
  sql: SqlTx,
  { corpId, today, setting }: { corpId: string; today: LocalDate; setting: OutreachSetting },
): Promise<MarketFor> {
  const scripts = groupBy(await readServing(sql, corpId, today), (script) => script.scene)
  const trials = new Map((await readTrials(sql, corpId)).map((trial) => [trial.scene, trial]))
  const beliefs = createBeliefs(await readStats(sql, corpId))
  const termsOf = termsOfRules(setting)
  const shares = new Map<string, number[]>()
  const sharesOf = (key: string, arms: readonly Belief[]): number[] => {
    const known = shares.get(key)
    if (known) return known
    const made = probabilitiesOfBest(
      arms.map((belief) => ({ belief })),
      seededRandom(`${corpId}:${key}`),
    )
    shares.set(key, made)
    return made
  }
  return (customerId, facts) => {
    const { tier, stage, grade } = facts
    const segment = segmentOf({ code: tier?.code ?? null, stage })
    return {
      termsOf,
      chanceOf: (_rule, measured) => chanceFor(measured, facts),
      armsOf(rule) {
        const fitting = (scripts.get(rule) ?? []).filter((script) =>
          fitsCustomer(script, { stage, grade, tier: tier?.code ?? null }),
        )
        const there = fitting.filter(({ stockLeft }) => stockLeft !== 0)
        const isOutOfStock = fitting.length > 0 && there.length === 0
        const arm = (script: ServingScript): ScriptArm => ({
          scriptId: script.id,
          version: script.version,
          experiment: null,
          share: 1,
          ...beliefs(rule, segment, script.id),
        })
        const assigned = assign(trials.get(rule), there, customerId)
        if (assigned !== null) return { arms: [{ ...arm(assigned.script), ...assigned.part }], isOutOfStock }
        const arms = there.map(arm)
        if (arms.length < 2) return { arms, isOutOfStock }
        const key = `${rule}:${segment}:${arms.map(({ scriptId }) => scriptId).join()}`
        const chances = sharesOf(
          key,
          arms.map(({ belief }) => belief),
        )
        return { arms: arms.map((each, n) => ({ ...each, share: chances[n] ?? 0 })), isOutOfStock }
      },
    }
  }
}

/** By a hash of comparison and customer, never by time. Only those for whom every arm fits take part. */
function assign(trial: Trial | undefined, there: readonly ServingScript[], customerId: string) {
  if (trial === undefined || trial.arms.length === 0) return null
  const scriptOf = (id: string): ServingScript | undefined => there.find((script) => script.id === id)
  if (!trial.arms.every(({ scriptId }) => scriptOf(scriptId) !== undefined)) return null
  const arm = trial.arms[hash32(`${trial.id}:${customerId}`) % trial.arms.length]
  const script = arm === undefined ? undefined : scriptOf(arm.scriptId)
  if (arm === undefined || script === undefined) return null
  return {
    script,
    part: {
      version: arm.version ?? script.version,
      experiment: { id: trial.id, arm: arm.key },
      share: 1 / trial.arms.length,
    },
  }
}

/** From the rule over the script to the segment: each level starts where the one above it stands. */
function createBeliefs(stats: readonly StatRow[]) {
  const sums = new Map<string, Tally>()
  const add = (key: string, { shown, answered }: Tally): void => {
    const known = sums.get(key) ?? { shown: 0, answered: 0 }
    sums.set(key, { shown: known.shown + shown, answered: known.answered + answered })
  }
  for (const row of stats) {
    add(row.rule, row)
    add(`${row.rule} ${row.scriptId}`, row)
    add(`${row.rule} ${row.scriptId} ${row.segment}`, row)
  }
  const nothing: Tally = { shown: 0, answered: 0 }
  return (rule: ActionRule, segment: string, scriptId: string): { belief: Belief; seen: number } => {
    const { baseRate } = STARTING_TERMS[rule]
    const { parentStrength } = THOMPSON
    const start = { alpha: baseRate * parentStrength, beta: (1 - baseRate) * parentStrength }
    const ofRule = believe(sums.get(rule) ?? nothing, start)
    const ofScript = believe(sums.get(`${rule} ${scriptId}`) ?? nothing, ofRule)
    const tally = sums.get(`${rule} ${scriptId} ${segment}`) ?? nothing
    return { belief: believe(tally, ofScript), seen: sums.get(`${rule} ${scriptId}`)?.shown ?? 0 }
  }
}

async function readServing(sql: SqlTx, corpId: string, today: LocalDate): Promise<ServingScript[]> {
  const rows = await sql.all<
    Omit<ServingScript, 'stages' | 'tiers' | 'grades'> & {
      stagesJson: string
      tiersJson: string
      gradesJson: string
    }
  >(
    `SELECT "id", "version", "scene", "stagesJson", "tiersJson", COALESCE("gradesJson", '[]') AS "gradesJson", "validFrom", "validTo", "stockLeft" FROM "Script"
     WHERE "corpId" = ? AND "isEnabled" AND "isPublished" AND "scene" IS NOT NULL
       AND ("validFrom" IS NULL OR "validFrom" <= ?) AND ("validTo" IS NULL OR "validTo" >= ?) ORDER BY "id"`,
    [corpId, today, today],
  )
  return rows.map(({ stagesJson, tiersJson, gradesJson, ...row }) => ({
    ...row,
    stages: JSON.parse(stagesJson),
    tiers: JSON.parse(tiersJson),
    grades: JSON.parse(gradesJson),
  }))
}

async function readTrials(sql: SqlTx, corpId: string): Promise<Trial[]> {
  const rows = await sql.all<{ id: string; scene: string; armsJson: string }>(
    `SELECT "id", "scene", "armsJson" FROM "Experiment" WHERE "corpId" = ? AND "state" = 'running' ORDER BY "id" DESC`,
    [corpId],
  )
  return rows.map(({ id, scene, armsJson }) => ({ id, scene, arms: JSON.parse(armsJson) }))
}

async function readStats(sql: SqlTx, corpId: string): Promise<StatRow[]> {
  const rows = await sql.all<StatRow>(
    `SELECT "rule", "segment", "scriptId", "sent" AS "shown", "answered" FROM "ArmStat" WHERE "corpId" = ?`,
    [corpId],
  )
  return rows.filter(({ rule }) => isActionRule(rule))
}
