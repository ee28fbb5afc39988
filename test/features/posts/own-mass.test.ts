import { beforeAll, expect, it } from 'vitest'
import type { Post } from '../../../server/features/posts/contract.ts'
import { isReadingDue } from '../../../server/domain/post/next-reading.ts'
import { signInCast } from '../../support/factories/cast.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { draftPost, goToMorning, HOUR, later, look, read, settle, targetsOf } from './post-work.ts'

it('is read at once, after an hour and after a day, and then no more', () => {
  expect([0, 1, 2, 3].map((reads) => isReadingDue(reads, 0))).toEqual([true, false, false, false])
  expect([1, 2].map((reads) => isReadingDue(reads, HOUR))).toEqual([true, false])
  expect([2, 3].map((reads) => isReadingDue(reads, 24 * HOUR))).toEqual([true, false])
})

onBothDatabases('Mass messages members send by themselves', (service) => {
  let test: TestService
  let operator: Browser
  beforeAll(async () => {
    test = service()
    goToMorning(test)
    await signInCast(test)
    operator = await test.signIn('zhoumin')
  })

  async function readThem(): Promise<void> {
    await test.deps.jobs.add(test.database.db, {
      name: 'posts.read-own-mass',
      corpId,
      key: 'now',
      payload: {},
    })
    await settle(test)
  }
  const heldToday = ({ plan }: Post): number =>
    plan.counts?.held.find(({ reason }) => reason === 'wecom-day')?.count ?? 0
  const TEXT = { content: { text: '本周到店有礼' } }

  it('count towards what WeCom lets a customer have, once WeCom has told whom they reached', async () => {
    const before = await draftPost(test, operator, 'customers', TEXT)
    expect(before.plan.ownReadAt).toBeNull()
    expect(heldToday(before)).toBe(0)
    const rows = await targetsOf(operator, before.id, '&state=planned')
    const staff = await test.database.sql.all<{ id: string; userid: string; externalUserid: string }>(
      `SELECT t."targetId" AS "id", s."userid", t."externalUserid" FROM "PostTarget" t JOIN "Staff" s ON s."corpId" = t."corpId" AND s."id" = t."staffId"
       WHERE t."postId" = ? AND t."state" = 'planned' ORDER BY s."userid", t."targetId"`,
      [before.id],
    )
    expect(rows.length).toBeGreaterThan(3)
    const userid = staff[0]?.userid ?? ''
    const reached = staff.filter((row) => row.userid === userid).slice(0, 2)
    const others = staff.filter((row) => row.userid !== userid)
    // One of them is no friend of this member: nothing reached them.
    const stranger = others.find((row) => !test.simulator.world.follows.find(userid, row.externalUserid))
    const asked = [...reached, ...(stranger ? [stranger] : [])]
    expect(stranger).toBeDefined()
    test.simulator.actions('send-own-mass-message', {
      userid,
      externalUserids: asked.map((row) => row.externalUserid),
      text: '我自己发的',
    })

    // WeCom does not answer: nothing is known, and nothing is said to be.
    const list = 'externalcontact/get_groupmsg_list_v2'
    test.simulator.faults.set({ rules: [{ path: list, errcode: 48002 }] })
    await readThem()
    test.simulator.faults.set({ rules: [] })
    const unread = await look(test, operator, before.id)
    expect(unread.plan.ownReadAt).toBeNull()
    expect(heldToday(unread)).toBe(0)

    await later(test, HOUR / 2)
    await readThem()
    const counted = await look(test, operator, before.id)
    expect(test.deps.clock.nowMs() - Date.parse(counted.plan.ownReadAt ?? '')).toBeLessThan(HOUR / 4)
    expect(heldToday(counted)).toBe(2)
    const held = await targetsOf(operator, before.id, '&state=held&reason=wecom-day')
    expect(held.map((row) => row.targetId).sort()).toEqual(reached.map((row) => row.id).sort())
    // Read again it is the same, and the next day it is no more in the way.
    await later(test, 2 * HOUR)
    operator = await test.signIn('zhoumin')
    await readThem()
    expect(heldToday(await look(test, operator, before.id))).toBe(2)
    await later(test, 24 * HOUR)
    operator = await test.signIn('zhoumin')
    await readThem()
    expect(heldToday(await look(test, operator, before.id))).toBe(0)
    expect(await test.database.db.ownMass.findMany({ where: { corpId } })).toMatchObject([
      { userid, reads: 3 },
    ])
  })

  it('count towards what a group may have', async () => {
    const before = await draftPost(test, operator, 'groups', TEXT)
    const [one] = await targetsOf(operator, before.id, '&state=planned')
    const group = test.simulator.world.groups.find(one?.targetId ?? '')
    test.simulator.actions('send-own-mass-message', {
      userid: group?.owner,
      chatIds: [one?.targetId],
      text: '群里自己发的',
    })
    await later(test, HOUR / 2)
    await readThem()
    const counted = await look(test, operator, before.id)
    expect(heldToday(counted)).toBe(1)
    const held = await targetsOf(operator, before.id, '&state=held&reason=wecom-day')
    expect(held.map((row) => row.targetId)).toEqual([one?.targetId])
    expect((await read<Post>(operator, `/posts/${before.id}`)).plan.counts?.planned).toBe(
      (before.plan.counts?.planned ?? 0) - 1,
    )
  })
})
