import { afterEach, beforeEach, expect, it } from 'vitest'
import { actions } from '../../../server/features/actions/index.ts'
import { combos } from '../../../server/features/combos/index.ts'
import { listRules } from '../../../server/features/combos/list-rules.ts'
import { readOffers } from '../../../server/features/combos/read-offers.ts'
import { writeStock } from '../../../server/features/combos/stock.ts'
import { switchCombos, switchRule } from '../../../server/features/combos/switch-rule.ts'
import { tellStock } from '../../../server/features/combos/tell-stock.ts'
import { orders } from '../../../server/features/orders/index.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { eachDialect } from '../../support/database.ts'
import { type Bench, CORP, file, importText, makeCustomer, openBench, row } from '../orders/desk.ts'

const admin: Scope = {
  corpId: CORP,
  staffId: 'ADMIN',
  userid: 'admin',
  app: 'console',
  roles: ['admin'],
  unitPaths: ['/'],
}
const page = { cursor: undefined, limit: 100 }

eachDialect('product combinations', ({ open }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench(await open(), [orders, combos, actions])
  })
  afterEach(() => bench.close())

  const phoneOf = (n: number): string => `138${String(n).padStart(8, '0')}`
  let lines: string[] = []

  /** One visit of customer n. */
  const visit = (
    n: number,
    title: string,
    part: { at?: string; kind?: string; status?: string } = {},
  ): void => {
    lines.push(row({ phone: phoneOf(n), member: `M${n}`, title, at: '2025-10-10 10:00', ...part }))
  }

  async function importAll(): Promise<void> {
    await importText(bench, file(...lines), { createCustomers: true })
    bench.clock.advance(5_000)
    await bench.jobs.drain()
    lines = []
  }

  /** 300 customers: who has the film put on tends to take the dash camera at once; oil changes are for everybody. */
  async function sellCombos(): Promise<void> {
    for (let n = 0; n < 60; n++) visit(n, '车窗贴膜、行车记录仪')
    for (let n = 60; n < 100; n++) visit(n, '车窗贴膜')
    for (let n = 100; n < 110; n++) visit(n, '行车记录仪')
    for (let n = 110; n < 300; n++) visit(n, n % 2 === 0 ? '机油机滤、空调滤芯' : '机油机滤')
    // Oil is bought again after half a year.
    for (let n = 110; n < 150; n++) visit(n, '机油机滤', { at: '2025-04-13 10:00' })
    await importAll()
  }

  const customerOf = async (n: number): Promise<string> => {
    const identity = await bench.database.db.identity.findFirst({
      where: { corpId: CORP, kind: 'member_no', valueHash: bench.sealer.lookupHash('member_no', `M${n}`) },
    })
    return identity?.customerId ?? ''
  }
  const offersOf = async (n: number) => readOffers(bench, admin, await customerOf(n))

  it('are said to be unknown while there is too little to learn from', async () => {
    for (let n = 0; n < 40; n++) visit(n, '车窗贴膜、行车记录仪')
    await importAll()
    const { mining, items } = await listRules(bench, admin, page)
    expect(mining).toMatchObject({ state: 'not-enough-data', visitDays: 40, mixedDays: 40, rules: 0 })
    expect(items).toEqual([])
    expect(await offersOf(3)).toEqual({ state: 'not-enough-data', items: [] })
  })

  it('offer what others took along, with the reason, and never what somebody has', async () => {
    await sellCombos()
    const { mining, items } = await listRules(bench, admin, page)
    expect(mining).toMatchObject({ state: 'ok', visitDays: 340 })
    expect(items.map((rule) => `${rule.left.join('+')} > ${rule.right}`)).toContain('车窗贴膜 > 行车记录仪')
    expect(await offersOf(70)).toEqual({
      state: 'ok',
      items: [
        expect.objectContaining({
          item: '行车记录仪',
          because: ['车窗贴膜'],
          confidence: 0.6,
          count: 60,
          leftCount: 100,
          isInStock: null,
        }),
      ],
    })
    expect((await offersOf(5)).items).toEqual([])
  })

  it('follow an order the customer places: what is bought is offered no more', async () => {
    await sellCombos()
    expect((await offersOf(70)).items).toHaveLength(1)
    visit(70, '行车记录仪', { at: '2026-03-16 10:00' })
    await importAll()
    expect((await offersOf(70)).items).toEqual([])
  })

  it('offer again what is bought again, once its time has passed, and not before', async () => {
    await sellCombos()
    const oil = await bench.database.db.comboItem.findUnique({
      where: { corpId_item: { corpId: CORP, item: '机油机滤' } },
    })
    expect(oil).toMatchObject({ repeats: 40, renewalDays: 180 })
    const film = await bench.database.db.comboItem.findUnique({
      where: { corpId_item: { corpId: CORP, item: '车窗贴膜' } },
    })
    expect(film?.renewalDays).toBeNull()
  })

  it('do not count what was cancelled', async () => {
    await sellCombos()
    visit(71, '行车记录仪', { status: '已取消', at: '2026-03-16 10:00' })
    await importAll()
    expect((await offersOf(71)).items).toHaveLength(1)
  })

  it('say whether the article can be had, and put last what cannot', async () => {
    await sellCombos()
    await writeStock(bench, admin, { code: 'P1', name: '行车记录仪', isInStock: false })
    expect((await offersOf(70)).items[0]?.isInStock).toBe(false)
    await writeStock(bench, admin, { code: 'P2', name: ' 行车记录仪(4K)', isInStock: true })
    expect((await offersOf(70)).items[0]?.isInStock).toBe(true)
  })

  it('can be taken out of use one by one, and stay out after the next mining', async () => {
    await sellCombos()
    const { items } = await listRules(bench, admin, page)
    const rule = items.find((one) => one.right === '行车记录仪' && one.left[0] === '车窗贴膜')
    await switchRule(bench, admin, { id: rule?.id ?? '', isEnabled: false })
    expect((await offersOf(70)).items).toEqual([])
    await bench.jobs.add(bench.database.db, { name: 'combos.mine', corpId: CORP, payload: {}, key: 'test' })
    await bench.jobs.drain()
    expect((await offersOf(70)).items).toEqual([])
    const again = await listRules(bench, admin, page)
    expect(again.items.find((one) => one.id === rule?.id)?.isEnabled).toBe(false)
  })

  it('can be switched off for the company', async () => {
    await sellCombos()
    await switchCombos(bench, admin, false)
    expect(await offersOf(70)).toEqual({ state: 'off', items: [] })
  })

  it('are proposed only while they may be offered and can be had', async () => {
    await sellCombos()
    const customerId = await customerOf(70)
    const proposed = async (): Promise<unknown> => {
      await bench.jobs.drain()
      const row = await bench.database.db.action.findFirst({ where: { customerId, rule: 'combo-offer' } })
      return row === null ? null : JSON.parse(row.reasonJson)
    }
    const offered = { item: '行车记录仪', given: '车窗贴膜', count: 60 }
    expect(await proposed()).toMatchObject(offered)

    await switchCombos(bench, admin, false)
    expect(await proposed()).toBeNull()
    await switchCombos(bench, admin, true)
    expect(await proposed()).toMatchObject(offered)

    await writeStock(bench, admin, { code: 'P1', name: '行车记录仪', isInStock: false })
    expect(await proposed()).toBeNull()
    const levels = [{ item: '行车记录仪', left: 3, at: bench.clock.now() }]
    await bench.database.sql.transaction((tx) =>
      tellStock(tx, bench, { corpId: CORP, source: 'dms', levels }),
    )
    expect(await proposed()).toMatchObject(offered)

    const { items } = await listRules(bench, admin, page)
    const rule = items.find((one) => one.right === '行车记录仪' && one.left[0] === '车窗贴膜')
    await switchRule(bench, admin, { id: rule?.id ?? '', isEnabled: false })
    expect(await proposed()).toBeNull()
  })

  it('are the same however the mining is repeated', async () => {
    await makeCustomer(bench, 'NOBODY')
    await sellCombos()
    const all = () =>
      bench.database.db.comboOffer.findMany({ orderBy: [{ customerId: 'asc' }, { rank: 'asc' }] })
    const before = await all()
    for (const key of ['one', 'two']) {
      await bench.jobs.add(bench.database.db, { name: 'combos.mine', corpId: CORP, payload: {}, key })
      await bench.jobs.drain()
    }
    expect(before.length).toBeGreaterThan(0)
    expect(await all()).toEqual(before)
  })
})
