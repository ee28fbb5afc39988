import { z } from 'zod'
import { type Benefit, type BenefitFact, type BenefitKind, benefitsOf } from '../../domain/benefits.ts'
import { groupBy } from '../../domain/group-by.ts'
import type { LocalDate } from '../../domain/time.ts'
import type { Sql, SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'

interface Row {
  customerId: string
  key: string
  kind: BenefitKind
  at: string
  source: string
  subject: string | null
  amount: number | null
  storeName: string | null
  detailJson: string
}

/** What the intake writes beside the columns; an erased line has nothing left. */
const detail = z.object({
  state: z.string().optional(),
  expiresOn: z.iso.date().optional(),
  number: z.string().optional(),
})

/** The benefits of some customers, as other systems told them. Whoever has none is not in the answer. */
export async function readBenefits(
  sql: Sql | SqlTx,
  { corpId, customerIds, today }: { corpId: string; customerIds: readonly string[]; today: LocalDate },
): Promise<Map<string, Benefit[]>> {
  const rows = await sql.all<Row>(
    `SELECT "customerId", "key", "kind", "at", "source", "subject", "amount", "storeName", "detailJson" FROM "TimelineEvent"
     WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')} AND "kind" IN ('coupon', 'benefit')`,
    [corpId, JSON.stringify(customerIds)],
  )
  return new Map(
    [...groupBy(rows, (row) => row.customerId)].map(([id, own]) => [
      id,
      benefitsOf(
        own.flatMap((row) => toFact(row) ?? []),
        today,
      ),
    ]),
  )
}

function toFact({ subject, amount, detailJson, at, key, ...row }: Row): BenefitFact | null {
  if (subject === null) return null
  const { state = null, expiresOn = null, number = key } = detail.parse(JSON.parse(detailJson))
  const { kind, source, storeName } = row
  return {
    number,
    kind,
    source,
    storeName,
    name: subject,
    state,
    at: rowTime(at).toISOString(),
    expiresOn,
    valueYuan: amount,
  }
}
