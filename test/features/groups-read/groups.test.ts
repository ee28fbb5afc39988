import { beforeAll, expect, it } from 'vitest'
import type { GroupNumbers, GroupRow, MemberRow } from '../../../server/features/groups/contract.ts'
import { localDateOf } from '../../../server/domain/time.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { foundGroup } from '../../support/factories/possessions.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

onBothDatabases('Groups', (service) => {
  let cast: Cast
  let chatId: string
  beforeAll(async () => {
    chatId = foundGroup(service(), 'lina', '半价50%_群')
    await service().sync()
    cast = await signInCast(service())
  })

  const groupsOf = async (person: keyof Cast['userids'], query = '') =>
    walk<GroupRow>(cast[person], `/api/v1/groups?limit=3&${query}`)

  it('are listed for owners, members, their managers and operators, each once', async () => {
    const truth = [...service().simulator.truth.rows('groups')]
    const all = await groupsOf('hanyue')
    expect(all.rows.map((row) => row.chatId).sort()).toEqual(truth.map((row) => String(row['chatId'])).sort())
    expect(all.total).toBe(truth.length)
    expect((await groupsOf('zhoumin')).total).toBe(truth.length)
    const { db } = service().database
    for (const person of ['lina', 'wanglei'] as const) {
      const staffId = await service().staffId(cast.userids[person])
      const inside = await db.groupMember.findMany({
        where: { corpId, memberId: cast.userids[person], leftAt: null },
        select: { chatId: true },
      })
      const owned = await db.group.findMany({
        where: { corpId, ownerStaffId: staffId },
        select: { chatId: true },
      })
      const expected = new Set([...inside, ...owned].map((row) => row.chatId))
      const listed = await groupsOf(person)
      expect([person, listed.rows.map((row) => row.chatId).sort()]).toEqual([person, [...expected].sort()])
      expect(listed.total).toBe(expected.size)
    }
  })

  it('are found by name, pinyin, and signs as they are', async () => {
    for (const q of ['半价', 'banjia', 'bj50', '50%', '%_'])
      expect([
        q,
        (await groupsOf('lina', `q=${encodeURIComponent(q)}`)).rows.map((row) => row.chatId),
      ]).toEqual([q, [chatId]])
    expect((await groupsOf('wanglei', 'q=banjia')).rows).toEqual([])
  })

  it('are read by their ids, those one may see, and say who owns them', async () => {
    const { rows } = await groupsOf('hanyue')
    const foreign = rows.find((row) => row.ownerName !== '李娜')?.chatId ?? ''
    const query = `chatIds=${chatId},${foreign},wrNONE`
    const both = await groupsOf('hanyue', query)
    expect(both.rows.map((row) => row.chatId).sort()).toEqual([chatId, foreign].sort())
    expect(both.total).toBe(2)
    const ownerStaffId = await service().staffId('lina')
    expect((await groupsOf('lina', `chatIds=${chatId}`)).rows).toMatchObject([{ chatId, ownerStaffId }])
    // Of an owner who has left, too: the departure is found by it.
    const [left] = (await groupsOf('hanyue', 'state=ownerless')).rows
    const owner = await service().database.db.staff.findFirst({ where: { id: left?.ownerStaffId ?? '' } })
    expect(owner?.name).toBe(left?.ownerName)
  })

  it('show each member once, the newest first, and the person only to whom may open them', async () => {
    const path = `/api/v1/groups/${chatId}/members?limit=2`
    const { rows } = await walk<MemberRow>(cast.lina, path)
    expect(rows.map((row) => row.type).sort()).toEqual([1, 2, 2, 2, 2])
    expect(rows.filter((row) => row.isOwner).map((row) => row.name)).toEqual(['李娜'])
    expect(rows.filter((row) => row.type === 2).every((row) => row.customerId !== null)).toBe(true)
    const seen = (await walk<MemberRow>(cast.zhoumin, path)).rows
    expect(seen).toHaveLength(rows.length)
    expect(seen.filter((row) => row.customerId !== null || row.tierCode !== null)).toEqual([])
    expect((await walk<MemberRow>(cast.lina, `${path}&type=1`)).rows.map((row) => row.name)).toEqual(['李娜'])
    const [customer] = rows.filter((row) => row.type === 2)
    const q = encodeURIComponent(customer?.name ?? '')
    expect((await walk<MemberRow>(cast.lina, `${path}&q=${q}`)).rows.map((row) => row.memberId)).toContain(
      customer?.memberId,
    )
    expect((await walk<MemberRow>(cast.lina, `${path}&q=%25`)).rows).toEqual([])
  })

  it('are found by a tag of the customer, page by page, where one may see who set it', async () => {
    const { db } = service().database
    const customers = (await walk<MemberRow>(cast.lina, `/api/v1/groups/${chatId}/members?type=2`)).rows
    const tagId = 'etWeekend'
    const staffId = await service().staffId('lina')
    const tagged = customers.slice(0, 3).map((row) => row.memberId)
    await db.followTag.createMany({
      data: tagged.map((externalUserid) => ({ corpId, staffId, externalUserid, tagId })),
    })
    const path = `/api/v1/groups/${chatId}/members?limit=2&tagId=${tagId}`
    expect((await walk<MemberRow>(cast.lina, path)).rows.map((row) => row.memberId)).toEqual(tagged)
    expect((await walk<MemberRow>(cast.hanyue, path)).rows).toHaveLength(3)
    expect((await walk<MemberRow>(cast.lina, `${path}&type=1`)).rows).toEqual([])
    // The operator sees the group, but not whose customers these are, nor how they are tagged.
    expect((await walk<MemberRow>(cast.zhoumin, path)).rows).toEqual([])
    await db.followTag.deleteMany({ where: { corpId, tagId } })
  })

  it('walk back from today’s size: each day’s total is the day before’s and what came and went', async () => {
    const { simulator } = service()
    const members = (await walk<MemberRow>(cast.lina, `/api/v1/groups/${chatId}/members`)).rows
    const [leaver] = members.filter((row) => row.type === 2)
    service().advance(24 * 3_600_000)
    simulator.actions('leave-group', { chatId, member: leaver?.memberId })
    const joiner = [...simulator.truth.rows('follows')].find(
      (row) => row['userid'] === 'wanglei' && !members.some((one) => one.memberId === row['externalUserid']),
    )
    simulator.actions('join-group', { chatId, memberIds: [joiner?.['externalUserid'], 'zhaohang'] })
    await service().sync()
    cast = await signInCast(service())
    const { items } = (await cast.lina.get(`/api/v1/groups/${chatId}/numbers?days=5`)).json<GroupNumbers>()
    const today = localDateOf(service().clock.nowMs())
    expect(items).toHaveLength(5)
    expect(items.at(-1)).toEqual({ day: today, joined: 2, left: 1, total: 6 })
    expect(items.at(-2)).toMatchObject({ joined: 5, left: 0, total: 5 })
    expect(items.at(-3)?.total).toBe(0)
    for (const [n, item] of items.entries())
      expect(item.total).toBe((items[n - 1]?.total ?? 0) + item.joined - item.left)
  })

  it('leave the list when they are dissolved, and are found among the dissolved', async () => {
    service().simulator.actions('dismiss-group', { chatId })
    await service().sync()
    cast = await signInCast(service())
    expect((await groupsOf('lina', 'q=banjia')).rows).toEqual([])
    const [gone] = (await groupsOf('lina', 'q=banjia&state=dismissed')).rows
    expect(gone).toMatchObject({ chatId, dismissedAt: expect.any(String) })
  })
})
