import { type ActionFacts, type ChurnFacts, isStage } from '../../domain/action-facts.ts'
import { isGrade } from '../../domain/grade.ts'
import { CHURN_BANDS } from '../../domain/analytics/churn.ts'
import { birthdayOf } from '../../domain/identity/portrait.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { readShownOffers } from '../combos/shown-offers.ts'

type Facts = { -readonly [K in keyof ActionFacts]: ActionFacts[K] }

/** What other features have worked out about a customer: the stage, what goes well with what they have, how they answer. */
export async function readInsightFacts(
  sql: SqlTx,
  facts: Map<string, Facts>,
  { corpId }: { corpId: string },
): Promise<void> {
  const params = [corpId, JSON.stringify([...facts.keys()])]
  const mine = (alias: string): string =>
    `${alias}."corpId" = ? AND ${inTextList(sql.dialect, `${alias}."customerId"`)}`
  const stages = await sql.all<{
    customerId: string
    stage: string
    rung: number | null
    grade: string | null
  }>(`SELECT s."customerId", s."stage", s."rung", s."grade" FROM "Standing" s WHERE ${mine('s')}`, params)
  for (const { customerId, stage, rung, grade } of stages) {
    const known = facts.get(customerId)
    if (!known) continue
    known.ladder = { rung }
    if (isStage(stage)) known.stage = stage
    if (isGrade(grade)) known.grade = grade
  }
  const { offers } = await readShownOffers(sql, { corpId, customerIds: [...facts.keys()] })
  for (const [customerId, own] of offers) {
    const known = facts.get(customerId)
    // They come sorted: the first is out of stock only when all are.
    const best = own[0]
    if (!known || !best || best.isInStock === false) continue
    const { because, item, confidence, count } = best
    known.combo = { given: because.join('、'), item, confidence, count }
  }
  const scores = await sql.all<{
    customerId: string
    chance: number
    modelVersion: string
    rows: number
    answers: number
  }>(
    `SELECT s."customerId", s."chance", s."modelVersion", m."rows", m."answers" FROM "ResponseScore" s
     JOIN "ResponseModel" m ON m."corpId" = s."corpId" AND m."version" = s."modelVersion"
     WHERE ${mine('s')} AND m."rows" > 0`,
    params,
  )
  for (const { customerId, chance, modelVersion, rows, answers } of scores) {
    const known = facts.get(customerId)
    if (known) known.response = { chance, usual: Number(answers) / Number(rows), modelVersion }
  }
}

/** What the models foresee, and whether somebody has answered their warning; what a corp has switched off is null there. */
export async function readForesight(
  sql: SqlTx,
  facts: Map<string, Facts>,
  { corpId }: { corpId: string },
): Promise<void> {
  const rows = await sql.all<{
    customerId: string
    churn: number | null
    churnBand: string | null
    replacementFrom: string | null
    taskDueOn: string | null
    doneAt: string | null
    closedCause: string | null
  }>(
    `SELECT p."customerId", p."churn", p."churnBand", p."replacementFrom", t."dueOn" AS "taskDueOn", t."doneAt", t."closedCause"
     FROM "Prediction" p LEFT JOIN "Task" t ON t."corpId" = p."corpId" AND t."kind" = 'churn'
       AND t."key" = 'churn:' || p."customerId" || ':' || p."lastVisitOn"
     WHERE p."corpId" = ? AND ${inTextList(sql.dialect, 'p."customerId"')}`,
    [corpId, JSON.stringify([...facts.keys()])],
  )
  for (const { customerId, churn, churnBand, replacementFrom, ...task } of rows) {
    const known = facts.get(customerId)
    if (!known) continue
    known.replacementFrom = replacementFrom
    const band = CHURN_BANDS.find((one) => one === churnBand)
    if (churn !== null && band) known.churn = { share: churn, band, warning: warningOf(task) }
  }
}

function warningOf(task: {
  taskDueOn: string | null
  doneAt: string | null
  closedCause: string | null
}): ChurnFacts['warning'] {
  if (task.taskDueOn === null) return null
  if (task.doneAt === null) return { state: 'open', dueOn: task.taskDueOn }
  // What a rule has closed, nobody has dealt with.
  return task.closedCause === null ? { state: 'done' } : null
}

/** The birthday that the portrait shows. */
export async function readBirthdays(
  sql: SqlTx,
  facts: Map<string, Facts>,
  { corpId }: { corpId: string },
): Promise<void> {
  const rows = await sql.all<{ customerId: string; value: string }>(
    `SELECT v."customerId", v."value" FROM "ProfileValue" v
     WHERE v."corpId" = ? AND ${inTextList(sql.dialect, 'v."customerId"')} AND v."field" = 'birthday' AND v."isCurrent"`,
    [corpId, JSON.stringify([...facts.keys()])],
  )
  for (const { customerId, value } of rows) {
    const known = facts.get(customerId)
    if (known) known.birthdayOn = birthdayOf(value)
  }
}
