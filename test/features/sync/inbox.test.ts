import { afterEach, describe, expect, it } from 'vitest'
import { replayEvent } from '../../../server/features/sync/list-events.ts'
import { offsetClock, type OffsetClock } from '../../../server/platform/clock.ts'
import { corpId, startCompany, waitFor, type Company } from './company.ts'
import { copyOf, truthOf } from './oracle.ts'

let company: Company
afterEach(() => company?.close())

const GET = 'externalcontact/get'

async function connected(options: Parameters<typeof startCompany>[0] = {}): Promise<string[]> {
  company = await startCompany({ contacts: 100, ...options })
  await company.run()
  await company.simulator.callbacks.setUrl(company.callbackUrl)
  return [...company.simulator.world.follows.each('lina')].map((follow) => follow.externalUserid)
}

/** Runs like the machine's, and stands still while it is held. */
function holdableClock(): OffsetClock & { hold(): void; release(): void } {
  const clock = offsetClock()
  let heldAtMs: number | null = null
  const nowMs = (): number => heldAtMs ?? clock.nowMs()
  return {
    ...clock,
    nowMs,
    now: () => new Date(nowMs()),
    hold: () => void (heldAtMs = clock.nowMs()),
    release: () => void (heldAtMs = null),
  }
}

const act = (name: string, input: unknown) => company.simulator.actions(name, input)

