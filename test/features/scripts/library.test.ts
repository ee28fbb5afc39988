import { afterEach, beforeEach, expect, it } from 'vitest'
import { scriptInput, scriptQuery } from '../../../server/features/scripts/contract.ts'
import { createCategory, deleteCategory } from '../../../server/features/scripts/edit-category.ts'
import { createScript, deleteScript, updateScript } from '../../../server/features/scripts/edit-script.ts'
import { listCategories, listScripts } from '../../../server/features/scripts/list-scripts.ts'
import { previewScript } from '../../../server/features/scripts/preview-script.ts'
import { seedLibraries } from '../../../server/features/scripts/seed-library.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { eachDialect } from '../../support/database.ts'
import { type Bench, CORP, makeCustomer, openBench } from '../orders/desk.ts'

const ADMIN: Scope = {
  corpId: CORP,
  staffId: 'S1',
  userid: 'hanyue',
  app: 'console',
  roles: ['advisor', 'admin'],
  unitPaths: [],
}
const ADVISOR: Scope = { ...ADMIN, roles: ['advisor'] }

eachDialect('scripts', ({ open }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench(await open(), [])
    await seedLibraries(bench)
  })
  afterEach(() => bench.close())

  const list = (query: Record<string, string> = {}, scope = ADMIN) =>
    listScripts(bench, scope, scriptQuery.parse(query))
  const titles = async (query: Record<string, string>, scope = ADMIN): Promise<string[]> =>
    (await list(query, scope)).items.map((item) => item.title)

  async function write(part: Record<string, unknown> = {}) {
    const [category] = (await listCategories(bench, CORP)).items
    return createScript(
      bench,
      ADMIN,
      scriptInput.parse({
        categoryId: category?.id,
        title: '春季 50%_优惠',
        kind: 'text',
        body: '您好',
        ...part,
      }),
    )
  }

  it('a new corp finds the library in the order it is written, once', async () => {
    const { items } = await listCategories(bench, CORP)
    expect(items.map((item) => item.name)).toEqual([
      '保养维修',
      '置换增购',
      '金融保险',
      '活动邀约',
      '救援用车',
      '客户关怀',
    ])
    expect((await titles({ categoryId: items[0]?.id ?? '' }))[0]).toBe('保养到期提醒')
    const before = await bench.database.db.script.count()
    await seedLibraries(bench)
    expect(await bench.database.db.script.count()).toBe(before)
    expect(before).toBeGreaterThanOrEqual(24)
  })

  it.each([
    ['保养到期', '保养到期提醒'],
    ['baoyangdaoqi', '保养到期提醒'],
    ['BYDQ', '保养到期提醒'],
    ['三角牌', '道路救援指引'],
    ['救援 dljy', '道路救援指引'],
  ])('searching %s finds %s', async (q, title) => {
    expect(await titles({ q })).toContain(title)
  })

  it('signs that mean something to the database are only signs', async () => {
    await write()
    expect(await titles({ q: '50%_' })).toEqual(['春季 50%_优惠'])
    expect(await titles({ q: '5_%优' })).toEqual([])
    expect(await titles({ q: '!' })).toEqual([])
  })

  it('pages hold every script once', async () => {
    for (let n = 0; n < 20; n++) {
      bench.clock.advance(1000)
      await write({ title: `第${n}条` })
    }
    const first = await list()
    const second = await list({ cursor: first.nextCursor ?? '' })
    const ids = [...first.items, ...second.items].map((item) => item.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBe(await bench.database.db.script.count())
    expect(second.nextCursor).toBeNull()
  })

  it('named a customer they come filled, and a stranger’s customer is not found', async () => {
    await makeCustomer(bench, 'LIN')
    await bench.database.db.vehicle.create({
      data: {
        corpId: CORP,
        id: 'V',
        customerId: 'LIN',
        model: 'S7',
        nextServiceOn: '2026-03-26',
        updatedAt: bench.clock.now(),
      },
    })
    const [script] = (await list({ customerId: 'LIN', q: '保养到期提醒' })).items
    expect(script?.text).toContain('S7还有 9 天就到保养时间了（3月26日）')
    expect(script?.missing).toEqual([])
    const [greeting] = (await list({ customerId: 'LIN', q: '新朋友问候' })).items
    expect(greeting?.missing).toEqual(['门店', '顾问姓名'])
    await expect(list({ customerId: 'LIN' }, ADVISOR)).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('named a customer they are those that fit where the customer stands', async () => {
    const { db } = bench.database
    await makeCustomer(bench, 'STANDS')
    await write({ title: '合身挽回', stages: ['dormant', 'lost'] })
    await write({ title: '合身重要价值', tiers: [7] })
    await write({ title: '合身两者', stages: ['growth'], tiers: [5, 7] })
    const titled = async () =>
      (await titles({ customerId: 'STANDS', q: '合身' }))
        .filter((title) => ['合身挽回', '合身重要价值', '合身两者'].includes(title))
        .sort()
    expect(await titled()).toEqual([])
    const days = { visitDays: 1, distance: 50, distanceJson: '[]', isOwner: true, asOf: '2026-03-17' }
    await db.standing.create({
      data: {
        corpId: CORP,
        customerId: 'STANDS',
        stage: 'growth',
        ruleStage: 'growth',
        stageCause: 'x',
        ...days,
      },
    })
    expect(await titled()).toEqual([])
    const scores = { recencyScore: 5, frequencyScore: 5, monetaryScore: 5, thresholdVersion: 'V' }
    const tier = { frequency: 3, monetaryFen: 1, lastVisitOn: '2026-03-01', asOf: '2026-03-17', code: 7 }
    await db.rfm.create({ data: { corpId: CORP, customerId: 'STANDS', ...scores, ...tier } })
    expect(await titled()).toEqual(['合身两者', '合身重要价值'])
    await db.standing.updateMany({ data: { stage: 'lost' } })
    expect(await titled()).toEqual(['合身挽回', '合身重要价值'])
  })

  it('switched off they show only to those who edit', async () => {
    const script = await write({ isEnabled: false })
    expect(await titles({ q: '春季' })).toEqual([])
    expect(await titles({ q: '春季', show: 'all' })).toEqual([script.title])
    expect(await titles({ q: '春季', show: 'all' }, ADVISOR)).toEqual([])
  })

  it('a template with a mistake is not stored, and the preview tells which', async () => {
    await expect(write({ body: '{{ customer.nmae }}' })).rejects.toMatchObject({
      kind: 'invalid-input',
      tell: { field: 'body', errors: [{ kind: 'unknown-variable', near: 'customer.nmae', line: 1 }] },
    })
    expect(await previewScript(bench, ADMIN, { body: '{{ customer.nmae }}' })).toMatchObject({
      text: '',
      errors: [{ kind: 'unknown-variable' }],
    })
    expect(await previewScript(bench, ADMIN, { body: '{{ customer.salutation }}您好' })).toEqual({
      text: '林女士您好',
      missing: [],
      errors: [],
    })
  })

  it('two people editing at once do not overwrite each other', async () => {
    const script = await write()
    const input = scriptInput.parse({
      categoryId: script.categoryId,
      title: 'A',
      kind: 'text',
      body: 'a',
      version: 1,
    })
    expect(await updateScript(bench, ADMIN, script.id, input)).toMatchObject({ title: 'A', version: 2 })
    await expect(updateScript(bench, ADMIN, script.id, input)).rejects.toMatchObject({
      kind: 'conflict',
      tell: { version: 2 },
    })
  })

  it('a category goes only when it is empty', async () => {
    const { id } = await createCategory(bench, CORP, { name: '试用' })
    const script = await write({ categoryId: id })
    await expect(deleteCategory(bench, CORP, id)).rejects.toMatchObject({
      kind: 'conflict',
      tell: { scripts: 1 },
    })
    await deleteScript(bench, ADMIN, script.id)
    await deleteCategory(bench, CORP, id)
    expect((await listCategories(bench, CORP)).items.map((item) => item.name)).not.toContain('试用')
  })
})
