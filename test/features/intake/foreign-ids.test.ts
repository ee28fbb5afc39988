import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { CustomerRow } from '../../../server/features/customers/contract.ts'
import type { ShownKey } from '../../../server/features/intake/admin/contract.ts'
import type { IntakeAnswer } from '../../../server/features/intake/contract.ts'
import { importFacts } from '../../../server/features/intake/file/import-facts.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

const AT = '2026-03-01T10:00:00+08:00'
const APP = { appid: 'wx1a2b3c4d5e6f7a8b' }

onBothDatabases('Whom other systems know by ids of their own', (service) => {
  let admin: Browser
  let crm: ShownKey
  let dms: ShownKey
  let customerId: string
  let externalUserid: string

  beforeAll(async () => {
    admin = await service().signIn('hanyue')
    const makeSource = async (name: string): Promise<ShownKey> =>
      (await admin.send('POST', '/api/v1/intake/sources', { name })).json<ShownKey>()
    crm = await makeSource('crm')
    dms = await makeSource('dms')
    const [row] = (await walk<CustomerRow>(await service().signIn('lina'), '/api/v1/customers?q=lxy')).rows
    customerId = row?.id ?? ''
    externalUserid = row?.externalUserid ?? ''
  })

  let told = 0
  async function tell(
    { key }: ShownKey,
    kind: string,
    person: object,
    data: object = { direction: 'in', seconds: 60 },
  ): Promise<{ id: string; answer: IntakeAnswer }> {
    const id = `F-${(told += 1)}`
    const reply = await service()
      .browser(null)
      .send(
        'POST',
        '/api/v1/intake',
        { items: [{ kind, id, at: AT, person, data }] },
        { headers: { authorization: `Bearer ${key}` } },
      )
    await service().deps.jobs.drain()
    return { id, answer: reply.json<IntakeAnswer>() }
  }
  const ownerOf = async (factId: string): Promise<string | null> =>
    (await service().database.db.intakeFact.findFirstOrThrow({ where: { corpId, factId } })).customerId

  it('are found again by the id of that system, and by nobody else’s', async () => {
    await tell(crm, 'call', { externalUserid, customerId: 'C-1001' })
    expect(await ownerOf((await tell(crm, 'call', { customerId: ' C-1001 ' })).id)).toBe(customerId)
    // Another system means somebody else by the same id, unless it says whose id it is.
    expect(await ownerOf((await tell(dms, 'call', { customerId: 'C-1001' })).id)).toBeNull()
    expect(await ownerOf((await tell(dms, 'call', { customerId: 'C-1001', system: 'crm' })).id)).toBe(
      customerId,
    )
    const keys = await service().database.db.identity.findMany({ where: { corpId, kind: 'customer_id' } })
    expect(keys).toMatchObject([{ customerId, source: 'crm' }])
    expect(JSON.stringify(keys)).not.toContain('C-1001')
  })

  it('are found by an openid in its app only', async () => {
    const openid = 'oAbC_123456789'
    const waiting = await tell(crm, 'app-visit', { openid, ...APP }, { page: 'home' })
    expect(await ownerOf(waiting.id)).toBeNull()
    await tell(crm, 'call', { externalUserid, openid, ...APP })
    expect(await ownerOf(waiting.id)).toBe(customerId)
    const elsewhere = { openid, appid: 'wxffffffffffffffff' }
    expect(await ownerOf((await tell(crm, 'call', elsewhere)).id)).toBeNull()
    const { answer } = await tell(crm, 'call', { openid })
    expect(answer.results[0]).toMatchObject({
      result: 'refused',
      errors: [{ path: 'person.appid', reason: 'missing' }],
    })
    const nobody = await tell(crm, 'call', { appid: APP.appid, system: 'crm' })
    expect(nobody.answer.results[0]?.errors).toMatchObject([{ path: 'person', reason: 'nobody' }])
  })

  it('become members by what they pay or by their profile, once', async () => {
    await tell(crm, 'profile', { customerId: 'C-2002', name: '顾言' }, { fields: { city: '上海' } })
    await tell(crm, 'payment', { customerId: 'C-2002', phone: '13655550001' }, { amountFen: 9900 })
    const { id } = await tell(crm, 'call', { phone: '13655550001' })
    const { db } = service().database
    const members = await db.customer.findMany({ where: { corpId, name: '顾言' } })
    expect(members).toHaveLength(1)
    expect(await ownerOf(id)).toBe(members[0]?.id)
    const paid = await tell(crm, 'payment', { openid: 'oPays_000001', ...APP }, { amountFen: 100 })
    expect(await ownerOf(paid.id)).not.toBeNull()
  })

  it('are joined with whoever shows the same id, with the evidence, and split again', async () => {
    const member = { memberNo: 'M-FOREIGN', customerId: 'C-3003' }
    await tell(crm, 'payment', member, { amountFen: 100 })
    const { db } = service().database
    const { id: memberId } = await db.customer.findFirstOrThrow({ where: { corpId, memberNo: 'M-FOREIGN' } })
    const order = { type: 'service', title: '小保养', paidFen: 68_000 }
    const bought = await tell(dms, 'order', { customerId: 'C-3003', system: 'crm' }, order)
    const of = async () => await db.order.findFirstOrThrow({ where: { corpId, orderNo: bought.id } })
    expect(await of()).toMatchObject({ customerId: memberId, linkedBy: 'customer_id' })
    const { id } = await tell(dms, 'call', { externalUserid, customerId: 'C-3003', system: 'crm' })
    const merge = await db.customerMerge.findFirstOrThrow({ where: { corpId, splitAt: null } })
    expect([merge.fromId, merge.intoId].sort()).toEqual([customerId, memberId].sort())
    const evidence = JSON.parse(merge.evidenceJson) as {
      keys: { kind: string; seen: { source: string }[] }[]
    }
    expect(evidence.keys.map(({ kind }) => kind)).toEqual(['customer_id'])
    expect(evidence.keys[0]?.seen.map(({ source }) => source).sort()).toEqual(['crm', 'dms'])
    expect(await of()).toMatchObject({ customerId: merge.intoId })
    expect((await admin.send('POST', `/api/v1/identity/merges/${merge.id}/split`, {})).status).toBe(200)
    await service().deps.jobs.drain()
    // Both show the id now, told apart by a person: as any shared key it finds the older record.
    expect(await of()).toMatchObject({ customerId, linkedBy: 'customer_id' })
    const { customerId: payer } = await db.intakeFact.findFirstOrThrow({
      where: { corpId, kind: 'payment', customerId: memberId },
    })
    expect(payer).toBe(memberId)
    expect(await ownerOf(id)).toBe(customerId)
  })

  it('waits with an order until the id is known, which then is theirs', async () => {
    const order = { type: 'service', title: '小保养', paidFen: 68_000 }
    const { id } = await tell(crm, 'order', { customerId: 'C-4004' }, order)
    const { db } = service().database
    const of = async () => (await db.order.findFirstOrThrow({ where: { corpId, orderNo: id } })).customerId
    expect(await of()).toBeNull()
    await tell(crm, 'call', { externalUserid, customerId: 'C-4004' })
    expect(await of()).toBe(customerId)
  })

  it('says in a file of which system an id is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'liuke-test-'))
    const path = join(folder, 'profiles.csv')
    await writeFile(
      path,
      '编号,时间,客户ID,所属系统,城市\nP1,2026-03-01,C-1001,crm,苏州\nP2,2026-03-01,C-1001,,无锡\n',
    )
    const counts = await importFacts(service().deps, {
      corpId,
      kind: 'profiles',
      path,
      charset: 'utf-8',
      isDryRun: false,
    })
    await rm(folder, { recursive: true })
    expect(counts).toMatchObject({ accepted: 1, refused: 1 })
    expect(counts.bad[0]).toMatchObject({ line: 3, errors: [{ path: 'person.system', reason: 'missing' }] })
    expect(await ownerOf('P1')).toBe(customerId)
  })
})
