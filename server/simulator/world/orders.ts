// Seeded orders of the dealers' own system: what each customer bought, repaired or came to look at.

import { DAY_MS } from '../clock.ts'
import { between, chance, hash, pick, salt } from '../random.ts'
import type { Contact } from './contacts.ts'
import { STORES } from './departments.ts'
import { PRICES_YUAN, type Garage, type Habit, type Persona } from './personas.ts'
import type { Seed } from './seed.ts'

export interface Order {
  no: string
  atMs: number
  kind: '新车交付' | '保养' | '维修' | '精品' | '保险' | '到店'
  amountFen: number
  refundFen: number
  state: '已完成' | '已取消' | '部分退款' | '已退款'
  store: string
  item: string
  /** Empty when the dealer's desk did not note it. */
  phone: string
  name: string
  plate: string
  model: string
  memberNo: string
  mileage: number | undefined
}

const ORDER = salt('order')
const ITEMS: Record<Exclude<Order['kind'], '新车交付'>, readonly (readonly [string, number])[]> = {
  保养: [
    ['首次保养', 0],
    ['常规保养 机油机滤', 680],
    ['二保 空调滤芯 三电检查', 680],
    ['空调养护 四轮定位', 1260],
    ['大保养 刹车油 冷却液', 2180],
  ],
  维修: [
    ['更换前刹车片', 1380],
    ['轮胎更换 两条', 2360],
    ['钣金喷漆 后保险杠', 1850],
    ['更换 12V 电瓶', 760],
    ['悬架异响检修', 980],
  ],
  精品: [
    ['全车隐形车衣', 12600],
    ['脚垫 后备箱垫', 860],
    ['行车记录仪', 1280],
    ['电动踏板', 4980],
    ['车窗贴膜', 3680],
  ],
  保险: [
    ['商业险续保', 5860],
    ['交强险与商业险', 6980],
    ['延长保修 两年', 4200],
  ],
  到店: [
    ['试驾', 0],
    ['到店看车', 0],
    ['旧车估价', 0],
    ['置换报价', 0],
  ],
}

/** What is taken along on the same visit, and how often of a hundred: the demo has combinations that are true. */
const ALONG: Record<string, readonly [string, number]> = {
  '常规保养 机油机滤': ['空调滤芯', 35],
  '空调养护 四轮定位': ['轮胎换位', 50],
  '大保养 刹车油 冷却液': ['高压电池检测', 45],
  更换前刹车片: ['刹车油', 55],
  '轮胎更换 两条': ['四轮定位', 60],
  全车隐形车衣: ['车窗贴膜', 55],
  '脚垫 后备箱垫': ['行车记录仪', 40],
  电动踏板: ['脚垫 后备箱垫', 30],
  交强险与商业险: ['延长保修 两年', 25],
}

function withAlong(item: string, h: number): string {
  const [along, often] = ALONG[item] ?? ['', 0]
  return (h >>> 9) % 100 < often ? `${item}、${along}` : item
}

type Draft = Pick<Order, 'kind' | 'item' | 'amountFen'> & { days: number; hour: number }

function draft(kind: Exclude<Order['kind'], '新车交付'>, days: number, h: number): Draft {
  const [item, yuan] = pick(ITEMS[kind], h)
  // Prices differ a little by car and workshop hour.
  const amountFen = yuan === 0 ? 0 : yuan * 100 + (h % 7) * 1000
  return { kind, item: withAlong(item, h), amountFen, days, hour: 9 + (h % 9) }
}

const fixed = (days: number, kind: Order['kind'], item: string, yuan: number): Draft => ({
  kind,
  item,
  amountFen: yuan * 100,
  days,
  hour: 10,
})

/** 林晓雨: traded her A3 for a white S7, had a service half a year ago, asked for a trade-in quote last week. */
const STAR: readonly Draft[] = [
  fixed(6, '到店', '置换报价：A3 估价 8.6 至 9.1 万', 0),
  fixed(19, '到店', '旧车估价', 0),
  fixed(172, '保养', '首次保养 空调养护 四轮定位', 1260),
  fixed(355, '精品', '全车隐形车衣', 12600),
  fixed(360, '新车交付', '澜岳 S7 白色 长续航版', PRICES_YUAN.S7 ?? 0),
  fixed(361, '保险', '交强险与商业险', 6980),
  fixed(372, '到店', '试驾 S7', 0),
  fixed(430, '维修', 'A3 钣金喷漆 前后保险杠', 9860),
  fixed(560, '保养', 'A3 大保养 变速箱油', 6900),
  fixed(640, '保险', 'A3 延长保修 两年', 11000),
]

/** Nothing is older than the dealer's own system. */
const RECORDS_DAYS = 1500

/**
 * When the customer came, the last time first. Each has a rhythm of their own and keeps it more or less; who has gone has
 * stayed away longer than any rhythm explains.
 */
