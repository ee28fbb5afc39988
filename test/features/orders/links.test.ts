import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { orders } from '../../../server/features/orders/index.ts'
import { eachDialect } from '../../support/database.ts'
import { type Bench, CORP, file, importText, makeCustomer, openBench, row } from './desk.ts'

eachDialect('orders find their customers', ({ open, dialect }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench(await open(), [orders])
  })
  afterEach(() => bench.close())

  const links = async () => {
    const rows = await bench.database.db.order.findMany({ orderBy: { orderNo: 'asc' } })
    return Object.fromEntries(
      rows.map((order) => [
        order.orderNo,
        order.customerId === null ? null : `${order.customerId} ${order.linkedBy}`,
      ]),
    )
  }

  /** As the sync does when a contact or a remark brings a key. */
  async function addKey(customerId: string, kind: string, value: string): Promise<void> {
    const { db } = bench.database
    const createdAt = bench.clock.now()
    const valueHash = bench.sealer.lookupHash(kind, value)
    await db.$transaction(async (tx) => {
      await tx.identity.create({
        data: { corpId: CORP, kind, valueHash, customerId, source: 'test', createdAt },
      })
      await bench.changes.report(tx, [{ kind: 'customer-changed', corpId: CORP, customerIds: [customerId] }])
    })
    await bench.jobs.drain()
  }

  it('by the strongest key, and an order never joins two customers', async () => {
    await makeCustomer(bench, 'ANNA', { phone: '+8613800000001' })
    await makeCustomer(bench, 'BERT', { unionid: 'union-b', member_no: 'M2' })
    const text = `${file(
      row({ no: 'A', phone: '13800000001' }),
      row({ no: 'B', member: 'm2' }),
      row({ no: 'C', phone: '13800000001', member: 'M2' }),
      row({ no: 'D', phone: '13900000000', member: 'M2' }),
      row({ no: 'E' }),
    )}`.replace(/\r\n/g, ',\r\n')
    const withUnion = text.replace('里程,', '里程,unionid').replace(/^(C,.*),$/m, '$1,union-b')
    await importText(bench, withUnion)
    expect(await links()).toEqual({
      A: 'ANNA phone',
      B: 'BERT member_no',
      C: 'BERT unionid',
      D: 'BERT member_no',
      E: null,
    })
    expect(await bench.database.db.customer.count()).toBe(2)
  })

  it('later, when the customer is added or the advisor notes the phone', async () => {
    await importText(
      bench,
      file(row({ no: 'A', phone: '13800000001', plate: '沪A12345' }), row({ no: 'B', member: 'M1' })),
    )
    expect(await links()).toEqual({ A: null, B: null })
    await makeCustomer(bench, 'ANNA')
    await addKey('ANNA', 'phone', '+8613800000001')
    expect(await links()).toEqual({ A: 'ANNA phone', B: null })
    expect(await bench.database.db.vehicle.findMany()).toMatchObject([
      { customerId: 'ANNA', plateMask: '沪A·**345' },
    ])
    await addKey('ANNA', 'member_no', 'M1')
    expect(await links()).toEqual({ A: 'ANNA phone', B: 'ANNA member_no' })
  })

  it('no longer, when the key is taken away', async () => {
    await makeCustomer(bench, 'ANNA', { phone: '+8613800000001' })
    await importText(bench, file(row({ no: 'A', phone: '13800000001' })))
    await bench.database.db.identity.deleteMany()
    await bench.database.db.$transaction((tx) =>
      bench.changes.report(tx, [{ kind: 'customer-changed', corpId: CORP, customerIds: ['ANNA'] }]),
    )
    await bench.jobs.drain()
    expect(await links()).toEqual({ A: null })
  })

  it('by a member number that another order taught, also one imported before', async () => {
    await makeCustomer(bench, 'ANNA', { phone: '+8613800000001' })
    await importText(bench, file(row({ no: 'A', member: 'M7' })))
    await importText(
      bench,
      file(row({ no: 'B', member: 'M7', phone: '13800000001' }), row({ no: 'C', member: 'M7' })),
    )
    expect(await links()).toEqual({ A: 'ANNA member_no', B: 'ANNA phone', C: 'ANNA member_no' })
    expect(await bench.database.db.customer.findFirst()).toMatchObject({ memberNo: 'M7' })
  })

  it('by the plate only when the order names nobody, and by who owned the car then', async () => {
    await makeCustomer(bench, 'ANNA', { phone: '+8613800000001' })
    await makeCustomer(bench, 'BERT', { phone: '+8613800000002' })
    const plate = '沪A12345'
    await importText(
      bench,
      file(
        row({
          no: 'A1',
          at: '2024-01-01',
          kind: '新车交付',
          paid: '200000',
          plate,
          phone: '13800000001',
          model: 'S7',
        }),
        row({ no: 'A2', at: '2024-06-01', plate }),
        row({ no: 'B1', at: '2025-06-01', plate, phone: '13800000002' }),
        row({ no: 'B2', at: '2025-09-01', plate }),
        row({ no: 'X', at: '2025-10-01', plate, phone: '13911112222' }),
      ),
    )
    expect(await links()).toEqual({
      A1: 'ANNA phone',
      A2: 'ANNA plate',
      B1: 'BERT phone',
      B2: 'BERT plate',
      X: null,
    })
    expect(await bench.database.db.vehicle.findMany()).toMatchObject([
      { customerId: 'BERT', lastServiceOn: '2025-09-01' },
    ])
  })

  it('a cancelled delivery takes the car away again', async () => {
    await makeCustomer(bench, 'ANNA', { phone: '+8613800000001' })
    const delivery = {
      no: 'A',
      at: '2026-01-01',
      kind: '新车交付',
      paid: '200000',
      phone: '13800000001',
      model: 'S7',
    }
    await importText(bench, file(row(delivery)))
    expect(await bench.database.db.vehicle.findMany()).toMatchObject([
      {
        model: 'S7',
        deliveredOn: '2026-01-01',
        nextServiceOn: '2026-07-01',
        warrantyEndsOn: '2029-01-01',
        insuranceEndsOn: '2027-01-01',
      },
    ])
    await importText(bench, file(row({ ...delivery, status: '已取消' })))
    expect(await bench.database.db.vehicle.count()).toBe(0)
  })

  it('members who are no contacts become customers when that is asked for, each once', async () => {
    const text = file(
      row({ no: 'A', member: 'M1', name: '林晓雨' }),
      row({ no: 'B', member: 'M1' }),
      row({ no: 'C', phone: '13800000001' }),
      row({ no: 'D' }),
    )
    await importText(bench, text)
    expect(await bench.database.db.customer.count()).toBe(0)
    expect(await importText(bench, text, { createCustomers: true })).toMatchObject({
      sameRows: 4,
      linkedRows: 3,
    })
    await importText(bench, text, { createCustomers: true })
    // Born in one millisecond, so their ids tell no order.
    const people = await bench.database.db.customer.findMany()
    people.sort((a, b) => Number(a.memberNo === null) - Number(b.memberNo === null))
    expect(people.map(({ name, memberNo, phoneMask }) => [name, memberNo, phoneMask])).toEqual([
      ['林晓雨', 'M1', null],
      ['138****0001', null, '138****0001'],
    ])
    expect(people[0]?.search).toContain('lxy')
  })

  it('the same, in whatever order and pieces the rows come', async () => {
    await makeCustomer(bench, 'ANNA', { phone: '+8613800000001' })
    await makeCustomer(bench, 'BERT', { phone: '+8613800000002' })
    const someRow = fc.record({
      phone: fc.constantFrom('', '13800000001', '13800000002', '13900000000'),
      member: fc.constantFrom('', 'M1'),
      plate: fc.constantFrom('', '沪A11111', '沪A22222'),
      at: fc.constantFrom('2024-01-01', '2024-06-01', '2025-01-01', '2025-06-01', '2025-12-01'),
      kind: fc.constantFrom('保养', '新车交付', '保险'),
    })
    const noClash = (rows: { phone: string; member: string }[]): boolean =>
      new Set(rows.filter((one) => one.member !== '' && /1380000000/.test(one.phone)).map((one) => one.phone))
        .size < 2
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(someRow, { minLength: 2, maxLength: 7 })
          .filter(noClash)
          .chain((rows) => {
            const lines = rows.map((one, n) => row({ no: `N${n}`, ...one, at: `${one.at} 10:0${n}` }))
            return fc.tuple(
              fc.constant(lines),
              fc.shuffledSubarray(lines, { minLength: lines.length }),
              fc.nat(lines.length),
            )
          }),
        async ([lines, shuffled, cut]) => {
          await importText(bench, file(...lines))
          const whole = await state()
          await forget()
          for (const part of [shuffled.slice(0, cut), shuffled.slice(cut)])
            if (part.length > 0) await importText(bench, file(...part))
          expect(await state()).toEqual(whole)
          await forget()
        },
      ),
      { numRuns: dialect === 'sqlite' ? 40 : 10 },
    )
  })

  async function state() {
    const cars = await bench.database.db.vehicle.findMany({
      orderBy: { id: 'asc' },
      omit: { plateSealed: true, updatedAt: true },
    })
    return { links: await links(), cars }
  }

  async function forget(): Promise<void> {
    const { db } = bench.database
    await db.order.deleteMany()
    await db.vehicle.deleteMany()
    await db.identity.deleteMany({ where: { source: 'order' } })
    await db.customer.updateMany({ data: { memberNo: null } })
  }
})
