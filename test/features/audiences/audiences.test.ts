import { expect, it } from 'vitest'
import type {
  AudienceList,
  CountAnswer,
  PortraitAnswer,
  RowsAnswer,
  Saved,
  Vocabulary,
} from '../../../server/features/audiences/contract.ts'
import type { Condition } from '../../../server/domain/audience/condition.ts'
import { countMembers } from '../../../server/features/audiences/count-members.ts'
import { membersOf } from '../../../server/features/audiences/members-of.ts'
import { recordProfiles } from '../../../server/features/identity/record-profiles.ts'
import { signInCast } from '../../support/factories/cast.ts'
import { makeOrder, makeTier } from '../../support/factories/order.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'

const everyone: Condition = { all: [] }
/** Of a ULID. */
const LAST_SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

onBothDatabases('audiences', (service) => {
  const count = async (browser: Browser, condition: Condition) =>
    (await browser.send('POST', '/api/v1/audiences/count', { condition })).json<CountAnswer>()
  const rows = async (browser: Browser, body: object) =>
    (await browser.send('POST', '/api/v1/audiences/rows', body)).json<RowsAnswer>()
  const corpCount = async (sql: string, params: (string | number)[] = []) =>
    (await service().database.sql.all<{ n: number }>(sql, [corpId, ...params]))[0]?.n

  it('are counted within what each may see, and whole for an admin', async () => {
    const admin = await service().signIn('hanyue', 'console')
    const manager = await service().signIn('xuli', 'console')
    const all = await count(admin, everyone)
    expect(all).toEqual({
      count: all.everyone,
      everyone: await corpCount('SELECT COUNT(*) AS "n" FROM "Customer" WHERE "corpId" = ?'),
      isEstimate: false,
    })
    const own = await count(manager, everyone)
    expect(own.everyone).toBeGreaterThan(0)
    expect(own.everyone).toBeLessThan(all.everyone)
    const women = await count(admin, { is: 'choice', field: 'gender', values: ['2'] })
    const others = await count(admin, { not: { is: 'choice', field: 'gender', values: ['2'] } })
    expect(women.count + others.count).toBe(all.everyone)
  })

  it('list what they count, page by page, none twice', async () => {
    const manager = await service().signIn('xuli', 'console')
    const condition: Condition = { is: 'choice', field: 'relation', values: ['followed'] }
    const { count: total } = await count(manager, condition)
    const seen = new Set<string>()
    let cursor: string | undefined
    do {
      const page = await rows(manager, {
        condition,
        sort: 'spent',
        limit: 100,
        ...(cursor ? { cursor } : {}),
      })
      for (const row of page.items) {
        expect(seen.has(row.id)).toBe(false)
        expect(row.isMasked).toBe(false)
        seen.add(row.id)
      }
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen.size).toBe(total)
  })

  it('are cut after the best', async () => {
    const { database, clock } = service()
    const admin = await service().signIn('hanyue', 'console')
    const ids = (await rows(admin, { condition: everyone, limit: 3 })).items.map((row) => row.id)
    for (const customerId of ids) await makeTier(database, { corpId, customerId, code: 7, at: clock.now() })
    const best = await rows(admin, { condition: everyone, sort: 'spent', top: 2, limit: 1 })
    expect(ids).toContain(best.items[0]?.id)
    const second = await rows(admin, {
      condition: everyone,
      sort: 'spent',
      top: 2,
      limit: 1,
      cursor: best.nextCursor,
    })
    expect(second.items).toHaveLength(1)
    expect(second.nextCursor).toBeNull()
  })

  it('are ordered by what the models say, and cut at the likeliest', async () => {
    const { database, clock } = service()
    const admin = await service().signIn('hanyue', 'console')
    const ids = (await rows(admin, { condition: everyone, limit: 4 })).items.map((row) => row.id)
    const chances = [0.1, 0.4, 0.3]
    for (const [n, chance] of chances.entries()) {
      const customerId = ids[n] ?? ''
      const score = { chance, reasonsJson: '[]', modelVersion: 'R', asOf: '2026-03-17' }
      await database.db.responseScore.create({ data: { corpId, customerId, ...score } })
      const open = { visitDays: 2, churnJson: '[]', asOf: '2026-03-17', updatedAt: clock.now() }
      const window = {
        replacementFrom: `2026-0${n + 1}-01`,
        replacementTo: n === 0 ? '2026-02-01' : '2027-01-01',
      }
      await database.db.prediction.create({ data: { corpId, customerId, ...open, ...window } })
    }
    const best = await rows(admin, { condition: everyone, sort: 'response', top: 2 })
    expect(best.items.map((row) => [row.id, row.forecast])).toEqual([
      [ids[1], 0.4],
      [ids[2], 0.3],
    ])
    // Whose window has closed is no likelier than anybody else.
    const tradeIn = await rows(admin, { condition: everyone, sort: 'replacement', limit: 3 })
    expect(tradeIn.items.map((row) => row.id).slice(0, 2)).toEqual([ids[1], ids[2]])
    expect(await count(admin, { is: 'range', field: 'responsePercent', min: 30 })).toMatchObject({ count: 2 })
  })

  it('show an operator names cut short, since running campaigns gives no right to a customer', async () => {
    const { zhoumin: operator } = await signInCast(service())
    const { items } = await rows(operator, { condition: everyone, limit: 100 })
    expect(items.length).toBeGreaterThan(0)
    for (const row of items.filter((one) => one.isMasked)) {
      expect(row.name).toMatch(/^.\**$/u)
      expect(row).toMatchObject({ avatar: null, externalUserid: null })
      expect((await operator.get(`/api/v1/customers/${row.id}`)).status).toBe(404)
    }
    expect(items.some((row) => row.isMasked)).toBe(true)
  })

  it('follow what happens without being saved again', async () => {
    const { database, clock } = service()
    const admin = await service().signIn('hanyue', 'console')
    const condition: Condition = {
      is: 'facts',
      kinds: ['order-service'],
      measure: 'count',
      withinDays: 30,
      min: 1,
    }
    const saved = (
      await admin.send('POST', '/api/v1/audiences', { name: '最近到店', condition })
    ).json<Saved>()
    const before = await membersOf(service().deps, corpId, saved.id)
    const customerId = (await rows(admin, { condition: everyone, limit: 1 })).items[0]?.id ?? ''
    await makeOrder(database, { corpId, customerId, orderNo: 'AUD-1', at: clock.now() })
    const after = await membersOf(service().deps, corpId, saved.id)
    expect(after.customerIds.filter((id) => !before.customerIds.includes(id))).toEqual([customerId])
  })

  it('are drawn beside everybody, and small groups stay hidden', async () => {
    const admin = await service().signIn('hanyue', 'console')
    const portrait = (
      await admin.send('POST', '/api/v1/audiences/portrait', { condition: everyone })
    ).json<PortraitAnswer>()
    expect(portrait.members).toBe(portrait.everyone)
    const tiers = portrait.dimensions.find((one) => one.dimension === 'tier')
    for (const { bars } of portrait.dimensions)
      for (const bar of bars) {
        expect(bar.everyone).toBeGreaterThanOrEqual(5)
        expect(bar.members).toBe(bar.everyone)
      }
    // The three of the test above: fewer than five people.
    expect(tiers?.bars.some((bar) => bar.value === '7')).toBe(false)
    expect(tiers?.hidden).toBe(1)
    for (const dimension of portrait.dimensions.filter((one) => one.dimension === 'store'))
      for (const bar of dimension.bars) {
        const { count: n } = await count(admin, { is: 'choice', field: 'unit', values: [bar.value] })
        expect(n, bar.label).toBeGreaterThanOrEqual(bar.members)
      }
  })

  it('leave as a file with masked columns, harmless formulas and a note of who took it', async () => {
    const { database } = service()
    const admin = await service().signIn('hanyue', 'console')
    const [first] = (await rows(admin, { condition: everyone, limit: 1 })).items
    await database.db.customer.update({
      where: { corpId_id: { corpId, id: first?.id ?? '' } },
      data: { name: '=HYPERLINK("x")', search: 'formula-name' },
    })
    const condition: Condition = { is: 'name', text: 'formula-name' }
    const { id } = (await admin.send('POST', '/api/v1/audiences', { name: '导出', condition })).json<Saved>()
    const file = await admin.get(`/api/v1/audiences/${id}/members.csv`)
    expect(file.status).toBe(200)
    const lines = file.text.replace('\uFEFF', '').trim().split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain(`'=HYPERLINK`)
    expect(await database.db.auditEntry.count({ where: { action: 'audience-exported', objectId: id } })).toBe(
      1,
    )
  })

  it('that are not shared are somebody’s own, and only their owner changes one', async () => {
    const manager = await service().signIn('xuli', 'console')
    const { zhoumin: operator } = await signInCast(service())
    const body = { name: '我的', condition: everyone }
    const mine = (await manager.send('POST', '/api/v1/audiences', { ...body, isShared: false })).json<Saved>()
    expect((await operator.get(`/api/v1/audiences/${mine.id}`)).status).toBe(404)
    const open = (await manager.send('POST', '/api/v1/audiences', body)).json<Saved>()
    expect((await operator.send('PUT', `/api/v1/audiences/${open.id}`, { ...body, version: 1 })).status).toBe(
      403,
    )
    expect((await manager.send('PUT', `/api/v1/audiences/${open.id}`, { ...body, version: 1 })).status).toBe(
      200,
    )
    expect((await manager.send('PUT', `/api/v1/audiences/${open.id}`, { ...body, version: 1 })).status).toBe(
      409,
    )
    expect((await manager.send('DELETE', `/api/v1/audiences/${open.id}`)).status).toBe(200)
    const list = (await manager.get('/api/v1/audiences')).json<AudienceList>()
    expect(list.items.map((item) => item.id)).not.toContain(open.id)
  })

  it('are chosen by what the portrait was told, and the builder offers what there is', async () => {
    const admin = await service().signIn('hanyue', 'console')
    const { db } = service().database
    const people = await db.customer.findMany({
      where: { corpId, gender: 0 },
      take: 6,
      orderBy: { id: 'asc' },
    })
    const [one, two] = people.map(({ id }) => id)
    if (!one || !two) throw new Error('too few customers')
    const { deps } = service()
    const at = new Date(deps.clock.nowMs() - 400 * 86_400_000)
    const said = (customerId: string, field: string, value: string) => ({
      customerId,
      field,
      value,
      source: 'mall',
      at,
    })
    await deps.database.sql.transaction((tx) =>
      recordProfiles(tx, deps, {
        corpId,
        facts: [
          said(one, 'city', '上海'),
          said(one, 'interests', '露营, 自驾'),
          said(one, 'age', '35 岁'),
          said(two, 'gender', '女'),
          said(two, 'interests', '亲子露营'),
        ],
      }),
    )
    const choice = (field: 'city' | 'interests' | 'gender', ...values: string[]): Condition => ({
      ...{ is: 'choice', field, values },
    })
    const found = async (condition: Condition) =>
      (await rows(admin, { condition, limit: 100 })).items.map(({ id }) => id)
    expect(await found(choice('city', '上海'))).toEqual([one])
    expect(await found(choice('interests', '露营'))).toEqual([one])
    expect(await found(choice('interests', '亲子露营'))).toEqual([two])
    // Told 35 more than a year ago: 36 by now.
    expect(await found({ is: 'range', field: 'ageYears', min: 36, max: 36 })).toEqual([one])
    expect(await found({ is: 'range', field: 'ageYears', max: 35 })).toEqual([])
    expect(await found(choice('gender', '2'))).toContain(two)
    const { everyone: all } = await count(admin, everyone)
    expect((await count(admin, choice('city', ''))).count).toBe(all - 1)
    expect((await count(admin, { not: choice('city', '上海', '') })).count).toBe(0)
    const words = (await admin.get('/api/v1/audiences/vocabulary')).json<Vocabulary>().profile
    expect(words.map(({ field, value }) => `${field} ${value}`).sort()).toEqual(
      ['city 上海', 'interests 露营', 'interests 自驾', 'interests 亲子露营'].sort(),
    )
    const portrait = (
      await admin.send('POST', '/api/v1/audiences/portrait', { condition: everyone })
    ).json<PortraitAnswer>()
    const bars = portrait.dimensions.find(({ dimension }) => dimension === 'gender')?.bars ?? []
    const women = bars.find(({ value }) => value === '2')
    expect(women?.members).toBe((await count(admin, choice('gender', '2'))).count)
  })

  it('of a very large company are estimated, and say so', async () => {
    const scope = {
      corpId,
      staffId: 'X',
      userid: 'x',
      app: 'console' as const,
      roles: ['admin' as const],
      unitPaths: [],
    }
    // By lot a sample of the few that are there may be twice as large as it should; these have each last sign equally often.
    const now = service().deps.clock.now()
    const many = Array.from({ length: 960 }, (_, n) => `MANY${n}${LAST_SIGNS[n % LAST_SIGNS.length]}`)
    await service().database.db.customer.createMany({
      data: many.map((id) => ({ corpId, id, name: id, search: id, createdAt: now, updatedAt: now })),
    })
    const exact = await countMembers(service().deps, scope, everyone)
    const estimate = await countMembers(service().deps, scope, everyone, 10)
    expect(estimate.isEstimate).toBe(true)
    expect(Math.abs(estimate.count - exact.count)).toBeLessThan(exact.count * 0.5)
  })
})
