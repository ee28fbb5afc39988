import { beforeAll, expect, it } from 'vitest'
import type { CustomerRow } from '../../../server/features/customers/contract.ts'
import type { TimelineItem } from '../../../server/features/timeline/contract.ts'
import { makeOrder } from '../../support/factories/order.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

onBothDatabases('The timeline of a customer', (service) => {
  let lina: Browser
  let customerId: string
  let externalUserid: string

  beforeAll(async () => {
    lina = await service().signIn('lina')
    const [row] = (await walk<CustomerRow>(lina, '/api/v1/customers?q=lxy')).rows
    customerId = row?.id ?? ''
    externalUserid = row?.externalUserid ?? ''
  })

  const read = async (query = '') =>
    (await walk<TimelineItem>(lina, `/api/v1/customers/${customerId}/timeline?${query}`)).rows

  async function fact(id: string, at: Date, kind: 'note' | 'tag'): Promise<void> {
    const detailJson = JSON.stringify(kind === 'note' ? { text: id } : { added: [id], removed: [] })
    await service().database.db.timelineEvent.create({
      data: { corpId, id, customerId, at, kind, key: `test:${id}`, detailJson },
    })
  }

  it('begins with what WeCom itself knows: who added whom, and which groups they joined', async () => {
    const items = await read('kinds=added')
    expect(items.map((item) => item.staffName).sort()).toEqual(['李娜', '赵航'])
    const joins = (await read('kinds=group-join')).length
    const { db } = service().database
    expect(joins).toBe(await db.groupMember.count({ where: { corpId, memberId: externalUserid } }))
  })

  it('merges every source, newest first, and gives each fact once, page by page', async () => {
    const { database } = service()
    // Far more facts in one instant than a page holds, from two sources, with numbers in any alphabet.
    const instant = new Date('2026-05-01T02:00:00.000Z')
    for (let n = 0; n < 30; n += 1) await fact(`01FACT${String(n).padStart(2, '0')}`, instant, 'tag')
    for (const no of ['A-1', 'a-1', 'B_2', '沪-3', 'Ä4', '9', 'z'])
      await makeOrder(database, { corpId, customerId, orderNo: no, at: instant })
    for (let day = 1; day <= 9; day += 1)
      await makeOrder(database, {
        corpId,
        customerId,
        orderNo: `N${day}`,
        at: new Date(`2026-05-0${day}T03:00:00Z`),
        kind: day % 2 === 0 ? 'visit' : 'service',
      })
    await makeOrder(database, { corpId, customerId, orderNo: 'CANCELLED', at: instant, status: 'cancelled' })
    const whole = await read('limit=100')
    const keys = whole.map((item) => `${item.at} ${item.id}`)
    expect(keys).toEqual([...keys].sort().reverse())
    expect(new Set(keys).size).toBe(keys.length)
    // Tags that the company's own rules gave are there as well.
    const told = whole.filter((item) => item.kind === 'tag' && item.at === instant.toISOString())
    expect(told).toHaveLength(30)
    expect(whole.filter((item) => item.kind === 'order')).toHaveLength(12)
    expect(whole.filter((item) => item.kind === 'visit')).toHaveLength(4)
    for (const limit of [1, 3, 20]) expect(await read(`limit=${limit}`)).toEqual(whole)
  })

  it('shows facts of other systems, also of kinds nobody here has heard of', async () => {
    const { db } = service().database
    const told = {
      corpId,
      customerId,
      source: 'charger',
      detailJson: JSON.stringify({ title: '充电 42 度' }),
    }
    const at = new Date('2026-04-01T00:00:00Z')
    await db.timelineEvent.create({ data: { ...told, id: '01ACHARGE', at, kind: 'charging', key: 'c:1' } })
    await db.timelineEvent.create({
      data: { ...told, id: '01ASURVEY', at, kind: 'survey', key: 's:1', subject: '保养回访', amount: 9.5 },
    })
    expect((await read('kinds=charging,survey')).map(({ kind, detail }) => [kind, detail])).toEqual([
      ['survey', { title: '充电 42 度', source: 'charger', subject: '保养回访', amount: 9.5 }],
      ['charging', { title: '充电 42 度', source: 'charger' }],
    ])
    await db.timelineEvent.deleteMany({ where: { source: 'charger' } })
  })

  it('finds one kind however many newer facts of others there are', async () => {
    await fact('01AOLDNOTE', new Date('2025-01-01T00:00:00Z'), 'note')
    const { db } = service().database
    const [newest] = await db.timelineEvent.findMany({
      where: { customerId },
      orderBy: { at: 'desc' },
      take: 1,
    })
    expect(newest?.kind).toBe('tag')
    expect((await read('kinds=note&limit=2')).map((item) => item.detail)).toEqual([{ text: '01AOLDNOTE' }])
    expect((await read('kinds=visit,note&limit=2')).map((item) => item.kind)).toEqual([
      ...Array.from({ length: 4 }, () => 'visit'),
      'note',
    ])
  })

  it('does not tell of the future', async () => {
    const { clock, database } = service()
    const at = new Date(clock.nowMs() + 3_600_000)
    await makeOrder(database, { corpId, customerId, orderNo: 'AHEAD', at })
    expect((await read('limit=1'))[0]?.id).not.toBe('AHEAD')
    service().advance(2 * 3_600_000)
    lina = await service().signIn('lina')
    expect((await read('limit=1'))[0]).toMatchObject({ id: 'AHEAD', detail: { netFen: 68_000 } })
  })

  it('has orders of its own list, cancelled ones too, with what was paid in the end', async () => {
    const at = new Date('2026-06-01T00:00:00Z')
    const refunded = { corpId, customerId, orderNo: 'REFUNDED', at, paidFen: 10_000, refundedFen: 4_000 }
    await makeOrder(service().database, refunded)
    const path = `/api/v1/customers/${customerId}/orders`
    const { rows } = await walk<{ orderNo: string; status: string; netFen: number }>(lina, `${path}?limit=3`)
    const { db } = service().database
    expect(rows).toHaveLength(await db.order.count({ where: { customerId } }))
    expect(new Set(rows.map((row) => row.orderNo)).size).toBe(rows.length)
    expect(rows.find((row) => row.orderNo === 'REFUNDED')?.netFen).toBe(6_000)
    expect(rows.find((row) => row.orderNo === 'CANCELLED')?.status).toBe('cancelled')
  })

  it('finds notes and tasks by their words', async () => {
    const path = `/api/v1/customers/${customerId}`
    await lina.send('POST', `${path}/notes`, { text: '想看 S7 的露营套件' })
    await lina.send('POST', `${path}/tasks`, { title: '寄露营手册', dueOn: '2026-12-01' })
    const kinds = async (q: string) =>
      (await read(`q=${encodeURIComponent(q)}`)).map((item) => item.kind).sort()
    expect(await kinds('露营')).toEqual(['note', 'task'])
    expect(await kinds('s7 露营')).toEqual(['note'])
    expect(await kinds('手册')).toEqual(['task'])
  })

  it('refuses cursors it did not give, and what cannot be a kind', async () => {
    const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const query of [
      'cursor=x',
      `cursor=${made(['never', 'id'])}`,
      `cursor=${made(['2026-05-01T02:00:00.000Z'])}`,
      `cursor=${made(['2026-05-01T02:00:00.000Z', 7])}`,
      `cursor=${made({})}`,
      'kinds=note,se_crets!',
      'limit=0',
      'limit=101',
      'limit=ten',
    ]) {
      const reply = await lina.get(`/api/v1/customers/${customerId}/timeline?${query}`)
      expect([query, reply.status, reply.json()['kind']]).toEqual([query, 400, 'invalid-input'])
    }
  })
})
