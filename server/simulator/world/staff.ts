// The members of the corp. A few have a fixed part in every seed; the others fill the stores.

import { between, hash, pick, salt } from '../random.ts'
import { STORES } from './departments.ts'
import { STAFF_GIVEN, SURNAMES } from './names.ts'
import type { Seed } from './seed.ts'
import { DAY_MS } from '../clock.ts'

export type StaffRole = 'advisor' | 'manager' | 'operator' | 'admin'

export interface Staff {
  userid: string
  name: string
  role: StaffRole
  departments: number[]
  position: string
  leader: boolean
  directLeader: string[]
  gender: 1 | 2
  mobile: string
  /** 1 activated · 2 disabled · 4 not activated · 5 left. */
  status: 1 | 2 | 4 | 5
  leftAtMs?: number
  /** Has the customer-contact function. */
  customerContact: boolean
  /** Share of the seeded customers; 0 means none. */
  weight: number
  realName: boolean
  banned: boolean
  ticketExpired: boolean
  customerLimit: number
}

type Part = Pick<Staff, 'userid' | 'name' | 'role' | 'departments' | 'position' | 'gender' | 'weight'>
const PUDONG = 211
const HQ = 9
const NAMED: readonly Part[] = [
  {
    userid: 'lina',
    name: '李娜',
    role: 'advisor',
    departments: [PUDONG],
    position: '销售顾问',
    gender: 2,
    weight: 1.5,
  },
  {
    userid: 'zhaohang',
    name: '赵航',
    role: 'advisor',
    departments: [PUDONG],
    position: '二手车评估师',
    gender: 1,
    weight: 1,
  },
  {
    userid: 'xuli',
    name: '徐立',
    role: 'manager',
    departments: [PUDONG],
    position: '店长',
    gender: 1,
    weight: 0.2,
  },
  {
    userid: 'hejun',
    name: '何俊',
    role: 'advisor',
    departments: [PUDONG],
    position: '高级销售顾问',
    gender: 1,
    weight: 2.4,
  },
  {
    userid: 'wanglei',
    name: '王磊',
    role: 'advisor',
    departments: [212],
    position: '销售顾问',
    gender: 1,
    weight: 1,
  },
  {
    userid: 'zhoumin',
    name: '周敏',
    role: 'operator',
    departments: [HQ],
    position: '社群运营',
    gender: 2,
    weight: 0,
  },
  {
    userid: 'hanyue',
    name: '韩越',
    role: 'admin',
    departments: [HQ, 1],
    position: '系统管理员',
    gender: 1,
    weight: 0,
  },
]
export const LEAVER = 'hejun'
const SOME = salt('staff')

function fill(part: Part, leaders: ReadonlyMap<number, string>, seed: Seed): Staff {
  const leader = part.role === 'manager'
  const boss = leaders.get(part.departments[0] ?? 0)
  const left = part.userid === LEAVER && seed.leaver !== 'present'
  return {
    ...part,
    leader,
    directLeader: leader || boss === undefined ? [] : [boss],
    mobile: `1390000${String(hash(seed.seed, SOME, part.userid.length, salt(part.userid)) % 10_000).padStart(4, '0')}`,
    status: left ? 5 : 1,
    ...(left ? { leftAtMs: seed.epochMs - 6 * DAY_MS + 9 * 3_600_000 } : {}),
    customerContact: part.role !== 'admin',
    realName: true,
    banned: false,
    ticketExpired: false,
    customerLimit: 20_000,
  }
}

function invent(seed: Seed, index: number, taken: Set<string>): Pick<Part, 'userid' | 'name' | 'gender'> {
  const [surname, first] = pick(SURNAMES, hash(seed.seed, SOME, index, 1))
  const [given, second] = pick(STAFF_GIVEN, hash(seed.seed, SOME, index, 2))
  let userid = first + second
  for (let n = 2; taken.has(userid); n++) userid = `${first}${second}${n}`
  taken.add(userid)
  return {
    userid,
    name: surname + given,
    gender: between(hash(seed.seed, SOME, index, 3), 1, 2) === 1 ? 1 : 2,
  }
}

/** The named ones first (李娜 leads, so the first customers are hers), then store managers, then advisors. */
export function seedStaff(seed: Seed): Staff[] {
  const parts: Part[] = [...NAMED]
  const taken = new Set(parts.map((one) => one.userid))
  const wanted = Math.max(NAMED.length, seed.staff)
  for (const store of STORES.slice(1)) {
    if (parts.length >= wanted) break
    const person = invent(seed, parts.length, taken)
    parts.push({ ...person, role: 'manager', departments: [store.id], position: '店长', weight: 0.2 })
  }
  for (let n = 0; parts.length < wanted; n++) {
    const store = STORES[(n + 1) % STORES.length]
    if (store === undefined) break
    const index = parts.length
    const position = pick(
      ['销售顾问', '销售顾问', '服务顾问', '高级销售顾问', '客户专员'],
      hash(seed.seed, SOME, index, 4),
    )
    const weight = 0.6 + between(hash(seed.seed, SOME, index, 5), 0, 8) / 10
    parts.push({ ...invent(seed, index, taken), role: 'advisor', departments: [store.id], position, weight })
  }
  const leaders = new Map<number, string>()
  for (const part of parts) {
    if (part.role === 'manager') leaders.set(part.departments[0] ?? 0, part.userid)
  }
  return parts.map((part) => fill(part, leaders, seed))
}

/** Userids are compared without regard to case; the first spelling is kept. */
export function foldUserid(userid: string): string {
  return userid.toLowerCase()
}

export interface StaffBook {
  all(): readonly Staff[]
  find(userid: string): Staff | undefined
  put(staff: Staff): void
}

export function createStaffBook(seeded: readonly Staff[]): StaffBook {
  const byId = new Map(seeded.map((one) => [foldUserid(one.userid), one]))
  return {
    all: () => [...byId.values()],
    find: (userid) => byId.get(foldUserid(userid)),
    put: (staff) => void byId.set(foldUserid(staff.userid), staff),
  }
}
