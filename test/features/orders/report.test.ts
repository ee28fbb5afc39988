import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { importOrders } from '../../../server/features/orders/import-orders.ts'
import { orders } from '../../../server/features/orders/index.ts'
import { cancelImport, startImport } from '../../../server/features/orders/start-import.ts'
import { eachDialect } from '../../support/database.ts'
import { type Bench, CORP, file, importText, makeCustomer, openBench, readRun, row, upload } from './desk.ts'

const PHONE = '13800006721'
const LONG_MS = 3_600_000

eachDialect('word of an imported file', ({ open }) => {
  let bench: Bench
  let told: (readonly string[])[]
  /** Makes the report of that number fail. */
  let breaksAt: number
  beforeEach(async () => {
    bench = await openBench(await open(), [orders])
    told = []
    breaksAt = -1
    const report = bench.changes.report.bind(bench.changes)
    vi.spyOn(bench.changes, 'report').mockImplementation((tx, changes) => {
      const linked = changes.filter((one) => one.kind === 'orders-linked')
      if (linked.length > 0 && told.length === breaksAt) {
        breaksAt = -1
        throw new Error('a report that fails')
      }
      for (const one of linked) told.push(one.customerIds)
      return report(tx, changes)
    })
  })
  afterEach(() => bench.close())

  const rowsOf = (letter: string): string =>
    file(...Array.from({ length: 2100 }, (_, n) => row({ no: `${letter}${n}`, phone: PHONE })))

  /** An import that runs and whose job somebody else has: the test says when it gets on. */
  async function running(text: string): Promise<{ corpId: string; importId: string }> {
    const { run, suggestedMapping: mapping } = await upload(bench, text)
    await bench.database.db.importRun.updateMany({
      where: { id: run.id },
      data: {
        state: 'running',
        mappingJson: JSON.stringify({ headers: run.headers, mapping, sampleRows: [] }),
      },
    })
    return { corpId: CORP, importId: run.id }
  }

  it('names each customer once and when the file has ended, also of one that is stopped half-way', async () => {
    await makeCustomer(bench, 'LIN', { phone: `+86${PHONE}` })
    await importText(bench, rowsOf('T'))
    expect(told).toEqual([['LIN']])

    const { run, suggestedMapping } = await upload(bench, rowsOf('U'))
    await startImport(bench, { corpId: CORP, importId: run.id, mapping: suggestedMapping, isDryRun: false })
    const where = { corpId: CORP, importId: run.id }
    expect(await importOrders(bench, where, { shouldPause: () => true })).toBe('paused')
    expect(told).toHaveLength(1)
    await cancelImport(bench, CORP, run.id)
    await bench.jobs.drain()
    expect(told).toEqual([['LIN'], ['LIN']])
  })

  it('names them once also of a file that takes longer than the wait', async () => {
    await makeCustomer(bench, 'LIN', { phone: `+86${PHONE}` })
    const where = await running(rowsOf('L'))
    expect(await importOrders(bench, where, { shouldPause: () => true })).toBe('paused')
    bench.clock.advance(LONG_MS)
    await bench.jobs.drain()
    expect(told).toEqual([])
    expect(await importOrders(bench, where, { shouldPause: () => false })).toBe('ended')
    bench.clock.advance(LONG_MS)
    await bench.jobs.drain()
    expect(told).toEqual([['LIN']])
  })

  it('comes also when the process was killed between the last chunk and the end', async () => {
    await makeCustomer(bench, 'LIN', { phone: `+86${PHONE}` })
    const where = await running(file(row({ phone: PHONE })))
    expect(await importOrders(bench, where, { shouldPause: () => true })).toBe('paused')
    expect(await readRun(bench, where.importId)).toMatchObject({ state: 'running', doneRows: 1 })
    expect(await importOrders(bench, where, { shouldPause: () => true })).toBe('ended')
    await bench.jobs.drain()
    expect(told).toEqual([['LIN']])
  })

  it('goes on with the page that failed, and names nobody of the pages before again', async () => {
    const { db } = bench.database
    const now = bench.clock.now()
    const where = await running(file(row({ no: 'P', phone: PHONE })))
    await importOrders(bench, where, { shouldPause: () => true })
    const sample = await db.order.findFirstOrThrow()
    const ids = Array.from({ length: 1500 }, (_, n) => `C${String(n).padStart(4, '0')}`)
    await db.customer.createMany({
      data: ids.map((id) => ({ corpId: CORP, id, name: id, search: id, createdAt: now, updatedAt: now })),
    })
    await db.order.createMany({ data: ids.map((id) => ({ ...sample, orderNo: id, customerId: id })) })
    breaksAt = 1
    await importOrders(bench, where, { shouldPause: () => true })
    await bench.jobs.drain()
    bench.clock.advance(LONG_MS)
    await bench.jobs.drain()
    expect(breaksAt).toBe(-1)
    expect(told.flat()).toEqual(ids)
  })

  it('reaches also who lost an order to somebody the same rows made known', async () => {
    await makeCustomer(bench, 'ANNA', { member_no: 'M1' })
    await makeCustomer(bench, 'BERT', { unionid: 'union-b' })
    const withUnion = (...cells: [string, string][]): string =>
      file(...cells.map(([line]) => line))
        .split('\r\n')
        .map((line, at) => (at === 0 ? `${line},unionid` : line && `${line},${cells[at - 1]?.[1] ?? ''}`))
        .join('\r\n')
    await importText(bench, withUnion([row({ no: 'A', phone: PHONE, member: 'M1' }), '']))
    expect(told).toEqual([['ANNA']])
    await importText(
      bench,
      withUnion(
        [row({ no: 'A', phone: PHONE, member: 'M1', paid: '9' }), ''],
        [row({ no: 'B', phone: PHONE }), 'union-b'],
      ),
    )
    const rows = await bench.database.db.order.findMany({ orderBy: { orderNo: 'asc' } })
    expect(rows.map((one) => one.customerId)).toEqual(['BERT', 'BERT'])
    expect(told.slice(1).flat()).toContain('ANNA')
  })

  it('comes with the cars, which are made when the file has ended', async () => {
    const { db } = bench.database
    await makeCustomer(bench, 'LIN', { phone: `+86${PHONE}` })
    const where = await running(file(row({ phone: PHONE, plate: '沪AD12345', at: '2026-02-03 10:00' })))
    await importOrders(bench, where, { shouldPause: () => true })
    expect(await db.vehicle.count()).toBe(0)
    await importOrders(bench, where, { shouldPause: () => true })
    await bench.jobs.drain()
    expect(await db.vehicle.findMany()).toMatchObject([{ customerId: 'LIN', plateMask: expect.any(String) }])
    expect(await db.vehicleOwner.findMany()).toMatchObject([
      { customerId: 'LIN', fromOn: '2026-02-03', toOn: null },
    ])
  })

  it('leaves no car without an owner that goes over while the file is read', async () => {
    const { db } = bench.database
    await makeCustomer(bench, 'ANNA', { phone: '+8613912340001' })
    await makeCustomer(bench, 'BERT', { phone: '+8613912340002' })
    const came = (phone: string, at: string): string => file(row({ phone, at, plate: '沪AD12345' }))
    await importText(bench, came('13912340001', '2026-01-05 10:00'))
    expect(await db.vehicle.findMany()).toMatchObject([{ customerId: 'ANNA' }])
    const where = await running(came('13912340002', '2026-02-05 10:00'))
    await importOrders(bench, where, { shouldPause: () => true })
    expect(await db.vehicle.findMany()).toMatchObject([{ customerId: 'BERT' }])
    expect(told.flat()).toEqual(['ANNA', 'ANNA'])
    await importOrders(bench, where, { shouldPause: () => true })
    await bench.jobs.drain()
    expect(told.flat()).toEqual(['ANNA', 'ANNA', 'BERT'])
    const owners = await db.vehicleOwner.findMany({ orderBy: { fromOn: 'asc' } })
    expect(owners.map((one) => one.customerId)).toEqual(['ANNA', 'BERT'])
  })
})
