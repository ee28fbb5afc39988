import { ulid } from 'ulid'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Retention, TakeoverItem, TakeoverPack } from '../../../server/features/takeover/contract.ts'
import type { CustomerPanel } from '../../../server/features/panel/contract.ts'
import { makeHandover, makeTakeover } from '../../support/factories/takeover.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'
import { read, send } from '../../stories/ask.ts'
import { customersOf } from '../../stories/story.ts'

const DAY_MS = 86_400_000

// 王磊 hands two customers to 李娜.
onBothDatabases('After a hand-over', (service) => {
  let s: TestService
  let lina: Browser
  let handoverId: string
  let taken: { externalUserid: string; customerId: string; id: string }[]

  beforeAll(async () => {
    s = service()
    lina = await s.signIn('lina', 'chat')
    const [fromStaffId, toStaffId] = [await s.staffId('wanglei'), await s.staffId('lina')]
    taken = []
    for (const externalUserid of customersOf(s, 'lina').slice(0, 2)) {
      const { customerId } = await s.database.db.contact.findUniqueOrThrow({
        where: { corpId_externalUserid: { corpId, externalUserid } },
      })
      const at = s.clock.now()
      const row = { corpId, externalUserid, customerId, fromStaffId, toStaffId }
      if (taken.length === 0)
        handoverId = await makeHandover(s.database, { ...row, state: 'done', startedAt: at, settledAt: at })
      const id = await makeTakeover(s.database, { ...row, handoverId, beganAt: at })
      taken.push({ externalUserid, customerId, id })
      await s.deps.jobs.add(s.database.db, {
        name: 'actions.recompute',
        corpId,
        payload: { customerIds: [customerId] },
      })
    }
    await s.deps.jobs.drain()
    const { customerId = '' } = taken[0] ?? {}
    await send(lina, 'POST', `/customers/${customerId}/notes`, { text: '喜欢周末到店' })
    await send(lina, 'POST', `/customers/${customerId}/tasks`, { title: '送脚垫', dueOn: '2020-01-02' })
  })

  const first = () => taken[0] ?? { externalUserid: '', customerId: '', id: '' }
  const panel = () => read<CustomerPanel>(lina, `/panel/contacts/${first().externalUserid}`)
  const pack = async (by = lina) =>
    (await read<{ takeover: TakeoverPack | null }>(by, `/customers/${first().customerId}/takeover`)).takeover

  it('the panel says from whom, and the greeting comes first, filled', async () => {
    const { takeover, actions } = await panel()
    expect(takeover).toMatchObject({ fromName: '王磊', isGreeted: false })
    expect(actions[0]).toMatchObject({ rule: 'inherited-greeting', reason: { fromName: '王磊', daysAgo: 0 } })
    expect(actions[0]?.script).toMatchObject({ title: '接手问候', missing: [] })
    expect(actions[0]?.script?.text).toMatch(/李娜，之前由王磊为您服务/)
  })

  it('the pack holds notes, promises and the greeting; a colleague gets none of it', async () => {
    expect(await pack()).toMatchObject({
      fromName: '王磊',
      days: 0,
      standing: 'silent',
      greetedAt: null,
      notes: [{ text: '喜欢周末到店', staffName: '李娜' }],
      promises: [{ title: '送脚垫', isLate: true }],
      greeting: { title: '接手问候', missing: [] },
    })
    const manager = await s.signIn('xuli')
    expect((await pack(manager))?.id).toBe(first().id)
    const other = await s.signIn('wanglei')
    expect((await other.get(`/api/v1/customers/${first().customerId}/takeover`)).status).toBe(404)
    expect((await walk<TakeoverItem>(other, '/api/v1/takeovers')).rows).toEqual([])
  })

  it('once greeted, the proposal goes and the customer moves behind those not greeted', async () => {
    const outcome = { customerId: first().customerId, rule: 'inherited-greeting', scriptId: null }
    await send(lina, 'POST', '/actions/outcomes', { id: ulid(), ...outcome, outcome: 'sent' })
    const { takeover, actions } = await panel()
    expect(takeover?.isGreeted).toBe(true)
    expect(actions.map((action) => action.rule)).not.toContain('inherited-greeting')
    const { rows, total } = await walk<TakeoverItem>(lina, '/api/v1/takeovers?limit=1')
    expect(total).toBe(2)
    expect(rows.map((row) => [row.id, row.standing])).toEqual([
      [taken[1]?.id, 'silent'],
      [first().id, 'greeted'],
    ])
    expect((await walk<TakeoverItem>(lina, '/api/v1/takeovers?ungreeted=true')).rows).toHaveLength(1)
  })

  it('the report has every row, no formula, and who took it is noted', async () => {
    const admin = await s.signIn('hanyue')
    await s.database.db.contact.updateMany({
      where: { corpId, externalUserid: first().externalUserid },
      data: { name: '=HYPERLINK("x")' },
    })
    const reply = await admin.get(`/api/v1/handovers/${handoverId}/report.csv`)
    const lines = reply.text.trim().split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`)
    expect(lines[1]).toContain(',done,')
    const audit = await s.database.db.auditEntry.findMany({ where: { corpId, action: 'handover-report' } })
    expect(audit).toMatchObject([{ objectId: handoverId, staffId: await s.staffId('hanyue') }])
  })

  describe('a week later', () => {
    it('it is kept how each stood: answered, lost', async () => {
      await send(lina, 'POST', `/takeovers/${first().id}/replied`, {})
      await s.database.db.follow.updateMany({
        where: { corpId, externalUserid: taken[1]?.externalUserid ?? '' },
        data: { endedAt: s.clock.now(), endedBy: 'customer' },
      })
      s.advance(7 * DAY_MS)
      for (const _ of [1, 2])
        await s.deps.jobs.add(s.database.db, { name: 'takeover.sweep', corpId, payload: { corpId } })
      s.deps.jobs.nudge()
      await s.deps.jobs.drain()
      const admin = await s.signIn('hanyue')
      const found = await read<Retention>(admin, `/handovers/${handoverId}/retention`)
      const now = { silent: 0, greeted: 0, replied: 1, moved: 0, lost: 1 }
      expect(found).toMatchObject({ moved: 1, taken: 2, now, day7: now, day30: null })
      expect(found.successors).toMatchObject([{ name: '李娜', taken: 2, now }])
    })
  })
})
