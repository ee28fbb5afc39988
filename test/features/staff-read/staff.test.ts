import { beforeAll, expect, it } from 'vitest'
import type { CustomerRow } from '../../../server/features/customers/contract.ts'
import type { GroupRow } from '../../../server/features/groups/contract.ts'
import type { StaffRow, UnitList } from '../../../server/features/staff/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

type Person = keyof Cast['userids']

onBothDatabases('Staff', (service) => {
  let cast: Cast
  beforeAll(async () => {
    cast = await signInCast(service())
  })

  const staffOf = async (person: Person, query = 'limit=100') =>
    (await walk<StaffRow>(cast[person], `/api/v1/staff?${query}`)).rows
  const unitsOf = async (person: Person) =>
    (await cast[person].get('/api/v1/units')).json<UnitList>().items.map((row) => row.name)
  const appoint = async (userid: string, roles: { role: string; unitId: string }[]) =>
    cast.hanyue.send('PUT', `/api/v1/staff/${await service().staffId(userid)}/roles`, { roles })

  it('are listed as far as one answers for them, each once, with what hangs on them', async () => {
    const truth = [...service().simulator.truth.rows('staff')]
    const all = await staffOf('hanyue', 'limit=3')
    expect(all.map((row) => row.userid).sort()).toEqual(truth.map((row) => String(row['userid'])).sort())
    expect((await staffOf('xuli')).map((row) => row.userid).sort()).toEqual(['lina', 'xuli', 'zhaohang'])
    const lina = all.find((row) => row.userid === 'lina')
    const follows = [...service().simulator.truth.rows('follows')].filter((row) => row['userid'] === 'lina')
    expect(lina).toMatchObject({
      name: '李娜',
      unitName: '浦东店',
      status: 'active',
      followCount: follows.length,
    })
    expect(all.find((row) => row.userid === 'hejun')).toMatchObject({ status: 'left' })
  })

  it('are found by name, pinyin, unit and status', async () => {
    for (const q of ['李娜', 'lina', 'LN'])
      expect([q, (await staffOf('hanyue', `q=${encodeURIComponent(q)}`)).map((row) => row.userid)]).toEqual([
        q,
        ['lina'],
      ])
    expect(await staffOf('hanyue', 'q=%25')).toEqual([])
    const { db } = service().database
    const { id } = await db.unit.findFirstOrThrow({ where: { corpId, name: '浦东店' } })
    const store = (await staffOf('hanyue', `unitId=${id}`)).map((row) => row.userid).sort()
    expect(store).toEqual(['lina', 'xuli', 'zhaohang'])
    expect((await staffOf('hanyue', 'status=left')).map((row) => row.userid)).toEqual(['hejun'])
  })

  it('see of the tree what leads to their own places', async () => {
    const whole = await unitsOf('hanyue')
    expect(whole).toHaveLength(await service().database.db.unit.count())
    for (const person of ['xuli', 'lina'] as const) {
      const seen = await unitsOf(person)
      expect(seen).toContain('浦东店')
      expect(seen).not.toContain('浦西店')
      expect(seen.length).toBeLessThan(whole.length)
    }
  })

  it('who run groups as well as a store see all groups, and still only their store’s customers', async () => {
    const customers = async () =>
      (await walk<CustomerRow>(cast.xuli, '/api/v1/customers?limit=100')).rows.length
    const groups = async () => (await walk<GroupRow>(cast.xuli, '/api/v1/groups?limit=100')).rows.length
    const before = { customers: await customers(), groups: await groups() }
    expect((await appoint('xuli', [{ role: 'operator', unitId: '' }])).status).toBe(200)
    cast.xuli = await service().signIn('xuli')
    expect(await customers()).toBe(before.customers)
    expect(await groups()).toBe(await service().database.db.group.count({ where: { dismissedAt: null } }))
    await appoint('xuli', [])
    cast.xuli = await service().signIn('xuli')
    expect({ customers: await customers(), groups: await groups() }).toEqual(before)
  })

  it('get nothing from a role in a unit that is not there', async () => {
    const { db } = service().database
    expect((await appoint('wanglei', [{ role: 'manager', unitId: 'nowhere' }])).status).toBe(400)
    const staffId = await service().staffId('wanglei')
    await db.staffRole.create({
      data: { corpId, staffId, role: 'manager', unitId: 'gone', source: 'manual' },
    })
    expect((await staffOf('wanglei')).map((row) => row.userid)).toEqual(['wanglei'])
  })

  it('keep the roles that WeCom gives; an admin edits only the others', async () => {
    const { db } = service().database
    const { id } = await db.unit.findFirstOrThrow({ where: { corpId, name: '浦西店' } })
    await appoint('xuli', [
      { role: 'manager', unitId: id },
      { role: 'operator', unitId: id },
    ])
    const [row] = await staffOf('hanyue', 'q=xuli')
    const roles = row?.roles.map((one) => `${one.role} ${one.unitName} ${one.source}`).sort()
    expect(roles).toEqual(['manager 浦东店 wecom', 'manager 浦西店 manual', 'operator 浦西店 manual'])
    await service().sync()
    expect((await staffOf('hanyue', 'q=xuli'))[0]?.roles).toHaveLength(3)
    expect((await cast.hanyue.send('PUT', '/api/v1/staff/nobody/roles', { roles: [] })).status).toBe(404)
  })
})
