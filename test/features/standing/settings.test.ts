import { afterEach, beforeEach, expect, it } from 'vitest'
import { addMonths, localDateOf } from '../../../server/domain/time.ts'
import type { StandingTerms } from '../../../server/features/standing/contract.ts'
import { standing } from '../../../server/features/standing/index.ts'
import { previewStanding } from '../../../server/features/standing/preview.ts'
import {
  inheritStandingSettings,
  readStandingSettings,
  rollBackStandingSettings,
  saveStandingSettings,
} from '../../../server/features/standing/settings.ts'
import { DEFAULT_TERMS, parseTerms } from '../../../server/features/standing/terms.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { eachDialect } from '../../support/database.ts'
import { makeOrder } from '../../support/factories/order.ts'
import { type Bench, CORP, makeCustomer, openBench } from '../orders/desk.ts'

const admin: Scope = {
  corpId: CORP,
  staffId: 'A1',
  userid: 'a1',
  app: 'console',
  unitPaths: [],
  roles: ['admin'],
}
/** Away after two months instead of three; two months on the ladder. */
const STRICT: StandingTerms = {
  ...DEFAULT_TERMS,
  stage: { ...DEFAULT_TERMS.stage, dormantAfterMonths: 2 },
  ladder: { ...DEFAULT_TERMS.ladder, months: [2, 5, 7] },
}

eachDialect('the numbers behind stage and ladder', ({ open }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench(await open(), [standing])
    for (const store of ['U1', 'U2']) {
      await makeStore(store)
      await makeGuest(`${store}-GUEST`, store)
    }
    await everybody()
  })
  afterEach(() => bench.close())

  const today = (): string => localDateOf(bench.clock.nowMs())
  async function everybody(): Promise<void> {
    await bench.jobs.add(bench.database.db, {
      name: 'standing.daily',
      corpId: CORP,
      payload: { isAll: true },
      key: `${bench.clock.nowMs()}`,
    })
    await bench.jobs.drain()
  }
  const stages = async () =>
    Object.fromEntries(
      (await bench.database.db.standing.findMany()).map((row) => [row.customerId, [row.stage, row.rung]]),
    )
  const settle = async (): Promise<void> => {
    bench.clock.advance(1000)
    await bench.jobs.drain()
  }

  async function makeStore(id: string): Promise<void> {
    const at = bench.clock.now()
    const { db } = bench.database
    const unit = { name: id, kind: 'store', path: `/ROOT/${id}/`, sortOrder: 1, digest: '' }
    await db.unit.create({ data: { corpId: CORP, id, departmentId: Number(id.slice(1)), ...unit } })
    const name = { userid: `S${id}`, userKey: `s${id}`.toLowerCase(), name: `S${id}`, search: '' }
    const row = { ...name, status: 'active', mainUnitId: id, digest: '', createdAt: at, updatedAt: at }
    await db.staff.create({ data: { corpId: CORP, id: `S${id}`, ...row } })
  }

  /** Seen last two and a half months ago. */
  async function makeGuest(id: string, store: string): Promise<void> {
    const at = bench.clock.now()
    const { db } = bench.database
    await makeCustomer(bench, id)
    const contact = { corpId: CORP, externalUserid: `wm${id}`, digest: '', updatedAt: at }
    await db.contact.create({
      data: { ...contact, customerId: id, name: id, type: 1, gender: 0, firstSeenAt: at },
    })
    const follow = {
      staffId: `S${store}`,
      remark: '',
      description: '',
      addWay: 1,
      followedAt: at,
      search: '',
    }
    await db.follow.create({ data: { ...contact, ...follow } })
    const visited = new Date(`${addMonths(today(), -3)}T04:00:00Z`)
    visited.setUTCDate(visited.getUTCDate() + 15)
    await makeOrder(bench.database, { corpId: CORP, customerId: id, orderNo: `O-${id}`, at: visited })
  }

  it('count for one unit alone, as the preview said, and the log says who changed what', async () => {
    const before = await stages()
    expect(before['U1-GUEST']).toEqual(['introduction', null])
    const told = await previewStanding(bench, CORP, { unitId: 'U1', terms: STRICT })
    expect(told).toMatchObject({ sampled: 1, of: 1 })
    expect(told.stages).toContainEqual({ stage: 'dormant', now: 0, then: 1 })
    expect(told.rungs).toContainEqual({ rung: 1, now: 0, then: 1 })
    expect(await stages()).toEqual(before)
    const saved = await saveStandingSettings(bench, admin, { unitId: 'U1', terms: STRICT })
    await settle()
    expect(await stages()).toEqual({ ...before, 'U1-GUEST': ['dormant', 1] })
    expect(saved).toMatchObject({ unitId: 'U1', isOwn: true, terms: STRICT })
    expect(saved.versions).toMatchObject([{ terms: STRICT, before: DEFAULT_TERMS, isInForce: true }])
    expect(saved.units.filter((unit) => unit.isOwn).map((unit) => unit.id)).toEqual(['U1'])
  })

  it('go back to an earlier change, and a unit goes back to the corp', async () => {
    const first = await saveStandingSettings(bench, admin, { unitId: '', terms: STRICT })
    bench.clock.advance(1000)
    await saveStandingSettings(bench, admin, { unitId: '', terms: DEFAULT_TERMS })
    bench.clock.advance(1000)
    const back = await rollBackStandingSettings(bench, admin, first.versions[0]?.id ?? '')
    await settle()
    expect(back.terms).toEqual(STRICT)
    expect(back.versions.map((one) => one.terms?.stage.dormantAfterMonths)).toEqual([2, 3, 2])
    expect((await stages())['U2-GUEST']).toEqual(['dormant', 1])
    await saveStandingSettings(bench, admin, { unitId: 'U2', terms: DEFAULT_TERMS })
    await settle()
    expect((await stages())['U2-GUEST']).toEqual(['introduction', null])
    const inherited = await inheritStandingSettings(bench, admin, 'U2')
    await settle()
    expect(inherited).toMatchObject({ isOwn: false, terms: STRICT })
    expect((await stages())['U2-GUEST']).toEqual(['dormant', 1])
    await expect(rollBackStandingSettings(bench, admin, 'none')).rejects.toThrow()
    expect((await readStandingSettings(bench, admin, 'U2')).versions[0]?.terms).toBeNull()
  })
})

it('numbers of closeness that nobody has set are the usual ones', () => {
  const { distance, ...stored } = STRICT
  expect(parseTerms(stored)).toEqual({ ...STRICT, distance })
})
