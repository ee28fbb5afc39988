import { ulid } from 'ulid'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkOutgoing } from '../../../server/features/actions/gate/check-outgoing.ts'
import { readConsent, saveConsent, takeConsentFacts } from '../../../server/features/actions/gate/consent.ts'
import { outreachSetting } from '../../../server/features/actions/gate/contract.ts'
import { readOutreach, saveOutreach } from '../../../server/features/actions/gate/outreach-setting.ts'
import { actions } from '../../../server/features/actions/index.ts'
import { outcomeInput } from '../../../server/features/actions/contract.ts'
import { recordOutcome } from '../../../server/features/actions/record-outcome.ts'
import { markReplied } from '../../../server/features/actions/results/mark-replied.ts'
import { scripts } from '../../../server/features/scripts/index.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { eachDialect } from '../../support/database.ts'
import { type Bench, CORP, makeCustomer, openBench } from '../orders/desk.ts'

const ME: Scope = {
  corpId: CORP,
  staffId: 'ME',
  userid: 'lina',
  app: 'chat',
  roles: ['advisor', 'admin'],
  unitPaths: [],
}

eachDialect('Reaching a customer without disturbing', ({ open }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench(await open(), [scripts, actions])
    await scripts.start?.(bench)
    await makeCustomer(bench, 'LIN')
    const car = { corpId: CORP, id: 'V', customerId: 'LIN', updatedAt: bench.clock.now() }
    await bench.database.db.vehicle.create({ data: { ...car, nextServiceOn: '2026-03-20' } })
    await weigh()
  })
  afterEach(() => bench.close())

  async function weigh(): Promise<void> {
    const payload = { customerIds: ['LIN'] }
    await bench.jobs.add(bench.database.db, { name: 'actions.recompute', corpId: CORP, payload })
    await bench.jobs.drain()
  }
  const rules = async () => (await bench.database.db.action.findMany()).map((row) => row.rule)
  const refusal = async () => (await checkOutgoing(bench, CORP, ['LIN'])).get('LIN') ?? null
  async function send(): Promise<string> {
    const { scriptId } = await bench.database.db.action.findFirstOrThrow({ where: { rule: 'service-due' } })
    const id = ulid(bench.clock.nowMs())
    const sent = { customerId: 'LIN', rule: 'service-due', scriptId, outcome: 'sent' }
    await recordOutcome(bench, ME, outcomeInput.parse({ id, ...sent }))
    return id
  }

  it('one message a day: the next is free tomorrow; the library in a conversation is not counted', async () => {
    expect(await refusal()).toBeNull()
    const script = await bench.database.db.script.findFirstOrThrow()
    const answer = { customerId: 'LIN', rule: null, scriptId: script.id, outcome: 'sent' }
    await recordOutcome(bench, ME, outcomeInput.parse({ id: ulid(), ...answer }))
    expect(await refusal()).toBeNull()
    await send()
    expect(await refusal()).toMatchObject({ kind: 'day-cap', freeOn: '2026-03-18' })
    bench.clock.set('2026-03-18T02:00:00Z')
    expect(await refusal()).toBeNull()
  })

  it('whoever wants no messages gets no proposals and nothing from any path, until they want them again', async () => {
    expect(await rules()).toContain('service-due')
    await saveConsent(bench, ME, { customerId: 'LIN', isOptedOut: true, note: '电话里说的' })
    expect(await rules()).toEqual([])
    expect(await refusal()).toMatchObject({ kind: 'opted-out', on: '2026-03-17', source: 'advisor' })
    expect((await readConsent(bench, ME, 'LIN')).consent).toMatchObject({ note: '电话里说的' })
    expect(await bench.database.db.auditEntry.findMany()).toMatchObject([{ action: 'opted-out' }])
    bench.clock.advance(1000)
    await saveConsent(bench, ME, { customerId: 'LIN', isOptedOut: false })
    expect(await rules()).toContain('service-due')
    expect(await refusal()).toBeNull()
  })

  it('a fact of another system counts when it is newer than what the advisor noted', async () => {
    const tell = async (kind: string, at: string): Promise<void> => {
      await bench.database.db.timelineEvent.create({
        data: {
          corpId: CORP,
          id: ulid(),
          customerId: 'LIN',
          at: new Date(at),
          kind,
          key: `${kind}${at}`,
          detailJson: '{}',
        },
      })
      await bench.database.sql.transaction((tx) =>
        takeConsentFacts(tx, { corpId: CORP, customerIds: ['LIN'] }),
      )
    }
    await tell('opt-out', '2026-03-10T00:00:00Z')
    expect(await refusal()).toMatchObject({ kind: 'opted-out', source: 'intake' })
    await saveConsent(bench, ME, { customerId: 'LIN', isOptedOut: false })
    await tell('opt-out', '2026-03-12T00:00:00Z')
    expect(await refusal()).toBeNull()
    await tell('opt-out', '2026-03-17T03:00:00Z')
    bench.clock.set('2026-03-17T04:00:00Z')
    expect(await refusal()).toMatchObject({ kind: 'opted-out', source: 'intake' })
  })

  it('the rules are the company’s own, and who changed them is kept', async () => {
    const setting = outreachSetting.parse({ rules: { 'service-due': { isOn: false, valueFen: null } } })
    await saveOutreach(bench, ME, { ...setting, contact: { ...setting.contact, perDay: 2 } })
    await bench.jobs.drain()
    expect(await rules()).toEqual([])
    expect((await readOutreach(bench.database.sql, CORP)).contact.perDay).toBe(2)
    const list = await bench.database.db.actionList.findFirstOrThrow()
    expect(JSON.parse(list.gateJson).heldBack).toEqual([
      { rule: 'service-due', refusal: { kind: 'switched-off' } },
    ])
    expect(await bench.database.db.auditEntry.findMany()).toMatchObject([
      { action: 'setting-changed', objectId: 'outreach', staffId: 'ME' },
    ])
  })

  it('what an offer promises runs out: then it is not proposed', async () => {
    const { db } = bench.database
    await db.script.updateMany({ where: { scene: 'service-due' }, data: { stockLeft: 1 } })
    await weigh()
    await send()
    expect(await db.script.findFirst({ where: { scene: 'service-due' } })).toMatchObject({ stockLeft: 0 })
    await db.vehicle.updateMany({ data: { nextServiceOn: '2026-04-08' } })
    bench.clock.set('2026-04-02T02:00:00Z')
    await weigh()
    const list = await db.actionList.findFirstOrThrow()
    expect(JSON.parse(list.gateJson).heldBack).toMatchObject([{ refusal: { kind: 'out-of-stock' } }])
  })

  it('客户已回复 is one tap and can be taken back; then the customer waits for us', async () => {
    const id = await send()
    await markReplied(bench, ME, { id, isReplied: true })
    expect(await rules()).toEqual(['reply-pending'])
    await markReplied(bench, ME, { id, isReplied: false })
    expect(await rules()).toEqual([])
    expect(await bench.database.db.actionResult.findFirst()).toMatchObject({ repliedAt: null })
    await expect(markReplied(bench, ME, { id: ulid(), isReplied: true })).rejects.toMatchObject({
      kind: 'not-found',
    })
  })
})
