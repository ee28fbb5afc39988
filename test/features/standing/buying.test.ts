import { afterEach, beforeEach, expect, it } from 'vitest'
import { orders } from '../../../server/features/orders/index.ts'
import { standing } from '../../../server/features/standing/index.ts'
import { recomputeStandings } from '../../../server/features/standing/recompute.ts'
import { eachDialect } from '../../support/database.ts'
import { makeOrder } from '../../support/factories/order.ts'
import { type Bench, CORP, makeCustomer, openBench } from '../orders/desk.ts'

eachDialect('how somebody came to buy', ({ open }) => {
  let bench: Bench
  let made = 0
  beforeEach(async () => {
    bench = await openBench(await open(), [orders, standing])
    await makeCustomer(bench, 'LIN')
    await makeCustomer(bench, 'WANG')
  })
  afterEach(() => bench.close())

  const told = (kind: string, day: string, subject: string | null) =>
    bench.database.db.timelineEvent.create({
      data: {
        corpId: CORP,
        customerId: 'LIN',
        id: `E${(made += 1)}`,
        key: `E${made}`,
        at: new Date(`${day}T23:30:00+08:00`),
        kind,
        subject,
        detailJson: '{}',
      },
    })
  const came = (day: string, kind: 'vehicle' | 'visit', data: { paidFen: number; vehicleModel?: string }) =>
    makeOrder(bench.database, {
      corpId: CORP,
      customerId: 'LIN',
      orderNo: `O${(made += 1)}`,
      at: new Date(`${day}T10:00:00+08:00`),
      kind,
      ...data,
    })
  const look = async () => {
    await recomputeStandings(bench, { corpId: CORP, customerIds: ['LIN', 'WANG'] })
    const { daysToBuy, modelsCompared } = await bench.database.db.standing.findFirstOrThrow({
      where: { customerId: 'LIN' },
    })
    return { daysToBuy, modelsCompared }
  }

  it('is counted from the first look to the car, with the models between, each search by itself', async () => {
    expect(await look()).toEqual({ daysToBuy: null, modelsCompared: null })
    await told('test-drive', '2026-01-20', '澜岳 S7')
    await told('test-drive', '2026-01-25', '澜岳S7')
    await came('2026-01-22', 'visit', { vehicleModel: '澜岳 E5', paidFen: 0 })
    await told('call', '2025-11-01', '澜岳 X')
    expect(await look()).toEqual({ daysToBuy: null, modelsCompared: 2 })
    // Late in the evening of the 10th in Shanghai; an opened link names no model of its own.
    await told('link-open', '2026-01-10', '新车发布')
    await came('2026-02-01', 'vehicle', { paidFen: 20_000_000 })
    expect(await look()).toEqual({ daysToBuy: 22, modelsCompared: 2 })
    // What is driven after the car belongs to the next one.
    await told('test-drive', '2026-03-01', '澜岳 S7')
    expect(await look()).toEqual({ daysToBuy: 22, modelsCompared: 1 })
    await came('2026-03-05', 'vehicle', { paidFen: 20_000_000 })
    expect(await look()).toEqual({ daysToBuy: 4, modelsCompared: 1 })
    expect(await bench.database.db.standing.findFirst({ where: { customerId: 'WANG' } })).toMatchObject({
      daysToBuy: null,
      modelsCompared: null,
    })
  })
})
