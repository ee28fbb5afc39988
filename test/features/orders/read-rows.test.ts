import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindOf, statusOf } from '../../../server/features/orders/order-words.ts'
import { orderParser } from '../../../server/features/orders/parse-order.ts'
import { parseOrderTime } from '../../../server/features/orders/parse-time.ts'
import { createSeenOrders } from '../../../server/features/orders/seen-orders.ts'
import { suggestMapping } from '../../../server/features/orders/suggest-mapping.ts'
import { HEADER } from './desk.ts'

describe('headers', () => {
  it('of the dealer’s export are all recognised', () => {
    const { columns, kind, amountUnit } = suggestMapping(HEADER.split(','))
    expect(columns).toEqual({
      orderNo: '订单号',
      orderedAt: '下单时间',
      kind: '类型',
      paid: '金额',
      refunded: '退款',
      status: '状态',
      storeName: '门店',
      title: '项目',
      phone: '手机号',
      name: '姓名',
      plate: '车牌',
      vehicleModel: '车型',
      memberNo: '会员号',
      odometerKm: '里程',
    })
    expect(kind).toBeUndefined()
    expect(amountUnit).toBe('yuan')
  })

  it('in English, with odd spelling and amounts in cents', () => {
    const mapping = suggestMapping(['Order_ID', 'customer_id', 'Order Date', 'items', 'amount_fen'])
    expect(mapping).toEqual({
      columns: { orderNo: 'Order_ID', memberNo: 'customer_id', orderedAt: 'Order Date', paid: 'amount_fen' },
      kind: 'service',
      amountUnit: 'fen',
      createCustomers: false,
    })
  })

  it('with notes in brackets, and none used twice', () => {
    const { columns } = suggestMapping([
      '工单号（必填）',
      '结算时间',
      '实收金额(元)',
      '客户',
      '手机',
      '客户姓名',
    ])
    expect(columns).toEqual({
      orderNo: '工单号（必填）',
      orderedAt: '结算时间',
      paid: '实收金额(元)',
      phone: '手机',
      name: '客户姓名',
    })
  })
})

describe('times', () => {
  it.each([
    ['2026-03-17', '2026-03-16T16:00:00.000Z', '2026-03-17'],
    ['2026-3-7 9:05', '2026-03-07T01:05:00.000Z', '2026-03-07'],
    ['2026/03/17 23:59:59', '2026-03-17T15:59:59.000Z', '2026-03-17'],
    ['2026.3.7', '2026-03-06T16:00:00.000Z', '2026-03-07'],
    ['2026年3月7日 14时05分', '2026-03-07T06:05:00.000Z', '2026-03-07'],
    ['20260317', '2026-03-16T16:00:00.000Z', '2026-03-17'],
    ['２０２６-０３-１７', '2026-03-16T16:00:00.000Z', '2026-03-17'],
    ['2026-03-17T20:00:00Z', '2026-03-17T20:00:00.000Z', '2026-03-18'],
    ['2026-03-17T20:00:00+08:00', '2026-03-17T12:00:00.000Z', '2026-03-17'],
  ])('%s is %s, on %s', (text, instant, on) => {
    const time = parseOrderTime(text)
    expect(time && new Date(time.ms).toISOString()).toBe(instant)
    expect(time?.on).toBe(on)
  })

  it.each(['', 'soon', '2026-02-30', '2026-13-01', '202631', '2026-03-17 25:00', '46098', '17/03/2026'])(
    '%s is not a time',
    (text) => {
      expect(parseOrderTime(text)).toBeNull()
    },
  )
})

describe('words', () => {
  it.each([
    ['新车交付', 'vehicle'],
    ['二手车', 'vehicle'],
    ['置换报价', 'visit'],
    ['二手车报价', 'visit'],
    ['到店', 'visit'],
    ['试驾', 'visit'],
    ['新车保险', 'service'],
    ['保养', 'service'],
    ['精品销售', 'service'],
    ['visit', 'visit'],
    ['其他', null],
  ])('%s is of kind %s', (text, kind) => {
    expect(kindOf(text)).toBe(kind)
  })

  it.each([
    ['', 'done'],
    ['已完成', 'done'],
    ['部分退款', 'done'],
    ['已退款', 'refunded'],
    ['已取消', 'cancelled'],
    ['Cancelled', 'cancelled'],
    ['待支付', null],
    ['未完成', null],
  ])('status %s is %s', (text, status) => {
    expect(statusOf(text)).toBe(status)
  })
})

