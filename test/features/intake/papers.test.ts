import { beforeAll, expect, it } from 'vitest'
import type { CustomerRow, Facts } from '../../../server/features/customers/contract.ts'
import type { CustomerVehicles } from '../../../server/features/identity/contract.ts'
import type { ShownKey } from '../../../server/features/intake/admin/contract.ts'
import type { IntakeAnswer } from '../../../server/features/intake/contract.ts'
import type { CustomerPanel } from '../../../server/features/panel/contract.ts'
import type { TimelinePage } from '../../../server/features/timeline/contract.ts'
import { addDays, localDateOf } from '../../../server/domain/time.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

const VIN = 'LVSHCAMB1CE054249'
const OTHER = 'LVSHCAMB5CE054254'

onBothDatabases('Papers of a car that other systems tell', (service) => {
  let lina: Browser
  let key: ShownKey
  let person: { externalUserid: string }
  let customerId: string
  let today: string

  beforeAll(async () => {
    const admin = await service().signIn('hanyue')
    lina = await service().signIn('lina')
    key = (await admin.send('POST', '/api/v1/intake/sources', { name: 'dms' })).json<ShownKey>()
    const [row] = (await walk<CustomerRow>(lina, '/api/v1/customers?q=lxy')).rows
    customerId = row?.id ?? ''
    person = { externalUserid: row?.externalUserid ?? '' }
    today = localDateOf(service().deps.clock.nowMs())
    await service().database.db.vehicle.deleteMany({ where: { corpId, customerId } })
  })

  async function tell(...items: object[]): Promise<IntakeAnswer> {
    const headers = { authorization: `Bearer ${key.key}` }
    const reply = await service().browser(null).send('POST', '/api/v1/intake', { items }, { headers })
    expect(reply.status, reply.text).toBe(200)
    const answer = reply.json<IntakeAnswer>()
    expect(answer.refused).toBe(0)
    await service().deps.jobs.drain()
    return answer
  }
  const told = (kind: string, id: string, who: object, data: object, ago = 5): object => ({
    kind,
    id,
    at: `${addDays(today, -ago)}T10:00:00+08:00`,
    person: who,
    data,
  })
  const carOf = (vin: string) => {
    const vinHash = service().deps.sealer.lookupHash('vin', vin)
    return service().database.db.vehicle.findFirst({ where: { corpId, vinHash } })
  }
  const facts = async (): Promise<Facts['items']> =>
    (await lina.get(`/api/v1/customers/${customerId}/facts`)).json<Facts>().items
  const proposals = async (): Promise<Record<string, string | null>> => {
    const panel = (await lina.get(`/api/v1/panel/contacts/${person.externalUserid}`)).json<CustomerPanel>()
    return Object.fromEntries(panel.actions.map((action) => [action.rule, action.dueOn]))
  }

  it('are those of the car they name, with their source, and the renewal is proposed in the chat', async () => {
    const [endsOn, dueOn] = [addDays(today, 12), addDays(today, 20)]
    await tell(told('vehicle', 'V-1', { ...person, vin: VIN }, { model: 'S7', ownedFrom: '2024-05-01' }))
    await tell(
      told('insurance', 'I-1', { ...person, vin: VIN }, { insurer: '平安', endsOn }),
      told('inspection', 'N-1', { vin: VIN }, { dueOn }),
    )
    expect(await carOf(VIN)).toMatchObject({ customerId, insuranceEndsOn: endsOn, inspectionDueOn: dueOn })
    const said = await facts()
    expect(said).toContainEqual(
      expect.objectContaining({ field: 'insuranceEndsOn', value: endsOn, source: 'dms' }),
    )
    expect(await proposals()).toMatchObject({ 'insurance-due': endsOn })
    const page = await lina.get(`/api/v1/customers/${customerId}/timeline?q=${encodeURIComponent('平安')}`)
    expect(page.json<TimelinePage>().items.map(({ kind }) => kind)).toEqual(['insurance'])
  })

  it('are of the only car of their person when they name none; the newest word counts, whenever it comes', async () => {
    const [newer, older] = [addDays(today, 30), addDays(today, 400)]
    await tell(told('warranty', 'W-1', person, { endsOn: newer }, 2))
    await tell(told('warranty', 'W-0', person, { endsOn: older }, 3))
    expect(await carOf(VIN)).toMatchObject({ warrantyEndsOn: newer })
    expect(await tell(told('warranty', 'W-1', person, { endsOn: newer }, 2))).toMatchObject({ same: 1 })
    expect(await proposals()).toMatchObject({ 'warranty-ending': newer })
  })

  it('that a source corrects leave the car, and nothing else it told that day does', async () => {
    await tell(told('vehicle', 'V-2', { ...person, vin: VIN }, { odometerKm: 30_000 }, 2))
    await tell(told('warranty', 'W-1', person, { subject: '延保' }, 2))
    expect(await carOf(VIN)).toMatchObject({ customerId, model: 'S7', warrantyEndsOn: null })
    const cars = (await lina.get(`/api/v1/customers/${customerId}/vehicles`)).json<CustomerVehicles>().items
    expect(cars[0]?.readings).toEqual([{ on: addDays(today, -2), km: 30_000, source: 'dms' }])
    await tell(told('warranty', 'W-1', person, { endsOn: addDays(today, 31) }, 2))
    expect(await carOf(VIN)).toMatchObject({ warrantyEndsOn: addDays(today, 31) })
  })

  it('of a car nobody knew make it one of who came with it, and take none from its owner', async () => {
    await tell(
      told('insurance', 'I-2', { phone: '13600007777', vin: VIN }, { endsOn: addDays(today, 13) }, 1),
    )
    expect(await carOf(VIN)).toMatchObject({ customerId, insuranceEndsOn: addDays(today, 13) })
    await tell(told('insurance', 'I-3', { ...person, vin: OTHER }, { endsOn: addDays(today, 300) }))
    const car = await carOf(OTHER)
    expect(car).toMatchObject({ customerId, insuranceEndsOn: addDays(today, 300) })
    await tell(told('vehicle', 'V-3', { ...person, vin: OTHER }, { ownedFrom: '2025-02-01' }))
    const owners = await service().database.db.vehicleOwner.findMany({
      where: { corpId, vehicleId: car?.id ?? '' },
    })
    expect(owners.map(({ fromOn, toOn }) => [fromOn, toOn])).toEqual([['2025-02-01', null]])
  })

  it('of somebody with several cars that name none stay a line of the timeline', async () => {
    const before = [await carOf(VIN), await carOf(OTHER)]
    await tell(told('insurance', 'I-4', person, { insurer: '人保', endsOn: addDays(today, 90) }, 1))
    const after = [await carOf(VIN), await carOf(OTHER)]
    expect(after.map((car) => car?.insuranceEndsOn)).toEqual(before.map((car) => car?.insuranceEndsOn))
    const page = await lina.get(`/api/v1/customers/${customerId}/timeline?q=${encodeURIComponent('人保')}`)
    expect(page.json<TimelinePage>().items).toHaveLength(1)
  })

  it('and its odometer are read from orders as well, the newest last word in the portrait', async () => {
    const plate = '沪A76543'
    await tell(told('vehicle', 'V-4', { ...person, vin: VIN, plate }, { odometerKm: 31_000 }, 1), {
      kind: 'order',
      id: 'O-1',
      at: `${today}T00:10:00+08:00`,
      person: { ...person, plate },
      data: { type: 'service', title: '常规保养', paidFen: 50_000, odometerKm: 32_000 },
    })
    const cars = (await lina.get(`/api/v1/customers/${customerId}/vehicles`)).json<CustomerVehicles>().items
    const car = cars.find((one) => one.readings.length > 0)
    expect(car?.readings).toEqual([
      { on: today, km: 32_000, source: 'orders' },
      { on: addDays(today, -1), km: 31_000, source: 'dms' },
      { on: addDays(today, -2), km: 30_000, source: 'dms' },
    ])
    const odometer = (await facts()).filter(({ field }) => field === 'odometerKm')
    expect(odometer).toMatchObject([{ value: '32000', source: 'orders' }])
  })
})
