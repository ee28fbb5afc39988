import { beforeAll, expect, it } from 'vitest'
import { NO_EVIDENCE } from '../../../server/features/identity/merge/contract.ts'
import { mergeCustomers } from '../../../server/features/identity/merge/merge-customers.ts'
import type {
  NameAnswer,
  ReferralBlock,
  ReferralList,
  RewardList,
} from '../../../server/features/referrals/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { makeOrder } from '../../support/factories/order.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'

onBothDatabases('Referrals', (service) => {
  let cast: Cast
  /** A customer lina has long had, and one who came by their link. */
  let old: string
  let elder: string
  let friend: string

  beforeAll(async () => {
    const url = `${service().address}/wecom/callback/${corpId}`
    expect(await service().simulator.callbacks.setUrl(url)).toEqual({ ok: true })
    cast = await signInCast(service())
    const setting = { isOn: true, unit: 'fen', added: 500, visit: 1000, purchase: 3000 }
    expect((await cast.hanyue.send('PUT', '/api/v1/referral-setting', setting)).status).toBe(200)
    const follows = await service().database.sql.all<{ customerId: string }>(
      `SELECT MIN(k."customerId") AS "customerId" FROM "Follow" f JOIN "Contact" k ON k."corpId" = f."corpId"
       AND k."externalUserid" = f."externalUserid" WHERE f."corpId" = ? AND f."staffId" = ? AND f."endedAt" IS NULL
       GROUP BY k."customerId" ORDER BY 1 LIMIT 2`,
      [corpId, await service().staffId('lina')],
    )
    old = follows[0]?.customerId ?? ''
    elder = follows[1]?.customerId ?? ''
  })

  async function settled(): Promise<void> {
    for (let n = 0; n < 2; n++) {
      await service().simulator.callbacks.settled()
      service().deps.jobs.nudge()
      await service().deps.jobs.drain()
      service().advance(3000)
    }
  }
  const block = async (id: string): Promise<ReferralBlock> =>
    (await cast.lina.get(`/api/v1/customers/${id}/referrals`)).json<ReferralBlock>()
  const rewards = async (query = ''): Promise<RewardList['items']> =>
    (await cast.zhoumin.get(`/api/v1/referral-rewards${query}`)).json<RewardList>().items
  const step = async (id: string, body: object, by = cast.zhoumin) =>
    (await by.send('POST', `/api/v1/referral-rewards/${id}/step`, body)).status
  const name = async (id: string, referrerId: string): Promise<NameAnswer> =>
    (await cast.lina.send('POST', `/api/v1/customers/${id}/referrer`, { referrerId })).json<NameAnswer>()
  async function comesBy(customerId: string, called: string): Promise<string> {
    const code = await service().database.db.referralCode.findFirstOrThrow({ where: { corpId, customerId } })
    const came = service().simulator.actions('scan-code', { configId: code.configId, name: called })
    await settled()
    await settled()
    const externalUserid = String(came.externalUserid)
    return (await service().database.db.contact.findFirstOrThrow({ where: { corpId, externalUserid } }))
      .customerId
  }
  /** Postings sum to nothing, and each account to what is owed. */
  async function checkLedger(): Promise<void> {
    const { db } = service().database
    const lines = await db.referralEntry.findMany({ where: { corpId } })
    const all = await db.referralReward.findMany({ where: { corpId } })
    const sumOf = (some: readonly { amount: number }[]) => some.reduce((sum, one) => sum + one.amount, 0)
    expect(sumOf(lines)).toBe(0)
    for (const customerId of new Set(all.map((one) => one.customerId))) {
      const own = lines.filter((line) => line.customerId === customerId && line.account === 'customer')
      const owed = all.filter(
        (one) => one.customerId === customerId && ['earned', 'approved'].includes(one.state),
      )
      expect(sumOf(own)).toBe(sumOf(owed))
    }
  }

  it('come by a link of the customer that leads to their advisor, and earn by what the newcomer does', async () => {
    const asked = await cast.lina.send('POST', `/api/v1/customers/${old}/referral-link`, {})
    expect([asked.status, asked.json<ReferralBlock>().link?.state]).toEqual([202, 'making'])
    await settled()
    const { link } = await block(old)
    expect(link?.state).toBe('live')
    const opened = await service()
      .browser(null)
      .get(new URL(link?.url ?? '').pathname)
    expect([opened.status, opened.headers['location']]).toEqual([302, expect.stringMatching(/^http/)])

    friend = await comesBy(old, '新朋友')
    const brought = await block(old)
    expect(brought.brought).toMatchObject([
      { person: { customerId: friend, name: '新朋友' }, state: 'credited' },
    ])
    expect(brought.owed).toEqual({ fen: 500, points: 0 })
    expect(await block(friend)).toMatchObject({ referrer: { customerId: old }, depth: 1 })

    const at = new Date(service().clock.nowMs() + 60_000)
    await makeOrder(service().database, { corpId, customerId: friend, orderNo: 'REF-1', at })
    for (let n = 0; n < 2; n++) {
      await service().database.sql.transaction((tx) =>
        service().deps.changes.report(tx, [{ kind: 'orders-linked', corpId, customerIds: [friend] }]),
      )
      await settled()
    }
    expect((await rewards()).map((one) => one.event).sort()).toEqual(['added', 'purchase', 'visit'])
    expect((await block(old)).owed.fen).toBe(4500)
    await checkLedger()
  })

  it('do not count for oneself, in a circle, twice, or for whom one knew', async () => {
    expect(await name(old, old)).toEqual({ state: 'refused', reason: 'self' })
    expect(await name(old, friend)).toEqual({ state: 'refused', reason: 'circular' })
    expect(await name(friend, elder)).toEqual({ state: 'refused', reason: 'twice' })
    const long = new Date(service().clock.nowMs() - 5000 * 86_400_000)
    await makeOrder(service().database, { corpId, customerId: elder, orderNo: 'REF-OLD', at: long })
    expect(await name(elder, friend)).toEqual({ state: 'refused', reason: 'existing' })
    const again = await cast.lina.send('POST', `/api/v1/customers/${elder}/referrer`, { referrerId: friend })
    expect([again.status, again.json<{ tell: unknown }>().tell]).toMatchObject([
      409,
      { reason: 'named-before' },
    ])
    const found = await cast.lina.get(
      `/api/v1/customers/${elder}/referrers?q=${encodeURIComponent('新朋友')}`,
    )
    expect(found.json<{ items: unknown }>().items).toEqual([{ customerId: friend, name: '新朋友' }])
    const refused = (await cast.zhoumin.get('/api/v1/referrals?state=refused')).json<ReferralList>()
    expect(refused.items.map((one) => one.reason).sort()).toEqual(['circular', 'existing', 'self', 'twice'])
    // An operator counts and does not open; another store's manager sees nothing of it.
    expect(refused.items.every((one) => one.referrer.customerId === null)).toBe(true)
    expect((await cast.puxi.get('/api/v1/referrals')).json<ReferralList>().items).toEqual([])
  })

  it('are paid in steps that happen once, by whoever answers for them, and written down', async () => {
    const [first, second, third] = await rewards()
    const [a = '', b = '', c = ''] = [first?.id, second?.id, third?.id]
    expect(await step(a, { step: 'pay' })).toBe(409)
    expect(await step(a, { step: 'approve' }, cast.puxi)).toBe(404)
    expect(await step(a, { step: 'approve' })).toBe(200)
    const csv = await cast.zhoumin.get('/api/v1/referral-rewards.csv?app=console')
    expect(csv.text.trim().split('\n')).toHaveLength(2)
    const paid = await Promise.all([step(a, { step: 'pay' }), step(a, { step: 'pay' }, cast.hanyue)])
    expect(paid.sort()).toEqual([200, 409])
    expect(await step(b, { step: 'refuse' })).toBe(400)
    expect(await step(b, { step: 'refuse', reason: '同一家庭' })).toBe(200)
    expect(await step(b, { step: 'approve' })).toBe(409)
    expect(await step(c, { step: 'approve' }, cast.xuli)).toBe(200)
    await checkLedger()
    const { db } = service().database
    expect(await db.auditEntry.count({ where: { corpId, objectKind: 'referral-reward', objectId: a } })).toBe(
      2,
    )
  })

  it('are refused when the newcomer turns out to be the referrer, and what was not paid is taken back', async () => {
    const twin = await comesBy(old, '换号')
    const before = (await block(old)).owed.fen
    await service().database.sql.transaction((tx) =>
      mergeCustomers(service().deps, tx, {
        corpId,
        aId: old,
        bId: twin,
        rule: 'person',
        evidence: NO_EVIDENCE,
        madeBy: null,
      }),
    )
    await settled()
    const after = await block(old)
    expect(after.brought).toContainEqual(expect.objectContaining({ state: 'refused', reason: 'self' }))
    expect(after.owed.fen).toBe(before - 500)
    await checkLedger()
  })

  it('keep the books straight whatever is pressed', async () => {
    for (let n = 0; n < 4; n++) await comesBy(old, `客${n}`)
    let seed = 7
    const pick = <T>(some: readonly T[]): T | undefined => {
      seed = (seed * 48_271) % 2_147_483_647
      return some[seed % some.length]
    }
    for (let n = 0; n < 40; n++) {
      const reward = pick(await rewards())
      await step(reward?.id ?? '', { step: pick(['approve', 'pay', 'refuse'] as const), reason: '抽查' })
      await checkLedger()
    }
    expect(new Set((await rewards()).map((one) => one.state)).size).toBeGreaterThan(1)
  })
})
