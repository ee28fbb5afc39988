import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import iconv from 'iconv-lite'
import { importOrders } from '../../../server/features/orders/import-orders.ts'
import { orders } from '../../../server/features/orders/index.ts'
import { cancelImport, startImport } from '../../../server/features/orders/start-import.ts'
import { filePathOf } from '../../../server/features/orders/store-upload.ts'
import { eachDialect } from '../../support/database.ts'
import { type Bench, CORP, file, importText, makeCustomer, openBench, readRun, row, upload } from './desk.ts'

eachDialect('importing orders', ({ open }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench(await open(), [orders])
  })
  afterEach(() => bench.close())

  it('keeps each order with its customer, its money and its day', async () => {
    await makeCustomer(bench, 'LIN', { phone: '+8613800006721' })
    const run = await importText(
      bench,
      file(
        row({
          no: 'A1',
          at: '2026-03-01 23:30',
          paid: '¥1,280.50',
          refund: '80',
          phone: '138 0000 6721',
          km: '5,120',
        }),
      ),
    )
    expect(run).toMatchObject({ state: 'done', totalRows: 1, newRows: 1, badRows: 0, linkedRows: 1 })
    const order = await bench.database.db.order.findUniqueOrThrow({
      where: { corpId_orderNo: { corpId: CORP, orderNo: 'A1' } },
    })
    expect(order).toMatchObject({
      customerId: 'LIN',
      linkedBy: 'phone',
      kind: 'service',
      paidFen: 128_050,
      refundedFen: 8_000,
      orderedOn: '2026-03-01',
      title: '常规保养',
      odometerKm: 5120,
    })
    expect(order.orderedAt.toISOString()).toBe('2026-03-01T15:30:00.000Z')
    expect(JSON.stringify(order)).not.toContain('13800006721')
  })

  it('the same file again changes nothing, and a changed row changes only itself', async () => {
    await importText(bench, file(row({ no: 'A1' }), row({ no: 'A2', paid: '100' })))
    const before = await bench.database.db.order.findMany({ orderBy: { orderNo: 'asc' } })
    bench.clock.advance(60_000)
    expect(await importText(bench, file(row({ no: 'A1' }), row({ no: 'A2', paid: '100' })))).toMatchObject({
      newRows: 0,
      changedRows: 0,
      sameRows: 2,
    })
    expect(await bench.database.db.order.findMany({ orderBy: { orderNo: 'asc' } })).toEqual(before)
    expect(await importText(bench, file(row({ no: 'A1' }), row({ no: 'A2', paid: '120' })))).toMatchObject({
      changedRows: 1,
      sameRows: 1,
    })
    const [first, second] = await bench.database.db.order.findMany({ orderBy: { orderNo: 'asc' } })
    expect(first).toEqual(before[0])
    expect(second?.paidFen).toBe(12_000)
  })

  it('a dry run counts as the real one would and writes no order', async () => {
    await makeCustomer(bench, 'LIN', { phone: '+8613800006721' })
    await importText(bench, file(row({ no: 'A1' }), row({ no: 'A2' })))
    const text = file(
      row({ no: 'A1' }),
      row({ no: 'A2', paid: '9' }),
      row({ no: 'A3', phone: '13800006721' }),
      row({ no: 'A4', at: 'soon' }),
    )
    const dry = await importText(bench, text, { isDryRun: true })
    expect(await bench.database.db.order.count()).toBe(2)
    const real = await importText(bench, text)
    const numbers = { totalRows: 4, newRows: 1, changedRows: 1, sameRows: 1, badRows: 1, linkedRows: 1 }
    expect(dry).toMatchObject({ ...numbers, isDryRun: true, state: 'done' })
    expect(real).toMatchObject({ ...numbers, isDryRun: false, state: 'done' })
  })

  it.each([
    ['utf-8', (text: string) => Buffer.from(text)],
    ['utf-8', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['gb18030', (text: string) => iconv.encode(text, 'gbk')],
    ['utf-16le', (text: string) => iconv.encode(text, 'utf-16le', { addBOM: true })],
  ])('a file written as %s is read rightly', async (charset, encode) => {
    const run = await importText(bench, encode(file(row({ no: 'A1', store: '浦东店', title: '首次保养' }))))
    expect(run).toMatchObject({ charset, newRows: 1, badRows: 0 })
    expect(await bench.database.db.order.findFirst()).toMatchObject({
      storeName: '浦东店',
      title: '首次保养',
    })
  })

  it('killed between two chunks it goes on where it stopped', async () => {
    const rows = Array.from({ length: 2500 }, (_, n) => row({ no: `K${n}`, paid: String(n) }))
    const { run, suggestedMapping } = await upload(bench, file(...rows))
    const where = { corpId: CORP, importId: run.id }
    await bench.database.db.importRun.updateMany({
      data: {
        state: 'running',
        mappingJson: JSON.stringify({ headers: run.headers, mapping: suggestedMapping, sampleRows: [] }),
      },
    })
    expect(await importOrders(bench, where, { shouldPause: () => true })).toBe('paused')
    const half = await readRun(bench, run.id)
    expect(half.doneRows).toBeGreaterThan(0)
    expect(half.doneRows).toBeLessThan(2500)
    expect(await bench.database.db.order.count()).toBe(half.newRows)
    expect(await importOrders(bench, where, { shouldPause: () => false })).toBe('ended')
    expect(await readRun(bench, run.id)).toMatchObject({
      state: 'done',
      doneRows: 2500,
      newRows: 2500,
      sameRows: 0,
      badRows: 0,
    })
    expect(await bench.database.db.order.count()).toBe(2500)
  })

  it('two workers on one import write each row once', async () => {
    const rows = Array.from({ length: 2100 }, (_, n) => row({ no: `W${n}` }))
    const { run, suggestedMapping } = await upload(bench, file(...rows))
    await startImport(bench, { corpId: CORP, importId: run.id, mapping: suggestedMapping, isDryRun: false })
    await Promise.all([
      importOrders(bench, { corpId: CORP, importId: run.id }, { shouldPause: () => false }),
      bench.jobs.drain(),
    ])
    expect(await readRun(bench, run.id)).toMatchObject({ state: 'done', doneRows: 2100, newRows: 2100 })
    expect(await bench.database.db.order.count()).toBe(2100)
  })

  it('a cancelled import keeps what is written and writes no more', async () => {
    const { run, suggestedMapping } = await upload(bench, file(row({})))
    await startImport(bench, { corpId: CORP, importId: run.id, mapping: suggestedMapping, isDryRun: false })
    await cancelImport(bench, CORP, run.id)
    await bench.jobs.drain()
    expect(await readRun(bench, run.id)).toMatchObject({ state: 'cancelled', doneRows: 0 })
    expect(await bench.database.db.order.count()).toBe(0)
  })

  it('reads little of a long file more than once, however many slices it takes', async () => {
    // 20 s for a chunk: as long as a slice, and as long to read it again as to import it.
    const print = bench.sealer.fingerprint
    let read = 0
    vi.spyOn(bench.sealer, 'fingerprint').mockImplementation((text) => {
      read += 1
      bench.clock.advance(20)
      return print(text)
    })
    const run = await importText(bench, file(...Array.from({ length: 3999 }, (_, n) => row({ no: `L${n}` }))))
    expect(run).toMatchObject({ state: 'done', newRows: 3999 })
    expect(read).toBeLessThan(10_000)
  })

  it('a chunk that is written forgives the tries before it', async () => {
    const { run, suggestedMapping } = await upload(bench, file(row({})))
    const isSaved = vi.fn<() => Promise<void>>(async () => undefined)
    await startImport(bench, { corpId: CORP, importId: run.id, mapping: suggestedMapping, isDryRun: false })
    await importOrders(
      bench,
      { corpId: CORP, importId: run.id },
      { shouldPause: () => false, progressed: isSaved },
    )
    expect(isSaved).toHaveBeenCalledTimes(1)
  })

  it('ends as failed when its job has ended the process each time', async () => {
    const { db, sql } = bench.database
    const { run } = await upload(bench, file(row({})))
    await db.importRun.updateMany({ where: { id: run.id }, data: { state: 'running' } })
    const runAt = new Date(bench.clock.nowMs() + 60_000)
    await bench.jobs.add(sql, { name: 'orders.import', corpId: CORP, payload: { importId: run.id }, runAt })
    await db.job.updateMany({ where: { name: 'orders.import' }, data: { attempts: 8 } })
    bench.clock.advance(60_000)
    await bench.jobs.drain()
    expect(await readRun(bench, run.id)).toMatchObject({ state: 'failed', failure: { reason: 'internal' } })
  })

  it('a file that is gone or was changed fails with that reason', async () => {
    const { run, suggestedMapping } = await upload(bench, file(row({})))
    await bench.file(`imports/${run.id}.csv`, 'something else')
    const again = { corpId: CORP, importId: run.id, mapping: suggestedMapping, isDryRun: false }
    await startImport(bench, again)
    await bench.jobs.drain()
    expect(await readRun(bench, run.id)).toMatchObject({
      state: 'failed',
      failure: { reason: 'file-changed' },
    })
    bench.clock.advance(8 * 86_400_000)
    await bench.jobs.drain()
    await expect(bench.read(filePathOf(bench, run.id))).rejects.toThrow('ENOENT')
    await startImport(bench, again)
    await bench.jobs.drain()
    expect(await readRun(bench, run.id)).toMatchObject({ state: 'failed', failure: { reason: 'file-gone' } })
  })
})
