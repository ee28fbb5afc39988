import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { categoryQuery, scriptInput, scriptQuery } from '../../../server/features/scripts/contract.ts'
import { createCategory, deleteCategory } from '../../../server/features/scripts/edit-category.ts'
import { createScript, deleteScript, updateScript } from '../../../server/features/scripts/edit-script.ts'
import { listCategories, listScripts } from '../../../server/features/scripts/list-scripts.ts'
import { previewScript } from '../../../server/features/scripts/preview-script.ts'
import { saveScriptSetting } from '../../../server/features/scripts/script-setting.ts'
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
    const [category] = (await listCategories(bench, ADMIN, {})).items
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
    const { items } = await listCategories(bench, ADMIN, {})
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

  describe('a corp that began with an older library', () => {
    const ENDING = '权益到期提醒'
    const ending = () =>
      bench.database.db.script.findMany({ where: { corpId: CORP, scene: 'benefit-ending' } })
    /** As if the version that seeded it had not known this script yet. */
    async function forget(title: string): Promise<void> {
      const { db } = bench.database
      const { id } = await db.script.findFirstOrThrow({ where: { corpId: CORP, title } })
      await db.scriptVersion.deleteMany({ where: { corpId: CORP, scriptId: id } })
      await db.script.delete({ where: { corpId_id: { corpId: CORP, id } } })
    }

    it('gets what came since, once, where its part of the library lies, and proposals learn of it', async () => {
      const { db } = bench.database
      const before = await db.script.count()
      await forget(ENDING)
      const { categoryId } = await db.script.findFirstOrThrow({ where: { title: '保养到期提醒' } })
      await db.scriptCategory.update({
        where: { corpId_id: { corpId: CORP, id: categoryId } },
        data: { name: '售后' },
      })
      await seedLibraries(bench)
      await seedLibraries(bench)
      expect(await ending()).toMatchObject([{ title: ENDING, categoryId, isPublished: true }])
      expect(await db.script.count()).toBe(before)
      expect(await db.scriptCategory.count()).toBe(6)
      expect(await db.job.count({ where: { name: 'actions.daily', corpId: CORP } })).toBe(1)
    })

    it('keeps what it rewrote, renamed and deleted', async () => {
      const { db } = bench.database
      const [script] = await ending()
      const input = scriptInput.parse({
        categoryId: script?.categoryId,
        title: '券快到期',
        kind: 'text',
        body: '自己的话',
      })
      await updateScript(bench, ADMIN, script?.id ?? '', input)
      const gone = await db.script.findFirstOrThrow({ where: { title: '节日问候' } })
      await deleteScript(bench, ADMIN, gone.id)
      const before = await db.script.findMany({ orderBy: { id: 'asc' } })
      await seedLibraries(bench)
      expect(await db.script.findMany({ orderBy: { id: 'asc' } })).toEqual(before)
    })

    it('keeps its library empty when it has emptied it', async () => {
      const { db } = bench.database
      await db.script.deleteMany({ where: { corpId: CORP } })
      await db.scriptCategory.deleteMany({ where: { corpId: CORP } })
      await seedLibraries(bench)
      expect([await db.script.count(), await db.scriptCategory.count()]).toEqual([0, 0])
    })

    it('with words of its own for the scene is given none', async () => {
      await forget(ENDING)
      await write({ title: '自己的券提醒', scene: 'benefit-ending' })
      await seedLibraries(bench)
      expect((await ending()).map(({ title }) => title)).toEqual(['自己的券提醒'])
    })

    it('that asks for approval reads it first', async () => {
      await forget(ENDING)
      await saveScriptSetting(bench, ADMIN, { needsApproval: true, mayApproveOwn: false })
      await seedLibraries(bench)
      expect(await ending()).toMatchObject([{ approval: 'pending', isPublished: false }])
    })
  })

  it('reminds of the coupon that ends first, by name and day', async () => {
    await makeCustomer(bench, 'LIN')
    const tell = (key: string, subject: string, expiresOn: string, state = 'issued') =>
      bench.database.db.timelineEvent.create({
        data: {
          corpId: CORP,
          id: key,
          customerId: 'LIN',
          kind: 'coupon',
          source: 'coupons',
          key,
          subject,
          at: bench.clock.now(),
          detailJson: JSON.stringify({ state, expiresOn, number: key }),
        },
      })
    const reminder = async () => (await list({ customerId: 'LIN', q: '权益到期提醒' })).items[0]
    expect((await reminder())?.missing).toEqual(['权益名称', '权益到期日期'])
    await tell('C1', '洗车券', '2026-04-30')
    await tell('C2', '工时抵用券', '2026-03-26')
    await tell('C3', '已用的券', '2026-03-20', 'used')
    await tell('C4', '过期的券', '2026-03-10')
    expect((await reminder())?.missing).toEqual([])
    expect((await reminder())?.text).toContain('「工时抵用券」3月26日到期')
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
        .filter((title) => ['合身挽回', '合身重要价值', '合身两者', '合身两级'].includes(title))
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
    await write({ title: '合身两级', grades: ['A', 'B'] })
    expect(await titled()).not.toContain('合身两级')
    await db.standing.updateMany({ data: { grade: 'C' } })
    expect(await titled()).not.toContain('合身两级')
    await db.standing.updateMany({ data: { grade: 'B' } })
    expect(await titled()).toContain('合身两级')
  })

  it('counts in each category what its list shows to this customer', async () => {
    const { db } = bench.database
    await makeCustomer(bench, 'NEW')
    const { id: categoryId } = await createCategory(bench, CORP, { name: '老客户' })
    await write({ categoryId, title: '给流失的', stages: ['lost'] })
    await write({ categoryId, title: '已过期的', validTo: '2026-03-01' })
    const { id } = await write({ categoryId, title: '没人同意的' })
    await db.script.update({ where: { corpId_id: { corpId: CORP, id } }, data: { isPublished: false } })
    const counted = async (query: Record<string, string>) => {
      const { items } = await listCategories(bench, ADMIN, categoryQuery.parse({ kinds: 'text', ...query }))
      return items.find((one) => one.id === categoryId)?.count
    }
    const shown = async (query: Record<string, string>) => (await titles({ ...query, categoryId })).length
    expect([await counted({}), await counted({ customerId: 'NEW' })]).toEqual([3, 0])
    expect(await shown({ customerId: 'NEW' })).toBe(0)
    expect([await counted({ whom: 'everybody' }), await shown({ whom: 'everybody' })]).toEqual([0, 0])
    await write({ categoryId, title: '给所有人的' })
    expect([await counted({ customerId: 'NEW' }), await shown({ customerId: 'NEW' })]).toEqual([1, 1])
    await expect(listCategories(bench, ADVISOR, { customerId: 'NEW' })).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  it('for a group they are those written for everybody, and counted so', async () => {
    const [category] = (await listCategories(bench, ADMIN, {})).items
    const countOf = async (whom: { whom?: 'everybody' }) =>
      (await listCategories(bench, ADMIN, whom)).items.find(({ id }) => id === category?.id)?.count ?? 0
    const [all, forAll] = [await countOf({}), await countOf({ whom: 'everybody' })]
    const own = { categoryId: category?.id ?? '' }
    await write({ ...own, title: '入群全体' })
    await write({ ...own, title: '入群重要价值', tiers: [7] })
    await write({ ...own, title: '入群流失', stages: ['lost'] })
    expect(await titles({ q: '入群', whom: 'everybody' })).toEqual(['入群全体'])
    expect(await countOf({})).toBe(all + 3)
    expect(await countOf({ whom: 'everybody' })).toBe(forAll + 1)
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
    expect((await listCategories(bench, ADMIN, {})).items.map((item) => item.name)).not.toContain('试用')
  })
})
