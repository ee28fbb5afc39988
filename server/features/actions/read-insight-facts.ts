import { type ActionFacts, isStage } from '../../domain/action-facts.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'

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
  const stages = await sql.all<{ customerId: string; stage: string }>(
    `SELECT s."customerId", s."stage" FROM "Standing" s WHERE ${mine('s')}`,
    params,
  )
  for (const { customerId, stage } of stages) {
    const known = facts.get(customerId)
    if (known && isStage(stage)) known.stage = stage
  }
  const offers = await sql.all<{
    customerId: string
    item: string
    leftJson: string
    count: number
    confidence: number
  }>(
    `SELECT o."customerId", o."item", r."leftJson", r."count", o."confidence" FROM "ComboOffer" o
     JOIN "ComboRule" r ON r."corpId" = o."corpId" AND r."id" = o."ruleId" WHERE ${mine('o')} AND o."rank" = 1`,
    params,
  )
  for (const { customerId, item, leftJson, count, confidence } of offers) {
    const known = facts.get(customerId)
    const left: unknown = JSON.parse(leftJson)
    if (known && Array.isArray(left)) known.combo = { given: left.join('、'), item, confidence, count }
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
