import { localDateOf } from '../domain/time.ts'
import { hashText, seededRandom, type Random } from './seeded-random.ts'

/** A demo customer as the other systems of 澜岳 know them. */
export interface DemoPerson {
  externalUserid: string
  orders: readonly { orderNo: string; atMs: number; kind: string; storeName: string | null; title: string }[]
}

export interface DemoFact {
  kind: string
  id: string
  at: string
  person: { externalUserid: string }
  data: Record<string, unknown>
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const LINKS = [
  ['/guide/winter-tyres', '冬季轮胎怎么选'],
  ['/service/first', '首次保养都做些什么'],
  ['/s7/2026', '澜岳 S7 2026 款上市'],
  ['/trade-in', '旧车置换估价'],
  ['/insurance', '续保优惠计算'],
  ['/camp', '周末车主自驾露营'],
] as const
const COUPONS = [
  ['保养抵用券', 100],
  ['精洗券', 68],
  ['工时八折券', 120],
  ['露营装备券', 50],
] as const
const GOOD = [
  '师傅讲得很细，等的时间也不长',
  '接待热情，车洗得很干净',
  '预约准时，价格透明',
  '取送车服务很方便',
]
const POOR = ['等了快两个小时', '没有说清楚收费项目', '电话一直占线', '休息区太吵']
const COMPLAINTS = ['等待时间过长', '收费与报价不一致', '洗车后有划痕', '配件到货太慢']
const MODELS = ['澜岳 S7', '澜岳 X5', '澜岳 E3']
const PLACES = {
  fuel: '中石化世纪大道站',
  charging: '澜岳超充陆家嘴站',
  parking: '正大广场停车场',
  wash: '快洁洗车张江店',
} as const

/** Everything these systems have told of one person up to now: the same for the same person, wherever the clock stands. */
export function demoFactsOf(person: DemoPerson, nowMs: number, stores: readonly string[]): DemoFact[] {
  const random = seededRandom(hashText(person.externalUserid))
  const facts: DemoFact[] = []
  const add = (kind: string, atMs: number, data: Record<string, unknown>): void => {
    if (atMs >= nowMs) return
    const { externalUserid } = person
    const id = `${externalUserid}-${kind}-${facts.length}`
    facts.push({ kind, id, at: new Date(atMs).toISOString(), person: { externalUserid }, data })
  }
  const storeName =
    person.orders.find((order) => order.storeName)?.storeName ?? random.pick(stores) ?? '浦东店'
  const tell = { random, add, nowMs, storeName }
  afterOrders(person, tell)
  reading(tell)
  talking(tell)
  giving(tell)
  portrait(tell)
  driving(
    tell,
    person.orders.some((order) => order.kind === 'vehicle' || order.kind === 'service'),
  )
  return facts
}

interface Tell {
  random: Random
  add(kind: string, atMs: number, data: Record<string, unknown>): void
  nowMs: number
  storeName: string
}

/** Three days after a service somebody asks how it was; some people also write a review, few complain. */
function afterOrders({ orders }: DemoPerson, { random, add }: Tell): void {
  for (const order of orders.filter(({ kind }) => kind === 'service').slice(-4)) {
    if (!random.chance(0.6)) continue
    const isGood = random.chance(0.82)
    const score = isGood ? random.between(8, 10) : random.between(2, 6)
    const text = random.pick(isGood ? GOOD : POOR)
    const where = order.storeName === null ? {} : { storeName: order.storeName }
    add('survey', order.atMs + 3 * DAY_MS, {
      name: '售后满意度回访',
      score,
      ...(random.chance(0.5) ? { text } : {}),
      ...where,
    })
    if (random.chance(0.3))
      add('review', order.atMs + 2 * DAY_MS, {
        score: isGood ? 5 : 2,
        subject: order.title.slice(0, 60),
        text,
        ...where,
      })
    if (!isGood && random.chance(0.4))
      add('complaint', order.atMs + DAY_MS, {
        subject: random.pick(COMPLAINTS),
        state: random.chance(0.7) ? 'closed' : 'open',
        text,
        ...where,
      })
  }
}

/** Links and pages of the app, mostly at the hour of the day when this person reads. */
function reading({ random, add, nowMs }: Tell): void {
  const hour = random.pick([7, 12, 19, 20, 21, 22]) ?? 20
  const opens = random.chance(0.3) ? 0 : random.between(2, 9)
  for (let n = 0; n < opens; n += 1) {
    const [link, title] = random.pick(LINKS) ?? LINKS[0]
    const at = dayAt(nowMs, random.between(1, 150), random.chance(0.7) ? hour : random.between(8, 22), random)
    add('link-open', at, { link, title, seconds: random.between(6, 240) })
  }
  for (let n = random.between(0, 3); n > 0; n -= 1)
    add('app-visit', dayAt(nowMs, random.between(1, 90), hour, random), {
      page: 'pages/garage/index',
      title: '我的车库',
      seconds: random.between(10, 180),
    })
}

function talking({ random, add, nowMs, storeName }: Tell): void {
  for (let n = random.between(0, 2); n > 0; n -= 1) {
    const direction = random.pick(['in', 'out', 'out', 'missed'] as const) ?? 'out'
    const at = dayAt(nowMs, random.between(2, 200), random.between(9, 18), random)
    add('call', at, { direction, seconds: direction === 'missed' ? 0 : random.between(20, 600) })
  }
  if (!random.chance(0.3)) return
  const at = dayAt(nowMs, random.between(3, 120), 14, random)
  const model = random.pick(MODELS)
  const isKept = random.chance(0.75)
  add('booking', at, { subject: `试驾 ${model}`, state: isKept ? 'done' : 'missed', storeName })
  if (isKept) add('test-drive', at + DAY_MS, { model, storeName })
}

/** What the club's form asks. */
function portrait({ random, add, nowMs }: Tell): void {
  if (!random.chance(0.45)) return
  const two = (n: number): string => String(n).padStart(2, '0')
  const birthday = `${random.between(1962, 2001)}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`
  const fields = {
    birthday,
    city: random.pick(['上海', '苏州', '杭州', '南京']) ?? '上海',
    ...(random.chance(0.4) ? { interests: random.pick(['自驾', '露营', '亲子', '摄影']) ?? '自驾' } : {}),
    ...(random.chance(0.2) ? { modelWanted: random.pick(MODELS) ?? MODELS[0] } : {}),
  }
  add('profile', dayAt(nowMs, random.between(10, 300), 20, random), { fields })
}

/** Coupons that were given, used or ran out; and who paid for the membership. */
function giving({ random, add, nowMs, storeName }: Tell): void {
  for (let n = random.between(0, 2); n > 0; n -= 1) {
    const [name, yuan] = random.pick(COUPONS) ?? COUPONS[0]
    const issuedAt = dayAt(nowMs, random.between(10, 240), 10, random)
    const expiresAt = issuedAt + 60 * DAY_MS
    const data = {
      name,
      valueFen: yuan * 100,
      storeName,
      number: `${n}-${issuedAt}`,
      expiresOn: localDateOf(expiresAt),
    }
    add('coupon', issuedAt, { ...data, state: 'issued' })
    if (random.chance(0.45))
      add('coupon', issuedAt + random.between(2, 50) * DAY_MS, { ...data, state: 'used' })
    else if (expiresAt < nowMs) add('coupon', expiresAt, { ...data, state: 'expired' })
  }
  if (random.chance(0.25))
    add('payment', dayAt(nowMs, random.between(5, 360), 11, random), {
      amountFen: 19_900,
      purpose: '澜岳会员年费',
      storeName,
    })
  if (random.chance(0.03))
    add('consent', dayAt(nowMs, random.between(5, 90), 15, random), { state: 'out', channel: '企业微信' })
}

/** What the car and the partners tell without anybody asking. */
function driving({ random, add, nowMs }: Tell, hasCar: boolean): void {
  if (!hasCar || random.chance(0.5)) return
  for (let month = 0; month < 4; month += 1) {
    const scene = random.pick(['fuel', 'charging', 'parking', 'wash'] as const) ?? 'fuel'
    const at = dayAt(nowMs, 2 + month * 30 + random.between(0, 25), random.between(8, 20), random)
    add('partner', at, { scene, amountFen: random.between(15, 320) * 100, storeName: PLACES[scene] })
    add('trip', at - 2 * HOUR_MS, { km: random.between(6, 140), subject: '上月行程' })
  }
  if (random.chance(0.3))
    add('insurance', dayAt(nowMs, random.between(20, 360), 10, random), {
      insurer: '平安车险',
      premiumFen: random.between(28, 62) * 10_000,
    })
}

/** Some days ago, in the given hour of Shanghai. */
function dayAt(nowMs: number, daysAgo: number, hour: number, random: Random): number {
  const midnight = Math.floor((nowMs + 8 * HOUR_MS) / DAY_MS) * DAY_MS - 8 * HOUR_MS
  return midnight - daysAgo * DAY_MS + hour * HOUR_MS + random.between(0, 59) * MINUTE_MS
}
