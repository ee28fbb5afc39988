import { createHash } from 'node:crypto'
import { CUSTOMER_VARIABLES, variablesIn } from '../../../domain/post/kinds.ts'
import type { PostContent } from '../../../domain/post/content.ts'
import { TIER_NAMES, toTierCode } from '../../../domain/tiers.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { mainVehicleFirst } from '../../customers/main-vehicle.ts'
import { type CompiledTemplate, compileTemplate, fillTemplate } from '../../scripts/template.ts'
import { VARIABLE_NAMES, type VariableValues } from '../../scripts/variables.ts'

export type Arm = 'a' | 'b'
export interface Lot {
  lotId: string
  arm: Arm
  text: string
}

/** Fills the texts of a post; all who get the same words are one lot, and for each sender one task. */
export interface TextFiller {
  /** Reads what the texts need of these customers and senders. */
  load(
    tx: Pick<SqlTx, 'all' | 'dialect'>,
    who: { customerIds: readonly string[]; staffIds: readonly string[] },
  ): Promise<void>
  /** null: a word is missing, and nobody sends a text with a hole. */
  fill(who: { arm: Arm; customerId: string | null; staffId: string }): Lot | null
  /** Every lot that was made since it was asked last. */
  takeLots(): Lot[]
}

type Values = Partial<VariableValues>
const NOTHING = Object.fromEntries(VARIABLE_NAMES.map((name) => [name, null])) as VariableValues // every name once

export function createFiller(
  corpId: string,
  { content, second }: { content: PostContent; second: PostContent | null },
): TextFiller {
  const arms = { a: armOf(content), b: second === null ? null : armOf(second) }
  const needed = [content, second].flatMap((one) => (one === null ? [] : variablesIn(one.text)))
  const needsCustomers = needed.some((name) => CUSTOMER_VARIABLES.includes(name))
  const needsSenders = needed.some((name) => !CUSTOMER_VARIABLES.includes(name))
  let customers = new Map<string, Values>()
  const senders = new Map<string, Values>()
  const filled = new Map<string, Lot | null>()
  let fresh: Lot[] = []
  return {
    async load(sql, { customerIds, staffIds }) {
      customers = needsCustomers ? await readCustomers(sql, corpId, customerIds) : new Map()
      const missing = staffIds.filter((id) => !senders.has(id))
      if (needsSenders && missing.length > 0)
        for (const [id, values] of await readSenders(sql, corpId, missing)) senders.set(id, values)
    },
    fill({ arm, customerId, staffId }) {
      const template = arms[arm] ?? arms.a
      const values = { ...NOTHING, ...customers.get(customerId ?? ''), ...senders.get(staffId) }
      const key = `${arm} ${JSON.stringify(template.names.map((name) => values[name as keyof VariableValues]))}`
      const known = filled.get(key)
      if (known !== undefined) return known
      const lot = lotOf(template.compiled, { arm, values })
      filled.set(key, lot)
      if (lot !== null) fresh.push(lot)
      return lot
    },
    takeLots() {
      const lots = fresh
      fresh = []
      return lots
    },
  }
}

function armOf({ text }: PostContent): { compiled: CompiledTemplate; names: string[] } {
  const compiled = compileTemplate(text)
  if ('errors' in compiled)
    throw new Error('The text of a post is no template: it was checked when it was submitted')
  return { compiled, names: variablesIn(text) }
}

function lotOf(
  compiled: CompiledTemplate,
  { arm, values }: { arm: Arm; values: VariableValues },
): Lot | null {
  const { text, missing } = fillTemplate(compiled, values)
  if (missing.length > 0) return null
  const lotId = createHash('sha256').update(`${arm}\0${text}`).digest('hex').slice(0, 20)
  return { lotId, arm, text }
}

async function readCustomers(
  sql: Pick<SqlTx, 'all' | 'dialect'>,
  corpId: string,
  customerIds: readonly string[],
): Promise<Map<string, Values>> {
  const ids = JSON.stringify(customerIds)
  const rows = await sql.all<{ id: string; gender: number; code: number | null }>(
    `SELECT cu."id", COALESCE((SELECT MAX(c."gender") FROM "Contact" c WHERE c."corpId" = cu."corpId" AND c."customerId" = cu."id"), cu."gender") AS "gender", r."code"
     FROM "Customer" cu LEFT JOIN "Rfm" r ON r."corpId" = cu."corpId" AND r."customerId" = cu."id"
     WHERE cu."corpId" = ? AND ${inTextList(sql.dialect, 'cu."id"')}`,
    [corpId, ids],
  )
  const cars = await sql.all<{ customerId: string; model: string | null }>(
    `SELECT v."customerId", v."model" FROM "Vehicle" v WHERE v."corpId" = ? AND ${inTextList(sql.dialect, 'v."customerId"')}
     ORDER BY v."customerId", ${mainVehicleFirst('v')}`,
    [corpId, ids],
  )
  const models = new Map<string, string | null>()
  for (const { customerId, model } of cars) if (!models.has(customerId)) models.set(customerId, model)
  return new Map(
    rows.map(({ id, gender, code }): [string, Values] => {
      const tier = toTierCode(code ?? -1)
      return [
        id,
        {
          'vehicle.model': models.get(id) ?? null,
          'tier.name': tier === null ? null : TIER_NAMES[tier],
          'customer.title': gender === 1 ? '先生' : gender === 2 ? '女士' : null,
        },
      ]
    }),
  )
}

async function readSenders(
  sql: Pick<SqlTx, 'all' | 'dialect'>,
  corpId: string,
  staffIds: readonly string[],
): Promise<Map<string, Values>> {
  const rows = await sql.all<{ id: string; name: string; store: string | null }>(
    `SELECT s."id", s."name", u."name" AS "store" FROM "Staff" s LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
     WHERE s."corpId" = ? AND ${inTextList(sql.dialect, 's."id"')}`,
    [corpId, JSON.stringify(staffIds)],
  )
  return new Map(rows.map(({ id, name, store }) => [id, { 'advisor.name': name, 'store.name': store }]))
}
