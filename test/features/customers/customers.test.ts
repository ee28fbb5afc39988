import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CustomerRow } from '../../../server/features/customers/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { makeTier } from '../../support/factories/order.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

type Person = keyof Cast['userids']
const people: Person[] = ['lina', 'wanglei', 'xuli', 'puxi', 'zhoumin', 'hanyue']

onBothDatabases('The list of customers', (service) => {
  let cast: Cast
  beforeAll(async () => {
    cast = await signInCast(service())
  })

  /** Which contacts a person may see, from WeCom's own truth. */
  function allowed(person: Person): Set<string> {
    const { truth } = service().simulator
    const staff = [...truth.rows('staff')]
    const me = staff.find((row) => row['userid'] === cast.userids[person])
    const home = JSON.stringify(me?.['departments'])
    const seen = staff.filter((row) => {
      if (person === 'hanyue') return true
      // Who had left before the first sync has no unit any more.
      if (me?.['leader'] === true && row['status'] !== 5) return JSON.stringify(row['departments']) === home
      return row['userid'] === me?.['userid']
    })
    const userids = new Set(seen.map((row) => row['userid']))
    const follows = [...truth.rows('follows')].filter((row) => userids.has(row['userid']))
    return new Set(follows.map((row) => String(row['externalUserid'])))
  }

  const contactsOf = (rows: CustomerRow[]) => rows.map((row) => row.externalUserid ?? '').sort()

  it('is everybody one may see, and nobody else', async () => {
    for (const person of people) {
      const { rows, total } = await walk<CustomerRow>(cast[person], '/api/v1/customers?limit=100')
      expect([person, contactsOf(rows)]).toEqual([person, [...allowed(person)].sort()])
      expect(total).toBe(rows.length)
    }
  })

  it('stays inside what one may see, whatever one asks for', async () => {
    const { db } = service().database
    const tags = (await db.tag.findMany({ take: 4 })).map((row) => row.tagId)
    const staff = (await db.staff.findMany()).map((row) => row.id)
    const units = (await db.unit.findMany()).map((row) => row.id)
    const maybe = (values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
    const query = fc.record({
      person: fc.constantFrom(...people),
      q: maybe(['li', '林', 'wang', '%', '_', '\\', "'", 'a b']),
      staffId: maybe(staff),
      unitId: maybe(units),
      tagId: maybe(tags),
      state: fc.constantFrom('active', 'awaiting', 'lost'),
      tier: maybe(['0', '7']),
    })
    await fc.assert(
      fc.asyncProperty(query, async ({ person, ...asked }) => {
        const given = Object.entries(asked).flatMap(([name, value]): [string, string][] =>
          value ? [[name, value]] : [],
        )
        const path = `/api/v1/customers?${new URLSearchParams(given)}&limit=100`
        const { rows, total } = await walk<CustomerRow>(cast[person], path)
        const mine = allowed(person)
        expect(contactsOf(rows).filter((contact) => !mine.has(contact))).toEqual([])
        expect(total).toBe(rows.length)
      }),
      { numRuns: 40 },
    )
  })

  it('gives each row once, page by page, also with equal times and newcomers', async () => {
    const { sql } = service().database
    const at = new Date('2026-01-01T00:00:00Z')
    await sql.run('UPDATE "Customer" SET "createdAt" = ? WHERE "corpId" = ?', [at, corpId])
    const [first, whole] = [await cast.hanyue.get('/api/v1/customers?limit=7'), allowed('hanyue')]
    const page = first.json<{ items: CustomerRow[]; nextCursor: string }>()
    await sql.run('UPDATE "Customer" SET "createdAt" = ? WHERE "id" = ?', [
      new Date('2026-02-01T00:00:00Z'),
      page.items[0]?.id ?? '',
    ])
    const { rows } = await walk<CustomerRow>(cast.hanyue, '/api/v1/customers?limit=7', page.nextCursor)
    expect(contactsOf([...page.items, ...rows])).toEqual([...whole].sort())
  })

  describe('is searched', () => {
    const found = async (person: Person, q: string) =>
      (await walk<CustomerRow>(cast[person], `/api/v1/customers?q=${encodeURIComponent(q)}`)).rows.map(
        (row) => row.name,
      )

    it('by name, by pinyin and by initials, in any case', async () => {
      for (const q of ['林晓雨', '晓雨', 'linxiaoyu', 'LinXiaoYu', 'lxy', '林 雨'])
        expect([q, await found('lina', q)]).toEqual([q, ['林晓雨']])
    })

    it('by % and _ as the signs they are', async () => {
      const { simulator } = service()
      const add = { userid: 'lina', name: '五折50%_甲' }
      const { externalUserid } = simulator.actions('add-contact', add)
      expect((await cast.lina.get(`/api/v1/panel/contacts/${String(externalUserid)}`)).status).toBe(200)
      for (const q of ['%', '50%', '_', '%_']) expect([q, await found('lina', q)]).toEqual([q, [add.name]])
      expect(await found('lina', '50\\%')).toEqual([])
    })

    it('by remarks of oneself and one’s staff, not by those of a colleague', async () => {
      const [shared] = (await walk<CustomerRow>(cast.lina, '/api/v1/customers?q=lxy')).rows
      const zhaohang = await service().signIn('zhaohang')
      const path = `/api/v1/contacts/${shared?.externalUserid}/remark`
      expect((await zhaohang.send('PUT', path, { remark: '置换意向' })).status).toBe(200)
      expect(await found('xuli', '置换')).toEqual(['林晓雨'])
      expect(await found('lina', '置换')).toEqual([])
      expect((await walk<CustomerRow>(zhaohang, '/api/v1/customers?q=zhyx')).rows).toHaveLength(1)
    })
  })

  it('shows tags, staff and filters by them as far as one may see them', async () => {
    const [row] = (await walk<CustomerRow>(cast.xuli, '/api/v1/customers?q=lxy')).rows
    expect(row?.staff.map((one) => one.name).sort()).toEqual(['李娜', '赵航'])
    const [own] = (await walk<CustomerRow>(cast.lina, '/api/v1/customers?q=lxy')).rows
    expect(own?.staff.map((one) => one.name)).toEqual(['李娜'])
    const { db } = service().database
    const externalUserid = row?.externalUserid ?? ''
    const zhaohang = await service().staffId('zhaohang')
    const used = (await db.followTag.findMany({ where: { externalUserid } })).map((one) => one.tagId)
    const { tagId, name } = await db.tag.findFirstOrThrow({ where: { tagId: { notIn: used } } })
    await db.followTag.create({ data: { corpId, staffId: zhaohang, externalUserid, tagId } })
    const tagged = async (person: Person) =>
      (await walk<CustomerRow>(cast[person], `/api/v1/customers?tagId=${tagId}&q=lxy`)).rows
    expect((await tagged('xuli'))[0]?.tags).toContain(name)
    expect(await tagged('lina')).toEqual([])
  })

  it('has no tier for who has no orders, and opens a tier into its customers', async () => {
    const { rows } = await walk<CustomerRow>(cast.lina, '/api/v1/customers')
    expect(new Set(rows.map((row) => row.tierCode))).toEqual(new Set([null]))
    const customerId = rows[0]?.id ?? ''
    await makeTier(service().database, { corpId, customerId, code: 7, at: service().clock.now() })
    const tiered = await walk<CustomerRow>(cast.lina, '/api/v1/customers?tier=7')
    expect(tiered.rows.map((row) => [row.id, row.tierCode, row.monetaryFen])).toEqual([
      [customerId, 7, 123_400],
    ])
    expect((await walk<CustomerRow>(cast.lina, '/api/v1/customers?tier=0')).rows).toEqual([])
  })

  it('keeps whom nobody follows any more for those who did', async () => {
    const { simulator, database } = service()
    const gone = (await walk<CustomerRow>(cast.lina, '/api/v1/customers?limit=100')).rows.find(
      (row) => row.name === '陈国栋',
    )
    simulator.actions('delete-contact', { userid: 'lina', externalUserid: gone?.externalUserid })
    await service().sync()
    expect(await database.db.contact.count({ where: { lostAt: { not: null } } })).toBe(1)
    const lost = async (person: Person) =>
      (await walk<CustomerRow>(cast[person], '/api/v1/customers?state=lost')).rows.map((row) => row.name)
    for (const person of ['lina', 'xuli', 'hanyue'] as const) {
      expect([person, await lost(person)]).toEqual([person, ['陈国栋']])
      expect((await cast[person].get(`/api/v1/customers/${gone?.id}`)).status).toBe(200)
      const panel = await cast[person].get(`/api/v1/panel/contacts/${gone?.externalUserid}`)
      expect(panel.json<{ contact: { lostAt: string } }>().contact.lostAt).not.toBeNull()
    }
    expect(await lost('wanglei')).toEqual([])
    expect((await cast.wanglei.get(`/api/v1/customers/${gone?.id}`)).status).toBe(404)
  })
})
