import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClock } from '../../server/simulator/clock.ts'
import { decodeId, encodeId } from '../../server/simulator/world/ids.ts'
import { ordersOf } from '../../server/simulator/world/orders.ts'
import { checkSeed, type Seed } from '../../server/simulator/world/seed.ts'
import { createWorld, type World } from '../../server/simulator/world/world.ts'
import { customersOf, NOON, openCompany, rows, type Company, type Json } from './ask.ts'

let company: Company
beforeAll(async () => {
  company = await openCompany({ contacts: 2000, groups: 60 })
})
afterAll(() => company.close())

const seedOf = (more: Partial<Seed> = {}): Seed => ({
  seed: 1,
  contacts: 2000,
  staff: 40,
  groups: 60,
  epochMs: NOON,
  avatarBase: '',
  leaver: 'gone',
  ...more,
})
const worldOf = (more: Partial<Seed> = {}): World =>
  createWorld({ seed: seedOf(more), clock: createClock({ start: NOON, frozen: true }) })

interface Line {
  no: string
  at: number
  kind: string
  yuan: number
  phone: string
  plate: string
  memberNo: string
  name: string
}

async function orderLines(): Promise<Line[]> {
  const text = await (await fetch(`${company.simulator.origin}/sim/demo/orders.csv`)).text()
  const [head = '', ...lines] = text.replace('\ufeff', '').trim().split('\r\n')
  expect(head).toBe('订单号,下单时间,类型,金额,退款,状态,门店,项目,手机号,姓名,车牌,车型,会员号,里程')
  return lines.map((line) => {
    const [
      no = '',
      at = '',
      kind = '',
      yuan = '',
      ,
      ,
      ,
      ,
      phone = '',
      name = '',
      plate = '',
      ,
      memberNo = '',
    ] = line.split(',')
    return {
      no,
      at: Date.parse(`${at.replace(' ', 'T')}+08:00`),
      kind,
      yuan: Number(yuan),
      phone,
      plate,
      memberNo,
      name,
    }
  })
}

describe('the seeded company', () => {
  it('has the people with a fixed part', async () => {
    const staff = company.simulator.truth.page('staff', { limit: 100 }).items
    const find = (userid: string) => staff.find((one) => one.userid === userid)
    expect(staff).toHaveLength(40)
    expect(find('lina')).toMatchObject({ name: '李娜', role: 'advisor', departments: [211] })
    expect(find('xuli')).toMatchObject({ name: '徐立', role: 'manager', leader: true, departments: [211] })
    expect(find('zhoumin')).toMatchObject({ name: '周敏', role: 'operator' })
    expect(find('hanyue')).toMatchObject({ name: '韩越', role: 'admin', customerContact: false })
    expect(find('hejun')).toMatchObject({ name: '何俊', status: 5 })
    const [star = ''] = await customersOf(company, 'lina')
    const found = await company.get('externalcontact/get', { external_userid: star })
    expect(found.external_contact).toMatchObject({ name: '林晓雨' })
    expect(rows(found, 'follow_user')[0]).toMatchObject({
      remark: '林姐 白色 S7',
      remark_mobiles: ['13800006721'],
    })
  })

  it('leaves over a hundred customers and some groups of the leaver without an owner', async () => {
    const info = rows(await company.post('externalcontact/get_unassigned_list'), 'info')
    expect(info.length).toBeGreaterThan(100)
    expect(new Set(info.map((one) => one.handover_userid))).toEqual(new Set(['hejun']))
    const groups = await company.post('externalcontact/groupchat/list', {
      limit: 100,
      owner_filter: { userid_list: ['hejun'] },
    })
    expect(rows(groups, 'group_chat_list').length).toBeGreaterThan(2)
  })

  it('has shared, lost and WeCom customers, and several ways of adding', () => {
    const follows = [...company.simulator.truth.rows('follows')]
    const contacts = [...company.simulator.truth.rows('contacts')]
    const share = (list: Json[], fits: (one: Json) => boolean) => list.filter(fits).length / list.length
    expect(contacts).toHaveLength(2000)
    expect(
      share(contacts, (one) => Array.isArray(one.followers) && one.followers.length === 2),
    ).toBeGreaterThan(0.05)
    expect(share(contacts, (one) => one.type === 2)).toBeGreaterThan(0.02)
    expect(share(contacts, (one) => one.type === 1 && typeof one.unionid === 'string')).toBeGreaterThan(0.9)
    expect(share(follows, (one) => one.state === 'left')).toBeGreaterThan(0.01)
    expect(new Set(follows.map((one) => one.addWay)).size).toBeGreaterThan(8)
    expect(new Set(contacts.map((one) => one.phone)).size).toBe(2000)
    expect(new Set(contacts.map((one) => one.externalUserid)).size).toBe(2000)
  })

  it('is the same for the same seed and another for another', () => {
    const text = (world: World) =>
      JSON.stringify([world.contacts.at(77), world.follows.at('lina', 9), world.groups.at(5)])
    expect(text(worldOf())).toBe(text(worldOf()))
    expect(text(worldOf())).not.toBe(text(worldOf({ seed: 2 })))
  })

  it('works with one contact and refuses impossible numbers', () => {
    expect([...worldOf({ contacts: 1 }).follows.each('lina')]).toHaveLength(1)
    expect(() => checkSeed(seedOf({ contacts: 0 }))).toThrow('contacts must be')
    expect(() => checkSeed(seedOf({ contacts: 1_000_001 }))).toThrow('contacts must be')
  })

  it('reaches any of a million without building the others', () => {
    const world = worldOf({ contacts: 1_000_000, staff: 400 })
    const start = process.memoryUsage().heapUsed
    for (const index of [0, 1, 123_456, 999_999]) {
      const contact = world.contacts.at(index)
      expect(world.contacts.indexOf(contact.externalUserid)).toBe(index)
      const [first] = world.follows.followersOf(contact.externalUserid)
      expect(first === undefined || world.follows.find(first.userid, contact.externalUserid)?.state).not.toBe(
        'gone',
      )
    }
    let relations = 0
    for (const staff of world.staff.all()) relations += world.follows.span(staff.userid)
    expect(relations).toBeGreaterThan(1_100_000)
    expect(process.memoryUsage().heapUsed - start).toBeLessThan(50_000_000)
  })

  it('gives each person to exactly one list of each follower', () => {
    const world = worldOf({ contacts: 500 })
    const seen = new Map<string, number>()
    for (const staff of world.staff.all()) {
      const ids = [...world.follows.each(staff.userid)].map((one) => one.externalUserid)
      expect(new Set(ids).size).toBe(ids.length)
      for (const id of ids) seen.set(id, (seen.get(id) ?? 0) + 1)
    }
    for (let index = 0; index < 500; index++) {
      const id = world.contacts.at(index).externalUserid
      const visible = world.follows
        .followersOf(id)
        .filter((one) => one.state === 'active' || one.state === 'left')
      expect(seen.get(id) ?? 0).toBe(visible.length)
    }
  })
})

