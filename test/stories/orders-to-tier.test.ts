import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerList } from '../../server/features/customers/contract.ts'
import type { ImportRun, UploadedImport } from '../../server/features/orders/contract.ts'
import type { CustomerPanel } from '../../server/features/panel/contract.ts'
import type { OrderPage } from '../../server/features/timeline/contract.ts'
import type { Browser } from '../support/http-client.ts'
import type { TestService } from '../support/service.ts'
import { read, seenAfter, send } from './ask.ts'
import { customersOf, startStory } from './story.ts'

const HEADER = '订单号,下单时间,类型,金额,退款,状态,门店,项目,手机号,姓名,车牌,车型,会员号,里程'
const DAY = 86_400_000

let service: TestService
let operator: Browser
let lina: Browser
let star: string
let run: ImportRun
beforeAll(async () => {
  service = await startStory()
  const admin = await service.signIn('hanyue')
  const staffId = await service.staffId('zhoumin')
  await send(admin, 'PUT', `/staff/${staffId}/roles`, { roles: [{ role: 'operator', unitId: '' }] })
  operator = await service.signIn('zhoumin')
  lina = await service.signIn('lina', 'chat')
  star = customersOf(service, 'lina')[0] ?? ''
  run = await importFile('二月订单.csv', [
    `A1,${daysAgo(400)},新车交付,238800.00,0,已完成,浦东店,澜岳 S7,13800006721,林晓雨,沪AD12345,S7,,8`,
    `A2,${daysAgo(200)},保养,680.00,80.00,已完成,浦东店,常规保养,13800006721,林晓雨,沪AD12345,S7,,9000`,
    `A3,${daysAgo(9)},到店,0,0,已完成,浦东店,置换报价,13800006721,林晓雨,沪AD12345,S7,,`,
    `B1,${daysAgo(30)},保养,1200.00,0,已完成,浦东店,常规保养,13812340009,贺新,沪B77777,S5,,`,
    `C1,某天,保养,500.00,0,已完成,浦东店,常规保养,13800006721,林晓雨,,,,`,
    `C2,${daysAgo(20)},保养,五百,0,已完成,浦东店,常规保养,13800006721,林晓雨,,,,`,
  ])
})
afterAll(() => service.close())

const panelOf = (id: string) => read<CustomerPanel>(lina, `/panel/contacts/${id}`)

function daysAgo(days: number): string {
  const local = new Date(service.clock.nowMs() - days * DAY + 8 * 3_600_000)
  return `${local.toISOString().slice(0, 10)} 10:20`
}

/** As the dealers' system writes it, in GBK, from upload to the end. */
async function importFile(name: string, rows: string[]): Promise<ImportRun> {
  const bytes = iconv.encode(`${[HEADER, ...rows].join('\r\n')}\r\n`, 'gbk')
  const reply = await operator.send(
    'POST',
    `/api/v1/imports?kind=orders&fileName=${encodeURIComponent(name)}`,
    bytes,
    { headers: { 'content-type': 'text/csv' } },
  )
  expect(reply.status, reply.text).toBe(201)
  const { run: uploaded, suggestedMapping: mapping } = reply.json<UploadedImport>()
  expect(uploaded.charset.toLowerCase()).toMatch(/^gb/)
  await send(operator, 'POST', `/imports/${uploaded.id}/start`, { mapping, isDryRun: false })
  const look = async () => (await read<UploadedImport>(operator, `/imports/${uploaded.id}`)).run
  await seenAfter(async () => ['done', 'failed'].includes((await look()).state))
  return look()
}

describe('a file of orders', () => {
  it('is imported row by row, and refused rows come back as a file that says why', async () => {
    expect(run).toMatchObject({ state: 'done', newRows: 4, badRows: 2, linkedRows: 3, failure: null })
    const file = await operator.get(`/api/v1/imports/${run.id}/bad-rows.csv?app=console`)
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8')
    const [, first = '', second = ''] = file.text.split('\r\n')
    expect(first).toContain('C1')
    expect(first).toContain('日期无法识别')
    expect(second).toContain('C2')
    expect(second).toContain('五百')
  })

  it('gives its customer a tier with the numbers it comes from, and what to do next', async () => {
    await seenAfter(async () => (await panelOf(star)).tier !== null)
    const panel = await panelOf(star)
    const { items } = await read<OrderPage>(lina, `/customers/${panel.contact.customerId}/orders`)
    expect(items.map((order) => order.orderNo)).toEqual(['A3', 'A2', 'A1'])
    expect(panel.tier).toMatchObject({ lastVisitOn: daysAgo(9).slice(0, 10), windowDays: 730 })
    expect(panel.recentSpendFen.at(-2)).toBe(60_000)
    expect(panel.vehicle).toMatchObject({ model: 'S7' })
    const [action] = panel.actions
    expect(panel.actions.map((one) => one.rule)).toContain('quote-follow-up')
    expect(action?.script?.text).not.toBe('')
    expect(action?.script?.text).not.toContain('{{')
    const tier = panel.tier?.code
    const list = await read<CustomerList>(lina, `/customers?tier=${tier}`)
    expect(list.items.map((row) => row.id)).toContain(panel.contact.customerId)
  })

  it('of a buyer nobody knows waits for the contact, and is there when the contact appears', async () => {
    const { externalUserid } = service.simulator.actions('add-contact', {
      userid: 'lina',
      name: '贺新',
      remark: '贺先生 S5',
      phone: '13812340009',
    })
    const id = String(externalUserid)
    await seenAfter(async () => (await panelOf(id)).tier !== null)
    const panel = await panelOf(id)
    expect(panel.tier).toMatchObject({ lastVisitOn: daysAgo(30).slice(0, 10), monetaryFen: 120_000 })
    const { items } = await read<OrderPage>(lina, `/customers/${panel.contact.customerId}/orders`)
    expect(items.map((order) => order.orderNo)).toEqual(['B1'])
  })

  it('imported a second time changes nothing', async () => {
    const before = await panelOf(star)
    const again = await importFile('二月订单.csv', [
      `A1,${daysAgo(400)},新车交付,238800.00,0,已完成,浦东店,澜岳 S7,13800006721,林晓雨,沪AD12345,S7,,8`,
    ])
    expect(again).toMatchObject({ state: 'done', newRows: 0, changedRows: 0, sameRows: 1 })
    expect((await panelOf(star)).tier).toEqual(before.tier)
  })
})
