import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renameStaff } from '../../../server/features/staff/rename-staff.ts'
import { ensureStaff, syncDirectory, syncMember } from '../../../server/features/staff/sync.ts'
import { corpId, startCompany, type Company } from '../sync/company.ts'

let company: Company
beforeAll(async () => {
  company = await startCompany({ contacts: 30, groups: 3 })
  await company.run()
})
afterAll(() => company.close())

const db = () => company.database.db
const person = (userid: string) => db().staff.findFirstOrThrow({ where: { corpId, userid } })

describe('the directory', () => {
  it('is a tree of units whose paths name every unit above', async () => {
    const units = await db().unit.findMany({ where: { corpId } })
    const byId = new Map(units.map((unit) => [unit.id, unit]))
    for (const unit of units) {
      const above = unit.parentId === null ? '/' : byId.get(unit.parentId)?.path
      expect(unit.path).toBe(`${above}${unit.id}/`)
    }
    expect(units.filter((unit) => unit.parentId === null)).toHaveLength(1)
    expect(units.some((unit) => unit.kind === 'store')).toBe(true)
  })

  it('makes leaders managers of their unit and the named people admins', async () => {
    const { id } = await person('xuli')
    const roles = await db().staffRole.findMany({ where: { corpId, staffId: id } })
    expect(roles).toMatchObject([{ role: 'manager', source: 'wecom' }])
    const admin = await person('hanyue')
    expect(await db().staffRole.findMany({ where: { staffId: admin.id, source: 'env' } })).toMatchObject([
      { role: 'admin' },
    ])
  })

  it('knows a member whatever the case of the userid', async () => {
    const index = await ensureStaff(company.deps, corpId, ['LINA', 'Lina', 'lina'])
    expect(index.get('lina')).toBe((await person('lina')).id)
    expect(await db().staff.count({ where: { userKey: 'lina' } })).toBe(1)
  })

  it('keeps a member whose userid is renamed', async () => {
    const before = await person('lina')
    await renameStaff(company.deps, { corpId, from: 'lina', to: 'lina.new' })
    const after = await db().staff.findFirstOrThrow({ where: { id: before.id } })
    expect(after).toMatchObject({ userid: 'lina.new', userKey: 'lina.new' })
    expect(await db().groupMember.count({ where: { corpId, memberId: 'lina' } })).toBe(0)
    expect(await db().follow.count({ where: { staffId: before.id, endedAt: null } })).toBeGreaterThan(0)
    await renameStaff(company.deps, { corpId, from: 'lina.new', to: 'lina' })
  })

  it('asks for a missing member before it says that they left', async () => {
    const own = await person('zhaohang')
    // The department is out of sight, the member is not: absence from the lists proves nothing.
    company.simulator.corp.visible = { departments: [], userids: ['zhaohang', 'lina'] }
    await syncMember(company.deps, { corpId, userid: 'zhaohang' })
    expect((await person('zhaohang')).status).toBe('active')
    company.simulator.corp.visible = 'all'
    company.simulator.actions('resign-member', { userid: 'zhaohang' })
    await syncDirectory(company.deps, { corpId })
    const left = await person('zhaohang')
    expect(left.status).toBe('left')
    expect(left.version).toBe(own.version + 1)
    expect(await db().follow.count({ where: { staffId: own.id, endedAt: { not: null } } })).toBe(0)
  })

  it('writes nothing the second time', async () => {
    const before = await db().staff.findMany({ orderBy: { id: 'asc' } })
    await syncDirectory(company.deps, { corpId })
    expect(await db().staff.findMany({ orderBy: { id: 'asc' } })).toEqual(before)
  })
})