function daysOf(habit: Habit, count: number, h: (n: number) => number): number[] {
  const rhythm = between(h(8), 45, 150)
  let days = habit.recent ? between(h(9), 4, 95) : between(h(9), 200, 700)
  const all = [days]
  for (let n = 1; n < count; n++) {
    // Between a quarter and three times the rhythm, most often a little below it.
    const share = 0.25 - Math.log(1 - (h(10 + n) % 1000) / 1060) * 0.75
    days += Math.max(8, Math.round(rhythm * Math.min(3, share)))
    if (days > RECORDS_DAYS) break
    all.push(days)
  }
  return all
}

function kindOf(habit: Habit, h: number): Exclude<Order['kind'], '新车交付'> {
  if (!habit.generous) return pick(['保养', '保养', '到店', '到店', '到店'], h)
  return pick(['保养', '保养', '维修', '维修', '精品', '保险', '到店'], h)
}

function draftsOf(seed: Seed, index: number, persona: Persona): Draft[] {
  if (index === 0) return [...STAR]
  const { habit, model } = persona
  if (!habit) return []
  const h = (n: number): number => hash(seed.seed, ORDER, index, n)
  const count = habit.frequent ? between(h(1), 6, 9) : between(h(1), 1, 3)
  const drafts: Draft[] = []
  for (const [n, days] of daysOf(habit, count, h).entries()) {
    const kind =
      habit.generous && n === 0 && !habit.frequent
        ? pick(['精品', '维修', '保险'] as const, h(30 + n))
        : kindOf(habit, h(30 + n))
    drafts.push(draft(kind, days, h(50 + n)))
  }
  // A delivery stands at the beginning of most histories.
  const first = drafts.reduce((most, one) => Math.max(most, one.days), 0)
  if (count > 1 && chance(h(2), 0.55)) {
    const last = drafts.findIndex((one) => one.days === first)
    const amountFen = (PRICES_YUAN[model] ?? 0) * 100
    drafts[last] = {
      kind: '新车交付',
      item: `澜岳 ${model} ${persona.colour}`,
      amountFen,
      days: first,
      hour: 14,
    }
  }
  return drafts
}

function stateOf(h: number, amountFen: number): Pick<Order, 'state' | 'refundFen'> {
  if (chance(h, 0.02)) return { state: '已取消', refundFen: 0 }
  if (amountFen > 0 && chance(h, 0.03)) return { state: '已退款', refundFen: amountFen }
  if (amountFen > 20_000 && chance(h, 0.045)) return { state: '部分退款', refundFen: 10_000 }
  return { state: '已完成', refundFen: 0 }
}

/** Most are found by phone; a few only by plate or member number, and a few by nothing. */
function keysOf(garage: Garage, contact: Contact, h: number): Pick<Order, 'phone' | 'plate' | 'memberNo'> {
  const all = { phone: contact.phone, plate: garage.plate, memberNo: garage.memberNo }
  if (contact.index === 0 || !chance(h, 0.06)) return all
  const choice = h % 4
  if (choice === 0) return { ...all, phone: '', memberNo: '' }
  if (choice === 1) return { ...all, phone: '', plate: '' }
  return choice === 2 ? { ...all, phone: '' } : { phone: '', plate: '', memberNo: '' }
}

/** Kilometres since the delivery, or since the start of the records when the car is older than them. */
function mileageOf(one: Draft, since: number, perDay: number): number | undefined {
  if (one.kind !== '保养' && one.kind !== '维修') return undefined
  return since > one.days ? 120 + (since - one.days) * perDay : 9000 + (RECORDS_DAYS - one.days) * perDay
}

/** Her traded-in A3 had a plate of its own. */
const oldCar = (one: Draft): boolean => one.item.startsWith('A3')
const OLD_PLATE = '沪A7H612'

export interface Buyer {
  contact: Contact
  persona: Persona
  garage: Garage
}

export function ordersOf(seed: Seed, { contact, garage, persona }: Buyer): Order[] {
  const { index } = contact
  const star = index === 0
  const drafts = draftsOf(seed, index, persona).sort((a, b) => b.days - a.days)
  const delivered = drafts.find((one) => one.kind === '新车交付')?.days ?? -1
  const perDay = 20 + (hash(seed.seed, ORDER, index, 3) % 40)
  return drafts.map((one, n) => {
    const h = (m: number): number => hash(seed.seed, ORDER, index * 16 + n, 70 + m)
    const atMs = seed.epochMs - one.days * DAY_MS + one.hour * 3_600_000 + (h(1) % 60) * 60_000
    const certain = star || one.kind === '新车交付'
    const away = !star && chance(h(3), 0.06) ? h(4) % STORES.length : garage.store
    return {
      no: `DMS${String(index).padStart(7, '0')}${String(n + 1).padStart(2, '0')}`,
      atMs,
      kind: one.kind,
      amountFen: one.amountFen,
      ...(certain ? { state: '已完成', refundFen: 0 } : stateOf(h(2), one.amountFen)),
      store: STORES[away]?.name ?? '',
      item: one.item,
      ...keysOf(garage, contact, h(5)),
      ...(oldCar(one) ? { plate: OLD_PLATE } : {}),
      name: contact.realName,
      model: oldCar(one) ? 'A3' : persona.model,
      mileage: mileageOf(one, delivered, perDay),
    }
  })
}
