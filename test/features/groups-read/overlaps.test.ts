import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { OverlapRow } from '../../../server/features/groups/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

onBothDatabases('People in several groups', (service) => {
  let cast: Cast
  /** Customers who are in one living group each, and which. */
  let single: { memberId: string; chatId: string; customerId: string }[]
  beforeAll(async () => {
    cast = await signInCast(service())
  })
  beforeEach(async () => {
    single = await service().database.sql.all(
      `SELECT m."memberId", MIN(m."chatId") AS "chatId", MIN(c."customerId") AS "customerId" FROM "GroupMember" m
       JOIN "Group" g ON g."corpId" = m."corpId" AND g."chatId" = m."chatId" AND g."dismissedAt" IS NULL
       JOIN "Contact" c ON c."corpId" = m."corpId" AND c."externalUserid" = m."memberId"
       WHERE m."corpId" = ? AND m."leftAt" IS NULL AND (SELECT COUNT(*) FROM "Contact" o WHERE o."corpId" = c."corpId" AND o."customerId" = c."customerId") = 1
         AND EXISTS (SELECT 1 FROM "Follow" f WHERE f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid" AND f."endedAt" IS NULL)
       GROUP BY m."memberId" HAVING COUNT(*) = 1 ORDER BY m."memberId"`,
      [corpId],
    )
  })

  const overlaps = async (): Promise<OverlapRow[]> =>
    (await walk<OverlapRow>(cast.hanyue, '/api/v1/group-overlaps')).rows
  /** Two contacts turn out to be one person. */
  const unite = (externalUserid: string, customerId: string) =>
    service().database.db.contact.update({
      where: { corpId_externalUserid: { corpId, externalUserid } },
      data: { customerId },
    })

  it('one person with a contact in each of two groups is in both', async () => {
    const [one] = single
    const other = single.find((each) => each.chatId !== one?.chatId)
    if (!one || !other) throw new Error('everybody is in one group')
    const before = await overlaps()
    await unite(other.memberId, one.customerId)
    const after = await overlaps()
    expect(after).toHaveLength(before.length + 1)
    const [row, ...more] = after.filter((each) => each.customerId === one.customerId)
    expect(more).toEqual([])
    expect(row).toMatchObject({ memberId: [one.memberId, other.memberId].sort()[0], groups: 2 })
    expect(row?.in.map((group) => group.chatId).sort()).toEqual([one.chatId, other.chatId].sort())
  })

  it('two contacts of one person in the same group are one group', async () => {
    const before = await overlaps()
    const pair = single.flatMap((one) => {
      const other = single.find((each) => each.chatId === one.chatId && each.memberId > one.memberId)
      return other ? [{ one, other }] : []
    })[0]
    if (!pair) throw new Error('nobody shares a group')
    await unite(pair.other.memberId, pair.one.customerId)
    expect(await overlaps()).toEqual(before)
  })

  it('a member who is no customer stands for themselves', async () => {
    const { db } = service().database
    const [one, two] = await db.group.findMany({ where: { dismissedAt: null }, orderBy: { chatId: 'asc' } })
    const joinedAt = service().clock.now()
    const stranger = { corpId, memberId: 'wmSTRANGER', type: 2, name: '路人', joinedAt, joinScene: 3 }
    for (const group of [one, two])
      await db.groupMember.create({ data: { ...stranger, chatId: group?.chatId ?? '' } })
    const found = (await overlaps()).filter((row) => row.name === '路人')
    expect(found).toMatchObject([{ memberId: 'wmSTRANGER', groups: 2, customerId: null }])
    expect(found[0]?.in.map((group) => group.chatId).sort()).toEqual([one?.chatId, two?.chatId])
  })
})
