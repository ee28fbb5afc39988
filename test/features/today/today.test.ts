import { beforeAll, expect, it } from 'vitest'
import type { CustomerRow, DueTask } from '../../../server/features/customers/contract.ts'
import type { GroupRow } from '../../../server/features/groups/contract.ts'
import { today as todayContract, type Today } from '../../../server/features/today/contract.ts'
import { localDateOf } from '../../../server/domain/time.ts'
import { makeFailedEffect } from '../../support/factories/effect.ts'
import { foundGroup } from '../../support/factories/possessions.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

const people = ['wanglei', 'xuli', 'zhoumin', 'hanyue'] as const
type Person = (typeof people)[number]

onBothDatabases('Today', (service) => {
  let cast: Record<Person, Browser>
  beforeAll(async () => {
    foundGroup(service(), 'lina')
    await service().sync()
    // Leaves with customers and a group; the copy knows the store.
    service().simulator.actions('resign-member', { userid: 'zhaohang' })
    service().simulator.actions('resign-member', { userid: 'lina' })
    await service().sync()
    const hanyue = await service().signIn('hanyue')
    const body = { roles: [{ role: 'operator', unitId: '' }] }
    await hanyue.send('PUT', `/api/v1/staff/${await service().staffId('zhoumin')}/roles`, body)
    const [wanglei, xuli, zhoumin] = [
      await service().signIn('wanglei'),
      await service().signIn('xuli'),
      await service().signIn('zhoumin'),
    ]
    cast = { hanyue, wanglei, xuli, zhoumin }
  })

  const read = async (person: Person): Promise<Today> =>
    todayContract.strict().parse((await cast[person].get('/api/v1/today')).json())
  const total = async (person: Person, path: string) => (await walk(cast[person], path)).rows.length

  it('counts what the lists open into', async () => {
    for (const person of people) {
      const seen = await read(person)
      expect([person, seen.customers.count]).toEqual([
        person,
        await total(person, '/api/v1/customers?limit=100'),
      ])
      const groups = (await walk<GroupRow>(cast[person], '/api/v1/groups?limit=100')).rows
      expect([person, seen.groups.count]).toEqual([person, groups.length])
      expect(seen.groups.externalCount).toBe(groups.reduce((sum, row) => sum + row.externalCount, 0))
      expect(seen.groups.ownerless).toBe(await total(person, '/api/v1/groups?limit=100&state=ownerless'))
    }
    expect((await read('hanyue')).customers.count).toBeGreaterThan((await read('xuli')).customers.count)
  })

  it('names who has left and still holds customers or groups, to those who may hand them over', async () => {
    const { departures } = await read('xuli')
    expect(departures.map((row) => [row.name, row.unitName]).sort()).toEqual([
      ['李娜', '浦东店'],
      ['赵航', '浦东店'],
    ])
    for (const { staffId, customerCount, groupCount, leftAt } of departures) {
      const awaiting = `/api/v1/customers?limit=100&state=awaiting&staffId=${staffId}`
      expect(customerCount).toBe((await walk<CustomerRow>(cast.xuli, awaiting)).rows.length)
      expect(groupCount).toBe(await total('xuli', `/api/v1/groups?ownerStaffId=${staffId}`))
      expect(leftAt).not.toBeNull()
    }
    expect(departures.find((row) => row.name === '李娜')?.groupCount).toBeGreaterThan(0)
    // Gone before the first sync: WeCom no longer tells the name.
    expect((await read('hanyue')).departures.map((row) => row.name)).toContain('hejun')
    expect((await read('wanglei')).departures).toEqual([])
  })

  it('counts customers as persons, however many relations they have', async () => {
    const { simulator } = service()
    const before = await read('hanyue')
    const [contact] = [...simulator.truth.rows('follows')].filter((row) => row['userid'] === 'wanglei')
    const externalUserid = contact?.['externalUserid']
    simulator.actions('add-contact', { userid: 'xuli', externalUserid })
    await service().sync()
    const after = await read('hanyue')
    expect(after.customers.count).toBe(before.customers.count)
    expect(after.customers.newToday).toBe(before.customers.newToday + 1)
  })

  it('opens new and lost of today into as many rows', async () => {
    const { simulator, clock } = service()
    const [contact] = [...simulator.truth.rows('follows')].filter((row) => row['userid'] === 'wanglei')
    simulator.actions('delete-contact', { userid: 'wanglei', externalUserid: contact?.['externalUserid'] })
    await service().sync()
    const day = localDateOf(clock.nowMs())
    const { newToday, lostToday } = (await read('hanyue')).customers
    expect(lostToday).toBeGreaterThan(0)
    expect(await total('hanyue', `/api/v1/customers?since=${day}`)).toBe(newToday)
    expect(await total('hanyue', `/api/v1/customers?state=lost&since=${day}`)).toBe(lostToday)
  })

  it('tells of failed writes only to those who can open them', async () => {
    const [createdBy, at] = [await service().staffId('wanglei'), service().clock.now()]
    await makeFailedEffect(service().database, { corpId, createdBy, externalUserid: 'x', at })
    for (const person of people) {
      const opened = await total(person, '/api/v1/effects?state=failed')
      expect([person, (await read(person)).effects.failed]).toEqual([person, opened])
    }
    expect((await read('xuli')).effects.failed).toBe(0)
  })

  it('says whether the copy is equal to WeCom, and since when', async () => {
    const equal = (await read('xuli')).sync
    expect(equal).toMatchObject({ state: 'equal', driftOpen: 0, lastErrorKind: null })
    expect(Date.parse(equal.syncedAt ?? '')).toBeLessThanOrEqual(service().clock.nowMs())
    service().simulator.corp.callable = false
    await service().sync()
    service().simulator.corp.callable = true
    const behind = (await read('xuli')).sync
    expect(behind).toMatchObject({ state: 'behind', syncedAt: equal.syncedAt })
    expect(behind.lastErrorKind).not.toBeNull()
  })

  it('counts the own tasks that are due', async () => {
    const { rows } = await walk<CustomerRow>(cast.wanglei, '/api/v1/customers')
    const day = (offset: number) =>
      new Date(service().clock.nowMs() + (8 + 24 * offset) * 3_600_000).toISOString().slice(0, 10)
    for (const dueOn of [day(-1), day(0), day(0), day(1)])
      await cast.wanglei.send('POST', `/api/v1/customers/${rows[0]?.id}/tasks`, { title: '回访', dueOn })
    expect((await read('wanglei')).tasks).toEqual({ dueToday: 2, overdue: 1 })
    expect((await read('xuli')).tasks).toEqual({ dueToday: 0, overdue: 0 })
    const opened = async (person: Person, query: string) =>
      (await walk<DueTask>(cast[person], `/api/v1/tasks?limit=1&${query}`)).rows
    expect((await opened('wanglei', 'due=overdue')).map((row) => row.dueOn)).toEqual([day(-1)])
    expect(await opened('wanglei', 'due=today')).toHaveLength(2)
    expect((await opened('wanglei', '')).map((row) => row.dueOn)).toEqual([day(-1), day(0), day(0), day(1)])
    expect(await opened('xuli', '')).toEqual([])
    // Who is in charge of them sees them with the name of who has them; the manager of another store asks in vain.
    const [late] = await opened('hanyue', 'due=overdue&whose=people')
    expect(late).toMatchObject({ customerName: rows[0]?.name, staffName: '王磊', title: '回访' })
    expect(await opened('xuli', 'whose=people')).toEqual([])
    // A settled task is counted nowhere, nor is one of a customer whom somebody else serves now.
    await cast.wanglei.send('POST', `/api/v1/tasks/${late?.id}/done`, {})
    expect((await read('wanglei')).tasks).toEqual({ dueToday: 2, overdue: 0 })
    await service().database.db.follow.updateMany({
      where: { corpId, staffId: await service().staffId('wanglei') },
      data: { endedAt: service().clock.now() },
    })
    expect((await read('wanglei')).tasks).toEqual({ dueToday: 0, overdue: 0 })
    expect(await opened('wanglei', '')).toEqual([])
  })

  it('counts posts that wait for approval, and running ones that members have not all confirmed', async () => {
    expect((await read('zhoumin')).posts).toEqual({ waiting: 0, unconfirmed: 0 })
    const { db } = service().database
    const make = async (state: string): Promise<string> => {
      const body = { kind: 'moment', draft: { content: { text: '到店试驾' } } }
      const { id } = (await cast.zhoumin.send('POST', '/api/v1/posts', body)).json<{ id: string }>()
      await db.post.update({ where: { corpId_id: { corpId, id } }, data: { state } })
      return id
    }
    await make('waiting')
    const postId = await make('running')
    await make('running')
    const now = service().clock.now()
    const part = { corpId, postId, state: 'out', size: 1 }
    const staffId = await service().staffId('wanglei')
    await db.postPart.create({ data: { ...part, id: 'part', staffId, arm: 'a' } })
    expect((await read('zhoumin')).posts).toEqual({ waiting: 1, unconfirmed: 1 })
    for (const [state, count] of [
      ['waiting', 1],
      ['running', 2],
    ] as const)
      expect(await total('zhoumin', `/api/v1/posts?state=${state}`)).toBe(count)
    // The manager of another store answers for none of those members.
    expect((await read('xuli')).posts.unconfirmed).toBe(0)
    await db.postPart.updateMany({ where: { corpId, postId }, data: { confirmedAt: now, state: 'done' } })
    expect((await read('zhoumin')).posts).toEqual({ waiting: 1, unconfirmed: 0 })
  })
})
