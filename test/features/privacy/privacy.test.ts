import { beforeAll, expect, it } from 'vitest'
import type { ShownKey } from '../../../server/features/intake/admin/contract.ts'
import { erased, kept } from '../../../server/features/privacy/erased-columns.ts'
import { readModels } from '../identity/schema-models.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'

it('nothing with a customer is forgotten: each table is erased, or stays for a reason that is said', () => {
  const withCustomer = [...readModels()].flatMap(([name, fields]) =>
    fields.some((field) => field.name === 'customerId') ? [name] : [],
  )
  const said = new Set([...erased.map((one) => one.table), ...Object.keys(kept)])
  expect(withCustomer.filter((name) => !said.has(name))).toEqual([])
  expect(Object.keys(kept).filter((name) => !withCustomer.includes(name))).toEqual([])
})

onBothDatabases('What is known of a person', (service) => {
  let admin: Browser
  let customerId = ''
  const phone = '13912340987'

  beforeAll(async () => {
    admin = await service().signIn('hanyue')
    const { key } = (await admin.send('POST', '/api/v1/intake/sources', { name: 'club' })).json<ShownKey>()
    const person = { phone, memberNo: 'M-ERASE', name: '乔安', plate: '沪A77788' }
    const at = '2026-03-01T10:00:00+08:00'
    const items = [
      { kind: 'payment', id: 'p', at, person, data: { amountFen: 9900, purpose: '会员年费' } },
      { kind: 'coupon', id: 'refused', at, person, data: { name: '乔安的券', state: 'spent' } },
      { kind: 'review', id: 'r', at, person, data: { score: 5, text: '乔安说很好' } },
      {
        kind: 'order',
        id: 'ERASE-1',
        at,
        person,
        data: { type: 'service', title: '小保养', paidFen: 68_000 },
      },
    ]
    await service()
      .browser(null)
      .send('POST', '/api/v1/intake', { items }, { headers: { authorization: `Bearer ${key}` } })
    await service().deps.jobs.drain()
    const { db } = service().database
    customerId = (await db.customer.findFirstOrThrow({ where: { corpId, memberNo: 'M-ERASE' } })).id
    await admin.send('POST', `/api/v1/customers/${customerId}/notes`, { text: '乔安要换车' })
    const tag = { tagKey: 'name:乔安的车友', openKey: `${customerId} name:乔安的车友`, name: '乔安的车友' }
    await db.customerTag.create({
      data: {
        corpId,
        id: 'TAG-ERASE',
        customerId,
        ...tag,
        source: 'manual',
        reasonJson: '[]',
        since: new Date(),
      },
    })
  })

  it('is exported whole, in plain words, and the export is written down', async () => {
    const reply = await admin.get(`/api/v1/customers/${customerId}/personal-data.json?app=console`)
    expect(reply.status).toBe(200)
    for (const known of [
      `+86${phone}`,
      '沪A77788',
      '乔安说很好',
      '乔安要换车',
      'ERASE-1',
      '会员年费',
      '乔安的券',
    ])
      expect(reply.text).toContain(known)
    expect(reply.text).not.toMatch(/Hash"|Sealed"/)
    const { db } = service().database
    expect(
      await db.auditEntry.count({ where: { corpId, action: 'person-exported', objectId: customerId } }),
    ).toBe(1)
  })

  it('is taken away on request, while what counts stays', async () => {
    const reply = await admin.send('POST', `/api/v1/customers/${customerId}/erasures`, {
      reason: '本人来电要求',
    })
    expect(reply.status, reply.text).toBe(200)
    await service().deps.jobs.drain()
    const after = (await admin.get(`/api/v1/customers/${customerId}/personal-data.json?app=console`)).text
    for (const gone of [phone, '沪A77788', '乔安', 'M-ERASE']) expect(after).not.toContain(gone)
    const { db } = service().database
    const refused = await db.intakeRefusal.findMany({ where: { corpId, kind: 'coupon' } })
    expect(refused).toMatchObject([{ bodySealed: null, factId: '' }])
    expect(await db.intakeRefusalKey.count({ where: { corpId } })).toBe(0)
    expect(await db.customerTag.count({ where: { corpId, customerId, source: 'manual' } })).toBe(0)
    const [order] = await db.order.findMany({ where: { corpId, orderNo: 'ERASE-1' } })
    expect(order?.paidFen).toBe(68_000)
    expect(await db.timelineEvent.count({ where: { corpId, customerId, kind: 'review', amount: 5 } })).toBe(1)
    expect(
      await db.auditEntry.count({ where: { corpId, action: 'person-erased', objectId: customerId } }),
    ).toBe(1)
  })

  it('stays while an advisor still has the person in WeCom, and says so', async () => {
    const { db } = service().database
    const { customerId: followed } = await db.contact.findFirstOrThrow({ where: { corpId, lostAt: null } })
    const reply = await admin.send('POST', `/api/v1/customers/${followed}/erasures`, { reason: '本人要求' })
    expect([reply.status, reply.json()['tell']]).toMatchObject([409, { reason: 'still-followed' }])
  })
})
