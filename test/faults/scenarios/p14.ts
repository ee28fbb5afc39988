import type { Lab } from '../lab.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { until } from '../until.ts'

const LIMIT_MS = 200
/** In `npm test` WeCom and the oracle share the thread, and nothing has been compiled yet. */
const SMALL_LIMIT_MS = 600
const PATIENCE_MS = 20 * 60_000

export const p14: Scenario = {
  row: 'P14',
  title: 'the event loop under a full sync and an import',
  target: `never busy for more than ${LIMIT_MS} ms without a pause (processor time of its thread)`,
  run: (options) => {
    const { isFull } = options
    const contacts = isFull ? Math.min(options.contacts, 20_000) : 60
    const orders = isFull ? 50_000 : 300
    const limit = isFull ? LIMIT_MS : SMALL_LIMIT_MS
    return withLab(options, { company: { contacts }, isKilled: isFull }, async (lab) => {
      const service = lab.commands()
      await service.longestStretchMs()
      const { id } = await service.sync({ kind: 'full' })
      const run = await lab.runEnded(id, PATIENCE_MS)
      await lab.quiet(PATIENCE_MS)
      const inSync = await service.longestStretchMs()
      options.say(`sync ${run.state}, longest ${inSync} ms`)
      const imported = await imports(lab, orders)
      const inImport = await service.longestStretchMs()
      return [
        finding(
          `full sync of ${contacts} contacts ${run.state}: longest ${inSync} ms`,
          run.state === 'done' && inSync <= limit,
        ),
        finding(
          `import of ${imported} of ${orders} orders: longest ${inImport} ms`,
          imported === orders && inImport <= limit,
        ),
      ]
    })
  },
}

async function imports(lab: Lab, orders: number): Promise<number> {
  const rows = Array.from(
    { length: orders },
    (_, n) =>
      `P14-${n},2026-0${(n % 8) + 1}-11 10:20,保养,${680 + (n % 90)}.00,0,已完成,138${String(n % 5_000).padStart(8, '0')},客户`,
  )
  const { id } = await lab
    .commands()
    .importOrders(`订单号,下单时间,类型,金额,退款,状态,手机号,姓名\n${rows.join('\n')}\n`)
  const count = (what: string): Promise<number> =>
    lab.count(`SELECT ${what} AS "n" FROM "ImportRun" WHERE "id" = '${id}'`)
  await until(async () => (await count(`CASE WHEN "state" = 'running' THEN 1 ELSE 0 END`)) === 0, {
    patienceMs: PATIENCE_MS,
    what: () => 'the end of the import',
  })
  return count('"newRows"')
}