describe('the inbox', () => {
  it('C1 costs at most two calls for a storm of a hundred edits on one customer', async () => {
    const serviceClock = holdableClock()
    const [externalUserid = ''] = await connected({ serviceClock })
    company.simulator.calls.reset()
    // The wait for more begins with the first edit; it shall not end in their midst because the machine is slow.
    serviceClock.hold()
    for (let n = 0; n < 100; n++)
      act('edit-contact', { userid: 'lina', externalUserid, remark: `第 ${n} 次` })
    await company.simulator.callbacks.settled()
    serviceClock.release()
    await company.settle()
    expect(company.simulator.calls.of(GET)).toBeLessThanOrEqual(2)
    expect(await copyOf(company)).toEqual(truthOf(company))
    // Edits of one second look the same: one row that counts its repeats.
    const rows = await company.database.db.inboxEvent.findMany()
    expect(rows.reduce((sum, row) => sum + 1 + row.repeats, 0)).toBe(100)
    expect(rows.every((row) => row.state === 'done')).toBe(true)
  })

  it('C7 converges by reconciliation when events are lost, and reports each difference', async () => {
    const customers = await connected()
    company.simulator.faults.set({ callbacks: { dropRate: 1 } })
    const [first = '', second = '', third = ''] = customers
    act('edit-contact', { userid: 'lina', externalUserid: first, remark: '没人告诉我们' })
    act('edit-contact', { userid: 'lina', externalUserid: second, remarkMobiles: ['13900001111'] })
    act('delete-contact', { userid: 'lina', externalUserid: third })
    act('add-contact', { userid: 'lina', name: '悄悄来的' })
    act('rename-group', { chatId: company.simulator.world.groups.at(0).chatId, name: '悄悄改名' })
    const run = await company.run('full')
    expect(await copyOf(company)).toEqual(truthOf(company))
    const drift = await company.database.db.drift.findMany({ where: { runId: run.id } })
    const told = drift.map((row) => [row.objectKind, row.field, row.reason])
    expect(told).toEqual(
      expect.arrayContaining([
        ['follow', 'remark', 'lost-event'],
        ['follow', 'mobiles', 'silent-change'],
        ['follow', 'follow', 'vanished'],
        ['follow', 'follow', 'missing'],
        ['group', 'name', 'lost-event'],
      ]),
    )
    expect(drift.every((row) => row.state === 'repaired')).toBe(true)
    const remark = drift.find((row) => row.field === 'remark')
    expect(remark).toMatchObject({ theirs: '没人告诉我们' })
    expect(JSON.stringify(drift)).not.toContain('13900001111')
  })

  it('refuses what is not signed by WeCom, and tells a stranger nothing', async () => {
    await connected({ contacts: 20 })
    const bad = await fetch(`${company.callbackUrl}?msg_signature=0&timestamp=1&nonce=2`, {
      method: 'POST',
      body: '<xml><Encrypt>AAAA</Encrypt></xml>',
    })
    expect([bad.status, await bad.text()]).toEqual([401, ''])
    const other = await fetch(company.callbackUrl.replace(corpId, 'wwsomebodyelse'), {
      method: 'POST',
      body: '<xml/>',
    })
    expect([other.status, await other.text()]).toEqual([401, ''])
    const large = await fetch(company.callbackUrl, { method: 'POST', body: 'x'.repeat(70_000) })
    expect(large.status).toBe(413)
    expect(await company.database.db.inboxEvent.count()).toBe(0)
  })

  it('C8 sets aside what cannot be handled, keeps the rest moving, and plays it again', async () => {
    const [first = '', second = ''] = await connected()
    // 40035 "bad parameter" for one customer: nothing that waiting would cure.
    company.simulator.faults.set({ rules: [{ path: GET, errcode: 40035, count: 5 }] })
    act('edit-contact', { userid: 'lina', externalUserid: first, remark: '读不出来' })
    const moving = setInterval(() => company.clock.setOffset(company.clock.offsetMs + 60_000), 40)
    await waitFor(
      async () => (await company.database.db.inboxEvent.count({ where: { state: 'parked' } })) === 1,
    )
    clearInterval(moving)
    const [parked] = await company.database.db.inboxEvent.findMany({ where: { state: 'parked' } })
    expect(parked).toMatchObject({ attempts: 5, objectId: first })
    expect(parked?.errorText).toContain('40035')
    act('edit-contact', { userid: 'lina', externalUserid: second, remark: '照常处理' })
    await waitFor(
      async () => (await company.database.db.follow.count({ where: { remark: '照常处理' } })) === 1,
    )
    await replayEvent(company.deps, corpId, parked?.hash ?? '')
    await waitFor(
      async () => (await company.database.db.follow.count({ where: { remark: '读不出来' } })) === 1,
    )
    expect(await company.database.db.inboxEvent.count({ where: { state: 'parked' } })).toBe(0)
  })

  it('welcomes a new customer on the fast lane when a text is set, and only then', async () => {
    await connected({ contacts: 20 })
    act('add-contact', { userid: 'lina', name: '无欢迎语' })
    await company.simulator.callbacks.settled()
    await company.settle()
    expect(await company.database.db.effect.count()).toBe(0)
    await company.database.db.setting.create({
      data: {
        corpId,
        key: 'welcome',
        valueJson: JSON.stringify({ text: '您好，我是您的专属顾问' }),
        updatedAt: company.clock.now(),
      },
    })
    act('add-contact', { userid: 'lina', name: '有欢迎语' })
    await waitFor(
      async () =>
        (await company.database.db.effect.count({ where: { kind: 'welcome', state: 'done' } })) === 1,
    )
    expect(company.simulator.calls.of('externalcontact/send_welcome_msg')).toBe(1)
  })

  it('reads through a chat that is opened before the first sync, own tags included', async () => {
    company = await startCompany({ contacts: 60 })
    const { readContactThrough } = await import('../../../server/features/contacts/index.ts')
    const scope = {
      corpId,
      staffId: '',
      userid: 'lina',
      app: 'chat' as const,
      roles: ['advisor' as const],
      unitPaths: [],
    }
    const [star] = [...company.simulator.world.follows.each('lina')]
    expect(await readContactThrough(company.deps, scope, star?.externalUserid ?? '')).toBe('read')
    expect(await company.database.db.personalTag.findFirst()).toMatchObject({ name: '爱喝茶' })
    expect(await company.database.db.follow.findFirst()).toMatchObject({ remark: '林姐 白色 S7' })
    expect(await readContactThrough(company.deps, scope, 'wmNobodyAtAll')).toBe('not-a-contact')
  })
})
