import { beforeAll, expect, it } from 'vitest'
import { addDays, localDateOf } from '../../../server/domain/time.ts'
import type { OwnerCounts, Trend } from '../../../server/features/groups/counts/contract.ts'
import { addCountsJob } from '../../../server/features/groups/counts/jobs.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { foundGroup } from '../../support/factories/possessions.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

const DAY_MS = 86_400_000
const STATISTIC = 'externalcontact/groupchat/statistic'

onBothDatabases('What WeCom counts of groups', (service) => {
  let cast: Cast
  beforeAll(async () => {
    await service().sync()
    cast = await signInCast(service())
  })

  const trend = async (person: keyof Cast['userids'] = 'hanyue', query = '') =>
    (await cast[person].get(`/api/v1/group-trend?days=30${query}`)).json<Trend>()
  async function read(): Promise<void> {
    const { deps } = service()
    await addCountsJob(deps.database.sql, deps, { corpId, afterMs: 0 })
    deps.jobs.nudge()
    await deps.jobs.drain()
  }
  const yesterday = () => addDays(localDateOf(service().clock.nowMs()), -1)
  const calls = () => service().simulator.calls.of(STATISTIC)

  async function departedOwners(): Promise<number> {
    const rows = await service().database.sql.all(
      `SELECT DISTINCT g."ownerUserid" FROM "Group" g JOIN "Staff" s ON s."corpId" = g."corpId" AND s."id" = g."ownerStaffId" WHERE s."status" = 'left'`,
      [],
    )
    return rows.length
  }

  it('is unknown until it was read, never nothing', async () => {
    const { items, ...rest } = await trend()
    expect(items).toHaveLength(30)
    expect(items.every((item) => item.counts === null)).toBe(true)
    expect(rest).toEqual({ throughDay: null, readAt: null, failure: null })
  })

  it('says why when WeCom refuses, and reads the same days later', async () => {
    service().simulator.faults.set({ rules: [{ path: STATISTIC, errcode: 40126 }] })
    await read()
    expect(await trend()).toMatchObject({ throughDay: null, failure: { kind: 'denied' } })
    service().simulator.faults.set({ rules: [] })
    await read()
    const { items, throughDay, failure } = await trend()
    expect([throughDay, failure]).toEqual([yesterday(), null])
    expect(items.filter((item) => item.counts === null)).toEqual([])
    // Those of departed owners are not among them: WeCom does not answer for these.
    const groups = await service().database.sql.all<{ memberCount: number }>(
      `SELECT g."memberCount" FROM "Group" g JOIN "Staff" s ON s."corpId" = g."corpId" AND s."id" = g."ownerStaffId"
       WHERE s."status" <> 'left' AND g."dismissedAt" IS NULL`,
    )
    const members = groups.reduce((sum, group) => sum + group.memberCount, 0)
    expect(items.at(-1)?.counts).toMatchObject({ groups: groups.length, members })
    expect(items.some((item) => (item.counts?.messages ?? 0) > 0)).toBe(true)
  })

  it('is summed over the owners of the scope, and opens into them', async () => {
    const all = await trend()
    const path = `/api/v1/group-owner-counts?day=${all.throughDay}`
    const owners = (await walk<OwnerCounts>(cast.hanyue, path)).rows
    const sum = (rows: OwnerCounts[]) => rows.reduce((total, row) => total + row.members, 0)
    expect(sum(owners)).toBe(all.items.at(-1)?.counts?.members)
    expect(owners.map((row) => row.members)).toEqual(
      [...owners.map((row) => row.members)].sort((a, b) => b - a),
    )
    const puxi = (await walk<OwnerCounts>(cast.puxi, path)).rows
    expect(puxi.length).toBeLessThan(owners.length)
    expect(sum(puxi)).toBe((await trend('puxi')).items.at(-1)?.counts?.members ?? 0)
    const [first] = owners
    const one = await trend('hanyue', `&ownerStaffId=${first?.staffId}`)
    expect(one.items.at(-1)?.counts?.members).toBe(first?.members)
  })

  it('asks each morning for the new day and the two last ones again, 100 owners a call', async () => {
    foundGroup(service(), 'lina', '新群')
    await service().sync()
    const before = calls()
    service().advance(DAY_MS)
    cast = await signInCast(service())
    // The sync has left a job for it.
    service().deps.jobs.nudge()
    await service().deps.jobs.drain()
    // One call a day for those who are here, one for each departed owner.
    expect(calls() - before).toBe(2 * (1 + (await departedOwners())))
    const { items, throughDay } = await trend()
    expect(throughDay).toBe(yesterday())
    expect(items.at(-1)?.counts).toMatchObject({ newGroups: 1, newMembers: 5 })
  })

  it('keeps the counts of the others when WeCom does not know a departed owner', async () => {
    service().simulator.actions('resign-member', { userid: 'lina' })
    await service().sync()
    service().advance(DAY_MS)
    const hanyue = await service().signIn('hanyue')
    cast = { ...cast, hanyue }
    await read()
    const { throughDay, failure, items } = await trend()
    expect([throughDay, failure]).toEqual([yesterday(), null])
    expect(items.at(-1)?.counts?.groups).toBeGreaterThan(0)
  })
})
