// The external people. A seeded one is computed from its index; one added or changed later is kept.

import { chance, hash, pick, salt } from '../random.ts'
import { decodeId, encodeId } from './ids.ts'
import { COMPANIES, COMPANY_POSTS, FEMALE, MALE, NICKNAMES, SURNAMES } from './names.ts'
import type { Seed } from './seed.ts'

export interface Contact {
  externalUserid: string
  index: number
  /** The name that WeCom shows: often a nickname. */
  name: string
  realName: string
  surname: string
  type: 1 | 2
  gender: 0 | 1 | 2
  avatar: string
  phone: string
  unionid?: string
  position?: string
  corpName?: string
  corpFullName?: string
}

const WHO = salt('person')
const NAMED: readonly (readonly [string, 1 | 2])[] = [
  ['林晓雨', 2],
  ['陈国栋', 1],
  ['郑美琪', 2],
  ['吴振宇', 1],
  ['何思琪', 2],
  ['秦朗', 1],
  ['马晓峰', 1],
  ['宋雨桐', 2],
  ['许文博', 1],
  ['林佳宁', 2],
]

/** 林晓雨's number ends as in the pictures; 1380000xxxx is kept free for people with a fixed part. */
function phoneOf(seed: Seed, index: number): string {
  if (index === 0) return '13800006721'
  const prefix = pick(
    ['138', '138', '138', '139', '137', '135', '150', '186', '177', '158'],
    hash(seed.seed, WHO, index, 9),
  )
  // 57 885 161 is prime to 90 000 000, so the eight digits never repeat below ninety million people.
  return prefix + String(10_000_000 + ((index * 57_885_161 + (seed.seed >>> 0)) % 90_000_000))
}

export function contactId(seed: Seed, index: number, type: 1 | 2): string {
  return encodeId(type === 1 ? 'wm' : 'wo', 'contact', { seed: seed.seed, index })
}

function typeOf(seed: Seed, index: number): 1 | 2 {
  return index >= NAMED.length && chance(hash(seed.seed, WHO, index, 1), 0.04) ? 2 : 1
}

export function seededId(seed: Seed, index: number): string {
  return contactId(seed, index, typeOf(seed, index))
}

export function seedContact(seed: Seed, index: number): Contact {
  const type = typeOf(seed, index)
  const named = NAMED[index]
  const female = named ? named[1] === 2 : chance(hash(seed.seed, WHO, index, 2), 0.44)
  const surname = named ? named[0].slice(0, 1) : pick(SURNAMES, hash(seed.seed, WHO, index, 3))[0]
  const realName = named ? named[0] : surname + pick(female ? FEMALE : MALE, hash(seed.seed, WHO, index, 4))
  const nickname = !named && type === 1 && chance(hash(seed.seed, WHO, index, 5), 0.3)
  const hidden = !named && chance(hash(seed.seed, WHO, index, 6), 0.1)
  const contact: Contact = {
    externalUserid: contactId(seed, index, type),
    index,
    name: nickname ? pick(NICKNAMES, hash(seed.seed, WHO, index, 7)) : realName,
    realName,
    surname,
    type,
    gender: hidden ? 0 : female ? 2 : 1,
    avatar: seed.avatarBase === '' ? '' : `${seed.avatarBase}/${index}/0`,
    phone: phoneOf(seed, index),
  }
  if (type === 1)
    return { ...contact, unionid: encodeId('o', 'unionid', { seed: seed.seed, index }).slice(0, 28) }
  const [corpName, corpFullName] = pick(COMPANIES, hash(seed.seed, WHO, index, 8))
  return {
    ...contact,
    corpName,
    corpFullName,
    position: pick(COMPANY_POSTS, hash(seed.seed, WHO, index, 10)),
  }
}

export interface ContactBook {
  find(externalUserid: string): Contact | undefined
  at(index: number): Contact
  /** How many people the corp has ever met; the next new one gets this index. */
  size(): number
  /** Index of a seeded or added person, without building the person. */
  indexOf(externalUserid: string): number | undefined
  put(contact: Contact): void
}

export function createContactBook(seed: Seed): ContactBook {
  const kept = new Map<number, Contact>()
  let size = seed.contacts
  const indexOf = (id: string): number | undefined => {
    const index = decodeId(id, id.slice(0, 2) === 'wo' ? 'wo' : 'wm', 'contact', seed.seed)
    if (index === undefined || index >= size) return undefined
    const known = kept.get(index)
    return (known ? known.externalUserid : seededId(seed, index)) === id ? index : undefined
  }
  const at = (index: number): Contact => kept.get(index) ?? seedContact(seed, index)
  return {
    at,
    indexOf,
    size: () => size,
    find: (id) => {
      const index = indexOf(id)
      return index === undefined ? undefined : at(index)
    },
    put: (contact) => {
      kept.set(contact.index, contact)
      size = Math.max(size, contact.index + 1)
    },
  }
}
