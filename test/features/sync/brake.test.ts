import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { corpId, startCompany, type Company } from './company.ts'
import { copyOf, truthOf } from './oracle.ts'

let company: Company
beforeEach(async () => {
  company = await startCompany({ contacts: 300 })
  company.deps.defaults = {
    ...company.deps.defaults,
    brakeCount: 5,
  } as unknown as typeof company.deps.defaults
  await company.run()
})
afterEach(() => company.close())

const live = () => company.database.db.follow.count({ where: { corpId, endedAt: null } })

/** The customers of one member vanish without any event. */
function loseCustomers(userid: string, count: number): number {
  const { world } = company.simulator
  const follows = [...world.follows.each(userid)].slice(0, count)
  for (const follow of follows) world.change({ kind: 'follow', follow: { ...follow, state: 'gone' } })
  return follows.length
}

describe('the brake on mass deletion', () => {
  it('S12 lets a few ends through at once', async () => {
    const before = await live()
    const lost = loseCustomers('lina', 3)
    const run = await company.run('reconcile')
    expect(run).toMatchObject({ state: 'done', brakedCount: 0 })
    expect(await live()).toBe(before - lost)
    expect(await copyOf(company)).toEqual(truthOf(company))
  })

  it('S12 lets them through when a person says so', async () => {
    const before = await live()
    const lost = loseCustomers('lina', 20)
    const run = await company.run('reconcile', { confirm: true })
    expect(run).toMatchObject({ state: 'done', brakedCount: 0 })
    expect(await live()).toBe(before - lost)
  })

  it('S12 believes an empty list of leavers’ customers only where somebody is seen to follow them', async () => {
    const { simulator } = company
    simulator.actions('resign-member', { userid: 'lina' })
    await company.run('reconcile')
    const awaiting = () =>
      company.database.db.follow.count({ where: { corpId, awaitingHandover: true, endedAt: null } })
    const left = await awaiting()
    expect(left).toBeGreaterThan(5)
    const leavers = ['lina', 'hejun']
    const contacts = leavers.flatMap((userid) =>
      [...simulator.world.follows.each(userid)].map((follow) => follow.externalUserid),
    )
    for (const userid of leavers) loseCustomers(userid, contacts.length)
    await company.run('reconcile')
    expect(await awaiting()).toBe(left)
    for (const externalUserid of new Set(contacts))
      simulator.actions('add-contact', { userid: 'wanglei', externalUserid })
    await company.run('reconcile')
    expect(await awaiting()).toBe(0)
  })
})