describe('ids', () => {
  it('turn back into their index, and nothing else does', () => {
    for (const index of [0, 1, 2, 999_999, 50_000_000]) {
      const id = encodeId('wm', 'contact', { seed: 5, index })
      expect(id).toHaveLength(32)
      expect(decodeId(id, 'wm', 'contact', 5)).toBe(index)
      expect(decodeId(id, 'wm', 'contact', 6)).toBeUndefined()
      expect(decodeId(`${id.slice(0, -1)}!`, 'wm', 'contact', 5)).toBeUndefined()
    }
  })
})

describe('the orders of the dealers', () => {
  it('are about four and a half for each of 85 % of the customers, within fifty months', async () => {
    const lines = await orderLines()
    const buyers = new Set(lines.map((one) => one.no.slice(0, 10)))
    expect(buyers.size / 2000).toBeGreaterThan(0.8)
    expect(buyers.size / 2000).toBeLessThan(0.9)
    expect(lines.length / buyers.size).toBeGreaterThan(4)
    expect(lines.length / buyers.size).toBeLessThan(5.2)
    expect(new Set(lines.map((one) => one.no)).size).toBe(lines.length)
    expect(Math.max(...lines.map((one) => one.at))).toBeLessThan(NOON)
    expect(Math.min(...lines.map((one) => one.at))).toBeGreaterThan(NOON - 50 * 30.5 * 86_400_000)
    expect(new Set(lines.map((one) => one.kind))).toEqual(
      new Set(['新车交付', '保养', '维修', '精品', '保险', '到店']),
    )
  })

  it('are found by phone, a few by plate or member number only, a few by nothing', async () => {
    const lines = await orderLines()
    const share = (fits: (one: Line) => boolean) => lines.filter(fits).length / lines.length
    expect(share((one) => one.phone !== '')).toBeGreaterThan(0.9)
    expect(share((one) => one.phone === '' && (one.plate !== '' || one.memberNo !== ''))).toBeGreaterThan(
      0.01,
    )
    expect(share((one) => one.phone === '' && one.plate === '' && one.memberNo === '')).toBeGreaterThan(0.005)
  })

  it('make all eight tiers', () => {
    const world = worldOf()
    const people = Array.from({ length: 2000 }, (_, index) => {
      const buyer = {
        contact: world.contacts.at(index),
        persona: world.follows.persona(index),
        garage: world.follows.garage(index),
      }
      const orders = ordersOf(world.seed, buyer).filter(
        (one) => one.state !== '已取消' && one.state !== '已退款',
      )
      const window = orders.filter((one) => one.atMs > NOON - 730 * 86_400_000)
      const days = new Set(window.map((one) => Math.floor(one.atMs / 86_400_000)))
      const spent = window
        .filter((one) => !['新车交付', '到店'].includes(one.kind))
        .reduce((sum, one) => sum + one.amountFen - one.refundFen, 0)
      return { last: Math.max(0, ...days), visits: days.size, spent }
    }).filter((one) => one.visits > 0)
    const mean = (of: (one: (typeof people)[number]) => number) =>
      people.reduce((sum, one) => sum + of(one), 0) / people.length
    const [last, visits, spent] = [
      mean((one) => one.last),
      mean((one) => one.visits),
      mean((one) => one.spent),
    ]
    const tiers = new Map<string, number>()
    for (const one of people) {
      const tier = [one.last > last, one.visits > visits, one.spent > spent].map(Number).join('')
      tiers.set(tier, (tiers.get(tier) ?? 0) + 1)
    }
    expect(tiers.size).toBe(8)
    expect(Math.min(...tiers.values())).toBeGreaterThan(20)
  })

  it('tell the story of 林晓雨', async () => {
    const hers = (await orderLines()).filter((one) => one.name === '林晓雨' && one.phone === '13800006721')
    const service = hers.filter((one) => one.kind === '保养').at(-1)
    expect(Math.round((NOON - (service?.at ?? 0)) / 86_400_000)).toBe(172)
    expect(hers.at(-1)).toMatchObject({ kind: '到店', yuan: 0 })
    expect(hers.find((one) => one.kind === '新车交付')).toMatchObject({ yuan: 236_800 })
    expect(
      hers.filter((one) => !['新车交付', '到店'].includes(one.kind)).reduce((sum, one) => sum + one.yuan, 0),
    ).toBe(48_600)
  })
})
