import { beforeAll, expect, it } from 'vitest'
import { addDays, localDateOf, type LocalDate } from '../../../server/domain/time.ts'
import { benefitList, type BenefitList } from '../../../server/features/actions/benefits/contract.ts'
import type { CustomerRow } from '../../../server/features/customers/contract.ts'
import type { ShownKey } from '../../../server/features/intake/admin/contract.ts'
import { customerPanel, type CustomerPanel } from '../../../server/features/panel/contract.ts'
import { makeVisits } from '../../support/factories/visitors.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

const DAY_MS = 86_400_000

onBothDatabases('Level and benefits of a customer', (service) => {
  let admin: Browser
  let lina: Browser
  let chat: Browser
  let machine: Browser
  let key: ShownKey
  let star: CustomerRow

  beforeAll(async () => {
    await signIn()
    machine = service().browser(null)
    const source = { name: 'mall', perMinute: 5000 }
    key = (await admin.send('POST', '/api/v1/intake/sources', source)).json<ShownKey>()
    const [row] = (await walk<CustomerRow>(lina, '/api/v1/customers?q=lxy')).rows
    if (!row) throw new Error('林晓雨 is not there')
    star = row
  })
  const signIn = async (): Promise<void> => {
    admin = await service().signIn('hanyue')
    lina = await service().signIn('lina')
    chat = await service().signIn('lina', 'chat')
  }
  const today = (): LocalDate => localDateOf(service().clock.nowMs())
  const panel = async (): Promise<CustomerPanel> =>
    customerPanel.parse((await chat.get(`/api/v1/panel/contacts/${star.externalUserid ?? ''}`)).json())
  const list = async (query = ''): Promise<BenefitList> =>
    benefitList.parse((await chat.get(`/api/v1/customers/${star.id}/benefits${query}`)).json())
  const tell = async (kind: string, id: string, data: object, daysAgo = 3): Promise<void> => {
    const person = { externalUserid: star.externalUserid }
    const at = new Date(service().clock.nowMs() - daysAgo * DAY_MS).toISOString()
    const items = [{ kind, id, at, person, data }]
    const headers = { authorization: `Bearer ${key.key}` }
    const reply = await machine.send('POST', '/api/v1/intake', { items }, { headers })
    expect(reply.json()).toMatchObject({ refused: 0 })
    await service().deps.jobs.drain()
  }
  const proposal = async () =>
    (await panel()).actions.find(({ rule }) => rule === 'benefit-ending')?.reason ?? null

  it('are said to be none with the reason: no paid visit, and nobody who tells of coupons', async () => {
    const { level, benefits } = await panel()
    expect(level).toEqual({ name: null, visits: 0, next: { name: '银卡', visits: 3 }, windowDays: 730 })
    expect(benefits).toEqual({ count: 0, first: [] })
    expect(await list()).toEqual({ items: [], nextCursor: null, isTold: false })
  })

  it('show the level and the gap to the next one as visits are paid', async () => {
    const days = [400, 300, 200, 100, 50].map((ago) => addDays(today(), -ago))
    await makeVisits(service().database, { corpId, customerId: star.id, days })
    const { deps, database } = service()
    await database.db.$transaction((tx) =>
      deps.changes.report(tx, [{ kind: 'orders-linked', corpId, customerIds: [star.id] }]),
    )
    await deps.jobs.drain()
    expect((await panel()).level).toMatchObject({
      name: '银卡',
      visits: 5,
      next: { name: '金卡', visits: 6 },
    })
  })

  it('list what can be used, what ends first on top, and propose it before it ends', async () => {
    await tell('coupon', 'C-1', {
      name: '保养券',
      state: 'issued',
      number: 'N1',
      valueFen: 10_000,
      expiresOn: addDays(today(), 5),
    })
    await tell('benefit', 'B-1', { name: '金卡免费洗车', state: 'issued', expiresOn: addDays(today(), 40) })
    await tell('coupon', 'C-2', { name: '旧券', state: 'issued', expiresOn: addDays(today(), -1) })
    const { items, isTold } = await list()
    expect(isTold).toBe(true)
    expect(items.map(({ name, state }) => [name, state])).toEqual([
      ['保养券', 'open'],
      ['金卡免费洗车', 'open'],
      ['旧券', 'expired'],
    ])
    expect(items[0]).toMatchObject({ valueYuan: 100, source: 'mall', expiresOn: addDays(today(), 5) })
    expect((await panel()).benefits).toEqual({
      count: 2,
      first: [
        { name: '保养券', expiresOn: addDays(today(), 5) },
        { name: '金卡免费洗车', expiresOn: addDays(today(), 40) },
      ],
    })
    expect(await proposal()).toEqual({
      name: '保养券',
      dueOn: addDays(today(), 5),
      inDays: 5,
      others: 0,
    })
  })

  it('page by page give everything once', async () => {
    const first = await list('?limit=2')
    const rest = await list(`?limit=2&cursor=${first.nextCursor ?? ''}`)
    expect([...first.items, ...rest.items]).toEqual((await list()).items)
    expect(rest.nextCursor).toBeNull()
  })

  it('are over once they were used under another id with the same number: nothing is proposed', async () => {
    await tell('coupon', 'C-9', { name: '保养券', state: 'used', number: 'N1' }, 1)
    expect((await list()).items.filter(({ name }) => name === '保养券')).toMatchObject([{ state: 'used' }])
    expect(await proposal()).toBeNull()
    expect((await panel()).benefits.count).toBe(1)
  })

  it('that have run out since the last look are not shown as open', async () => {
    service().advance(45 * DAY_MS)
    await signIn()
    expect((await panel()).benefits).toEqual({ count: 0, first: [] })
    expect((await list()).items.every(({ state }) => state !== 'open')).toBe(true)
  })

  it('have no level when the company has none', async () => {
    const setting = (await admin.get('/api/v1/outreach')).json<object>()
    expect((await admin.send('PUT', '/api/v1/outreach', { ...setting, levels: [] })).status).toBe(200)
    await service().deps.jobs.drain()
    expect((await panel()).level).toBeNull()
  })
})