describe('a row', () => {
  const headers = HEADER.split(',')
  const read = orderParser(headers, suggestMapping(headers), Date.parse('2026-03-18T00:00:00Z'))
  const good = ['A1', '2026-01-10', '保养', '680', '', '', '', '', '', '', '', '', '', '']
  const withCell = (header: string, value: string): string[] =>
    good.map((cell, n) => (headers[n] === header ? value : cell))

  it('may leave everything but number, time, kind and amount empty', () => {
    expect(read(good)).toMatchObject({
      order: { orderNo: 'A1', paidFen: 68_000, refundedFen: 0, status: 'done', title: '保养', phone: null },
    })
    expect(read(good.slice(0, 4))).toMatchObject({ order: { orderNo: 'A1' } })
  })

  it.each([
    ['订单号', '', 'missing-value'],
    ['订单号', 'x'.repeat(65), 'too-long'],
    ['下单时间', '', 'missing-value'],
    ['下单时间', '不知道', 'unknown-date'],
    ['下单时间', '2026-03-19', 'date-in-future'],
    ['类型', '', 'missing-value'],
    ['类型', '其他', 'unknown-kind'],
    ['金额', '', 'missing-value'],
    ['金额', '免费', 'unknown-amount'],
    ['金额', '-5', 'unknown-amount'],
    ['金额', '21474836.48', 'amount-too-large'],
    ['退款', 'x', 'unknown-amount'],
    ['状态', '待支付', 'unknown-status'],
    ['手机号', '138****6721', 'unknown-phone'],
    ['里程', '很多', 'unknown-odometer'],
    ['姓名', '王'.repeat(61), 'too-long'],
    ['门店', '\ufffd\ufffd店', 'unreadable-text'],
  ])('with %s "%s" is refused: %s', (header, value, reason) => {
    expect(read(withCell(header, value))).toMatchObject({ problem: { reason } })
  })

  it.each([
    ['手机号', '-', { phone: null }],
    ['手机号', '１３８ ００００ ６７２１', { phone: '+8613800006721' }],
    ['车牌', '沪a·12345', { plate: '沪A12345' }],
    ['车牌', '未上牌', { plate: null }],
    ['退款', '-80', { refundedFen: 8_000 }],
    ['状态', '已退款', { refundedFen: 68_000, status: 'done' }],
    ['里程', '5,120 km', { odometerKm: 5120 }],
    ['项目', '首次保养', { title: '首次保养' }],
    ['项目', '更换机油', { title: '保养 · 更换机油' }],
  ])('with %s "%s" gives %j', (header, value, part) => {
    expect(read(withCell(header, value))).toMatchObject({ order: part })
  })

  it('with cells beyond the header or without the needed ones is refused', () => {
    expect(read([...good, '', ' '])).toMatchObject({ order: { orderNo: 'A1' } })
    expect(read([...good, 'extra'])).toMatchObject({ problem: { reason: 'too-many-columns' } })
    expect(read(['A1', '2026-01-10', '保养'])).toMatchObject({ problem: { reason: 'too-few-columns' } })
  })
})

it('numbers met before in a file are known again, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(60), fc.nat(3)), { maxLength: 300 }), (meetings) => {
      const seen = createSeenOrders()
      const model = new Map<number, number>()
      for (const [number, content] of meetings) {
        const known = model.get(number)
        const expected = known === undefined ? 'new' : known === content ? 'same' : 'other'
        if (known === undefined) model.set(number, content)
        // 0 stands for an empty slot and must still work; far numbers force the table to wrap.
        expect(seen.meet(number * 4096 + 1, content)).toBe(expected)
      }
    }),
  )
  const seen = createSeenOrders()
  for (let n = 1; n <= 20_000; n++) expect(seen.meet(n * 7919, n)).toBe('new')
  for (let n = 1; n <= 20_000; n++) expect(seen.meet(n * 7919, n)).toBe('same')
})
