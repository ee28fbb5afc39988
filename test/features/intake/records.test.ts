import { beforeAll, expect, it } from 'vitest'
import type { ItemList } from '../../../server/features/combos/contract.ts'
import type { CustomerRow, Facts } from '../../../server/features/customers/contract.ts'
import type { ShownKey } from '../../../server/features/intake/admin/contract.ts'
import type { IntakeAnswer } from '../../../server/features/intake/contract.ts'
import type { TimelinePage } from '../../../server/features/timeline/contract.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

const VIN = 'LVSHCAMB1CE054249'

onBothDatabases('Cars, portraits and stock that other systems tell', (service) => {
  let admin: Browser
  let lina: Browser
  let key: ShownKey
  let customerId: string
  let externalUserid: string

  beforeAll(async () => {
    admin = await service().signIn('hanyue')
    lina = await service().signIn('lina')
    key = (await admin.send('POST', '/api/v1/intake/sources', { name: 'dms' })).json<ShownKey>()
    const [row] = (await walk<CustomerRow>(lina, '/api/v1/customers?q=lxy')).rows
    customerId = row?.id ?? ''
    externalUserid = row?.externalUserid ?? ''
  })

  async function tell(...items: object[]): Promise<void> {
    const headers = { authorization: `Bearer ${key.key}` }
    const reply = await service().browser(null).send('POST', '/api/v1/intake', { items }, { headers })
    expect(reply.json<IntakeAnswer>()).toMatchObject({ accepted: items.length })
    await service().deps.jobs.drain()
  }
  async function retell(item: object): Promise<void> {
    const headers = { authorization: `Bearer ${key.key}` }
    const reply = await service()
      .browser(null)
      .send('POST', '/api/v1/intake', { items: [item] }, { headers })
    expect(reply.json<IntakeAnswer>()).toMatchObject({ changed: 1 })
    await service().deps.jobs.drain()
  }
  const vehicle = (id: string, person: object, data: object, at = '2026-03-01T10:00:00+08:00'): object => ({
    kind: 'vehicle',
    id,
    at,
    person,
    data,
  })
  const profile = (id: string, person: object, fields: object, at: string): object => ({
    kind: 'profile',
    id,
    at,
    person,
    data: { fields },
  })
  const facts = async (): Promise<Facts['items']> =>
    (await lina.get(`/api/v1/customers/${customerId}/facts`)).json<Facts>().items
  const carOf = (vin: string) => {
    const vinHash = service().deps.sealer.lookupHash('vin', vin)
    return service().database.db.vehicle.findFirstOrThrow({ where: { corpId, vinHash } })
  }
  const ownersOf = (vehicleId: string) =>
    service().database.db.vehicleOwner.findMany({
      where: { corpId, vehicleId },
      orderBy: { fromOn: 'asc' },
      select: { customerId: true, fromOn: true, toOn: true, source: true },
    })

  it('is a car of its owner, with what its papers say and its odometer', async () => {
    const data = { model: 'S7', ownedFrom: '2024-05-01', warrantyEndsOn: '2027-05-01' }
    const dates = { insuranceEndsOn: '2026-04-30', inspectionDueOn: '2026-05-31' }
    await tell(vehicle('V-1', { externalUserid, vin: VIN }, { ...data, ...dates, odometerKm: 21_300 }))
    const car = await carOf(VIN)
    expect(car).toMatchObject({ customerId, model: 'S7', warrantyEndsOn: '2027-05-01', ...dates })
    expect(await ownersOf(car.id)).toEqual([{ customerId, fromOn: '2024-05-01', toOn: null, source: 'dms' }])
    const readings = await service().database.db.odometerReading.findMany({
      where: { corpId, vehicleId: car.id },
    })
    expect(readings.map(({ readOn, km, source }) => [readOn, km, source])).toEqual([
      ['2026-03-01', 21_300, 'dms'],
    ])
  })

  it('shows in the portrait what its papers say, with who said it and when', async () => {
    const said = { source: 'dms', at: '2026-03-01T02:00:00.000Z' }
    expect(await facts()).toEqual(
      expect.arrayContaining([
        { field: 'insuranceEndsOn', value: '2026-04-30', ...said },
        { field: 'inspectionDueOn', value: '2026-05-31', ...said },
        { field: 'odometerKm', value: '21300', source: 'dms', at: '2026-02-28T16:00:00.000Z' },
      ]),
    )
  })

  it('finds the car again by its VIN alone', async () => {
    await tell(vehicle('V-2', { vin: VIN }, { insuranceEndsOn: '2027-04-30' }, '2026-03-02T10:00:00+08:00'))
    expect(await carOf(VIN)).toMatchObject({ customerId, insuranceEndsOn: '2027-04-30' })
  })

  it('of a buyer nobody knows waits for them, and does not count as its former owner', async () => {
    const phone = '13600005555'
    const at = '2026-03-03T10:00:00+08:00'
    await tell(vehicle('V-3', { phone, vin: VIN }, { ownedFrom: '2026-03-03' }, at))
    const { id } = await carOf(VIN)
    expect(await ownersOf(id)).toHaveLength(1)
    expect((await carOf(VIN)).customerId).toBe(customerId)
    await tell({
      kind: 'payment',
      id: 'P-1',
      at,
      person: { phone, name: '新车主' },
      data: { amountFen: 100 },
    })
    const buyer = (await carOf(VIN)).customerId
    expect(buyer).not.toBe(customerId)
    expect(await ownersOf(id)).toEqual([
      { customerId, fromOn: '2024-05-01', toOn: '2026-03-03', source: 'dms' },
      { customerId: buyer, fromOn: '2026-03-03', toOn: null, source: 'dms' },
    ])
  })

  it('that a source corrects is forgotten as it was: papers, reading, owner and a mistyped car', async () => {
    const at = '2026-03-04T10:00:00+08:00'
    const wrong = 'LVSHCAMB3CE054253'
    const told = (vin: string, data: object) => vehicle('V-9', { externalUserid, vin }, data, at)
    const { db } = service().database
    await tell(told(wrong, { warrantyEndsOn: '2029-01-01', insuranceEndsOn: '2026-09-09', odometerKm: 500 }))
    expect(await carOf(wrong)).toMatchObject({ customerId, insuranceEndsOn: '2026-09-09' })
    const ghost = await carOf(wrong)
    await retell(told(wrong, { warrantyEndsOn: '2028-01-01' }))
    expect(await carOf(wrong)).toMatchObject({ warrantyEndsOn: '2028-01-01', insuranceEndsOn: null })
    expect(await db.odometerReading.count({ where: { corpId, vehicleId: ghost.id } })).toBe(0)
    // The VIN had been mistyped: the car that never was goes, and what its papers say is of the right one.
    await retell(told('LVSHCAMB5CE054254', { warrantyEndsOn: '2028-01-01' }))
    expect(await db.vehicle.count({ where: { corpId, id: ghost.id } })).toBe(0)
    expect(await db.vehicleOwner.count({ where: { corpId, vehicleId: ghost.id } })).toBe(0)
    expect(await carOf('LVSHCAMB5CE054254')).toMatchObject({ customerId, warrantyEndsOn: '2028-01-01' })
    await tell(profile('F-9', { externalUserid }, { city: '苏州', income: '20万' }, at))
    await retell(profile('F-9', { externalUserid }, { city: '上海' }, at))
    const said = (await facts()).filter((fact) => ['city', 'income'].includes(fact.field))
    expect(said.map(({ field, value }) => [field, value])).toEqual([['city', '上海']])
    await retell(profile('F-9', { externalUserid }, { hobby: '摄影' }, at))
    expect((await facts()).some((fact) => fact.field === 'city')).toBe(false)
  })

  it('whose VIN has a typing mistake is refused with what is wrong', async () => {
    const headers = { authorization: `Bearer ${key.key}` }
    const items = ['LVSHCAMB2CE054249', 'LVSH'].map((vin, n) =>
      vehicle(`V-BAD${n}`, { externalUserid, vin }, {}),
    )
    const reply = await service().browser(null).send('POST', '/api/v1/intake', { items }, { headers })
    const { refused, results } = reply.json<IntakeAnswer>()
    expect(refused).toBe(2)
    expect(results.map((one) => one.errors?.[0])).toMatchObject([
      { path: 'person.vin', message: expect.stringContaining('check digit') },
      { path: 'person.vin', message: expect.stringContaining('17 letters') },
    ])
  })

  it('is in the portrait with who said it and when, the newest first', async () => {
    const person = { externalUserid }
    await tell(
      profile('F-1', person, { city: '杭州', occupation: '教师' }, '2026-02-01T10:00:00+08:00'),
      profile('F-2', person, { city: '苏州' }, '2026-01-01T10:00:00+08:00'),
    )
    expect((await facts()).filter(({ source }) => source === 'dms')).toEqual(
      expect.arrayContaining([
        { field: 'city', value: '杭州', source: 'dms', at: '2026-02-01T02:00:00.000Z' },
        { field: 'city:other', value: '苏州', source: 'dms', at: '2026-01-01T02:00:00.000Z' },
        { field: 'occupation', value: '教师', source: 'dms', at: '2026-02-01T02:00:00.000Z' },
      ]),
    )
  })

  it('arrives in the portrait when its person becomes known later', async () => {
    const person = { phone: '13600006666' }
    await tell(profile('F-3', person, { interests: '露营' }, '2026-02-02T10:00:00+08:00'))
    expect((await facts()).map(({ value }) => value)).not.toContain('露营')
    await tell(
      profile('F-4', { ...person, externalUserid }, { education: '本科' }, '2026-02-03T10:00:00+08:00'),
    )
    expect((await facts()).map(({ value }) => value)).toEqual(expect.arrayContaining(['露营', '本科']))
  })

  it('is found on the timeline by its words, its own title among them', async () => {
    const about = { at: '2026-03-04T10:00:00+08:00', person: { externalUserid } }
    await tell(
      { kind: 'charging', id: 'E-1', ...about, data: { title: '快充 42 度', storeName: 'Hub A' } },
      { kind: 'complaint', id: 'E-2', ...about, data: { subject: '异响', text: '过坎时 底盘 有声音' } },
    )
    const find = async (q: string): Promise<string[]> => {
      const path = `/api/v1/customers/${customerId}/timeline?q=${encodeURIComponent(q)}`
      return (await lina.get(path)).json<TimelinePage>().items.map(({ kind }) => kind)
    }
    expect(await find('快充')).toEqual(['charging'])
    expect(await find('底盘 过坎')).toEqual(['complaint'])
    expect(await find('hub')).toEqual(['charging'])
    expect(await find('快充 底盘')).toEqual([])
    expect(await find('100%_')).toEqual([])
  })

  it('says what is in stock, by the newest word in whatever order they come', async () => {
    const stock = (id: string, left: number, at: string, storeName?: string): object => ({
      kind: 'stock',
      id,
      at,
      data: { item: '行车记录仪', left, ...(storeName ? { storeName } : {}) },
    })
    const read = async (): Promise<[string, boolean][]> =>
      (await admin.get('/api/v1/items')).json<ItemList>().items.map((row) => [row.name, row.isInStock])
    await tell(stock('T-1', 3, '2026-03-01T10:00:00+08:00'))
    expect(await read()).toEqual([['行车记录仪', true]])
    await tell(stock('T-2', 0, '2026-03-03T10:00:00+08:00'), stock('T-3', 9, '2026-03-02T10:00:00+08:00'))
    expect(await read()).toEqual([['行车记录仪', false]])
    await tell(stock('T-4', 1, '2026-03-01T10:00:00+08:00', '浦东店'))
    expect(new Map(await read())).toEqual(
      new Map([
        ['行车记录仪', false],
        ['行车记录仪 · 浦东店', true],
      ]),
    )
  })

  it('that comes after two records were joined goes with the side it names, when they are taken apart', async () => {
    const { db } = service().database
    const at = '2026-03-08T10:00:00+08:00'
    const member = { phone: '13600008888', memberNo: 'M-JOINED' }
    await tell({ kind: 'payment', id: 'J-1', at, person: member, data: { amountFen: 100 } })
    const { id: memberId } = await db.customer.findFirstOrThrow({ where: { corpId, memberNo: 'M-JOINED' } })
    const call = (id: string, person: object): object => ({
      kind: 'call',
      id,
      at,
      person,
      data: { direction: 'in', seconds: 60 },
    })
    await tell(call('J-2', { externalUserid, phone: member.phone }))
    const merge = await db.customerMerge.findFirstOrThrow({ where: { corpId, splitAt: null } })
    expect([merge.fromId, merge.intoId].sort()).toEqual([customerId, memberId].sort())
    await tell(call('J-3', { memberNo: member.memberNo }), call('J-4', { externalUserid }))
    await tell(profile('J-5', { memberNo: member.memberNo }, { occupation: '厨师' }, at))
    const owners = async () => {
      const facts = await db.intakeFact.findMany({ where: { corpId, factId: { in: ['J-3', 'J-4', 'J-5'] } } })
      const keys = facts.map((fact) => fact.eventKey ?? '')
      const events = await db.timelineEvent.findMany({ where: { corpId, key: { in: keys } } })
      const [value] = await db.profileValue.findMany({
        where: { corpId, field: 'occupation', value: '厨师' },
      })
      return {
        facts: Object.fromEntries(facts.map((fact) => [fact.factId, fact.customerId])),
        events: Object.fromEntries(
          events.map((event) => [
            facts.find((fact) => fact.eventKey === event.key)?.factId,
            event.customerId,
          ]),
        ),
        occupation: value?.customerId,
      }
    }
    const { intoId } = merge
    expect(await owners()).toMatchObject({ facts: { 'J-3': intoId, 'J-4': intoId }, occupation: intoId })
    expect((await admin.send('POST', `/api/v1/identity/merges/${merge.id}/split`, {})).status).toBe(200)
    await service().deps.jobs.drain()
    expect(await owners()).toEqual({
      facts: { 'J-3': memberId, 'J-4': customerId, 'J-5': memberId },
      events: { 'J-3': memberId, 'J-4': customerId },
      occupation: memberId,
    })
  })
})
