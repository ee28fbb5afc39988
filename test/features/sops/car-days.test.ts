import { beforeAll, expect, it, vi } from 'vitest'
import { addDays } from '../../../server/domain/time.ts'
import { CAR_DAYS } from '../../../server/features/sops/run/car-days.ts'
import type { AheadTrigger } from '../../../server/domain/sop/plan.ts'
import type { SqlParam } from '../../../server/platform/db/index.ts'
import { bulkUpsert } from '../../../server/platform/db/bulk-upsert.ts'
import { signInCast } from '../../support/factories/cast.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { goToMorning } from '../posts/post-work.ts'
import { hour, planOf, startedPlan, STEP, today } from './sop-work.ts'

const CARS = 6000

onBothDatabases('Plans by a day of the car', (service, dialect) => {
  let s: TestService
  let operator: Browser
  const asked: { sql: string; params: readonly SqlParam[] }[] = []

  beforeAll(async () => {
    s = service()
    goToMorning(s)
    operator = (await signInCast(s)).zhoumin
    const { id: customerId } = await s.database.db.customer.findFirstOrThrow({ where: { corpId } })
    const dayOf = (n: number): string => addDays(today(s), (n % 3000) - 1500)
    await s.database.sql.transaction((tx) =>
      bulkUpsert(tx, {
        table: 'Vehicle',
        columns: [
          ...(['corpId', 'id', 'customerId', 'deliveredOn', 'nextServiceOn'] as const),
          ...(['warrantyEndsOn', 'insuranceEndsOn', 'updatedAt'] as const),
        ],
        key: ['corpId', 'id'],
        rows: Array.from({ length: CARS }, (_, n) => ({
          ...{ corpId, id: `CAR-${n}`, customerId, deliveredOn: dayOf(n), nextServiceOn: dayOf(n) },
          ...{ warrantyEndsOn: dayOf(n), insuranceEndsOn: dayOf(n), updatedAt: s.clock.now() },
        })),
      }),
    )
    await s.database.sql.run('ANALYZE "Vehicle"', [])
    for (const trigger of Object.keys(CAR_DAYS) as AheadTrigger[])
      await startedPlan(s, operator, planOf({ title: trigger, trigger, steps: [{ ...STEP, day: 7 }] }))
    const all = s.deps.database.sql.all.bind(s.deps.database.sql)
    vi.spyOn(s.deps.database.sql, 'all').mockImplementation((sql, params) => {
      asked.push({ sql, params: params ?? [] })
      return all(sql, params)
    })
  })

  it('look at the cars of these days alone', async () => {
    await hour(s)
    for (const column of Object.values(CAR_DAYS)) {
      const look = asked.find(({ sql }) => sql.includes(`v."${column}" >= ?`))
      if (!look) throw new Error(`nothing was asked by ${column}`)
      const explain = dialect === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN'
      const found = await s.database.sql.all<Record<string, string>>(`${explain} ${look.sql}`, [
        ...look.params,
      ])
      const lines = found.flatMap((row) => Object.values(row).map(String)).join('\n')
      expect(lines).toContain(`Vehicle_corpId_${column}_idx`)
    }
  })
})
