import fc from 'fast-check'
import { beforeEach, expect, it } from 'vitest'
import { EVERYONE, problemOf, type Condition } from '../../../server/domain/audience/condition.ts'
import { isTrue } from '../../../server/domain/audience/evaluate.ts'
import { explain } from '../../../server/domain/audience/explain.ts'
import { compileCondition } from '../../../server/features/audiences/condition/compile.ts'
import { conditionInput } from '../../../server/features/audiences/condition/contract.ts'
import { loadFacts } from '../../../server/features/audiences/condition/load-facts.ts'
import { TRUE, type Frame } from '../../../server/features/audiences/condition/sql-parts.ts'
import { eachDialect, type TestDatabase } from '../../support/database.ts'
import { fillCompany } from './fill-company.ts'
import { prepareCompany } from './prepare-company.ts'
import { CORP, madeCompany, madeCondition, TODAY } from './made-company.ts'

const LONG_MS = 120_000

eachDialect('a condition', ({ open }) => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await open()
    await prepareCompany(database)
  })

  const frames = (): Frame[] => {
    const { dialect } = database
    const ofOne = (column: string) => ({ sql: `${column} = ?`, params: ['S1'] })
    return [
      { dialect, today: TODAY, visible: () => TRUE },
      { dialect, today: TODAY, visible: ofOne },
    ]
  }

  async function inSql(frame: Frame, condition: Condition): Promise<string[]> {
    const { sql, params } = compileCondition(frame, condition)
    const rows = await database.sql.all<{ id: string }>(
      `SELECT cu."id" FROM "Customer" cu WHERE cu."corpId" = ? AND ${sql} ORDER BY cu."id"`,
      [CORP, ...params],
    )
    return rows.map((row) => row.id)
  }

  it(
    'means the same in the database and in memory, for any company',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          madeCompany,
          fc.array(madeCondition, { minLength: 8, maxLength: 8 }),
          async (made, asked) => {
            const customerIds = await fillCompany(database, made)
            const conditions = asked.filter((condition) => problemOf(condition) === null)
            for (const frame of frames()) {
              const facts = await loadFacts(database.sql, { corpId: CORP, frame, customerIds, conditions })
              for (const condition of conditions) {
                const expected = customerIds.filter((id) => {
                  const own = facts.get(id)
                  return own !== undefined && isTrue(condition, own, TODAY)
                })
                expect(await inSql(frame, condition), JSON.stringify(condition)).toEqual(expected)
              }
            }
          },
        ),
        { numRuns: Number(process.env['LIUKE_PROPERTY_RUNS'] ?? 25) },
      )
    },
    LONG_MS,
  )

  it(
    'and its opposite part everybody in two, and a true one has reasons',
    async () => {
      await fc.assert(
        fc.asyncProperty(madeCompany, madeCondition, async (made, condition) => {
          const customerIds = await fillCompany(database, made)
          const [frame] = frames()
          if (!frame) return
          const yes = await inSql(frame, condition)
          const no = await inSql(frame, { not: condition })
          expect([...yes, ...no].sort()).toEqual(customerIds)
          const facts = await loadFacts(database.sql, {
            corpId: CORP,
            frame,
            customerIds,
            conditions: [condition],
          })
          for (const [id, own] of facts)
            expect(explain(condition, own, TODAY).length > 0 && !yes.includes(id)).toBe(false)
        }),
        { numRuns: 15 },
      )
    },
    LONG_MS,
  )

  it('of an empty builder is everybody', async () => {
    const made = fc.sample(madeCompany, 1)[0] ?? []
    const ids = await fillCompany(database, made)
    expect(await inSql(frames()[0] as Frame, EVERYONE)).toEqual(ids)
  })

  it('takes every text as a value, whatever is in it', async () => {
    const evil = `x') OR 1=1 --`
    await fillCompany(database, fc.sample(madeCompany, 1)[0] ?? [])
    const [frame] = frames()
    for (const condition of [
      { is: 'name', text: evil },
      { is: 'choice', field: 'model', values: [evil] },
      { is: 'choice', field: 'tag', values: [evil] },
      { is: 'facts', kinds: [evil], measure: 'count', min: 1 },
      { is: 'facts', kinds: ['order-service'], about: evil, measure: 'count', min: 1 },
    ] satisfies Condition[]) {
      const compiled = compileCondition(frame as Frame, condition)
      expect(compiled.sql).not.toContain('OR 1=1')
      expect(await inSql(frame as Frame, condition)).toEqual([])
    }
  })
})

it('a condition from outside is refused when it is too deep, too large, or says nothing', () => {
  const leaf = { is: 'choice', field: 'gender', values: ['1'] }
  let deep: unknown = leaf
  for (let n = 0; n < 50_000; n += 1) deep = { not: deep }
  const wide = { any: Array.from({ length: 15 }, () => ({ all: [leaf, leaf, leaf] })) }
  const refused = [
    deep,
    wide,
    { is: 'range', field: 'vehicles' },
    { is: 'range', field: 'vehicles', min: 3, max: 1 },
    { is: 'range', field: '"; DROP TABLE', min: 1 },
    { all: [leaf], any: [leaf] },
    { is: 'range', field: 'spentYuan', min: 0.5 },
  ]
  for (const input of refused) expect(conditionInput.safeParse(input).success).toBe(false)
  expect(conditionInput.parse({ all: [leaf, { not: leaf }] })).toEqual({ all: [leaf, { not: leaf }] })
})
