// Relations: seeded ones are computed, changed and new ones are kept beside them.

import type { Contact, ContactBook } from './contacts.ts'
import { garageOf, personaOf, type Garage, type Persona } from './personas.ts'
import type { Seed } from './seed.ts'
import { seedFollow, type Follow } from './seed-follows.ts'
import type { Shares } from './shares.ts'
import { foldUserid, type StaffBook } from './staff.ts'
import { seededTagIds } from './tags.ts'

export type { Follow, FollowState } from './seed-follows.ts'

export interface FollowRow {
  follow: Follow
  contact: Contact
}

export interface FollowBook {
  find(userid: string, externalUserid: string): Follow | undefined
  /** Every relation of a person that has not ended. */
  followersOf(externalUserid: string): readonly Follow[]
  /** Relations from a position on, ended and half ones left out; `next` is undefined at the end. */
  page(userid: string, from: number, limit: number): { rows: FollowRow[]; next: number | undefined }
  each(userid: string): Generator<Follow>
  /** Length of the list that positions run through, ended relations included. */
  span(userid: string): number
  /** The relation at one position, whatever its state. */
  at(userid: string, position: number): Follow | undefined
  /** How many relations the member began with, and each of them as it was then. */
  seededSpan(userid: string): number
  seededAt(userid: string, position: number): Follow
  count(userid: string): number
  persona(index: number): Persona
  garage(index: number): Garage
  put(follow: Follow): void
}

const key = (userid: string, externalUserid: string): string => `${foldUserid(userid)} ${externalUserid}`

/** What the API shows: half relations answer 84061 and are in no list. */
export function isVisible(follow: Follow): boolean {
  return follow.state === 'active' || follow.state === 'left'
}

function append(lists: Map<string, string[]>, at: string, value: string): void {
  const list = lists.get(at)
  if (list) list.push(value)
  else lists.set(at, [value])
}

export function createFollowBook(
  seed: Seed,
  parts: { shares: Shares; contacts: ContactBook; staff: StaffBook },
): FollowBook {
  const { contacts, shares, staff } = parts
  const kept = new Map<string, Follow>()
  const added = new Map<string, string[]>()
  const addedBy = new Map<string, string[]>()

  const tagIds = seededTagIds(seed)
  const persona = (index: number): Persona => personaOf(seed, index)
  /** A seeded relation of a member who is known to be the owner or the second follower. */
  const make = (userid: string, index: number, second: boolean): FollowRow => {
    const contact = contacts.at(index)
    return { contact, follow: seedFollow(seed, { contact, persona: persona(index), userid, second, tagIds }) }
  }
  const seeded = (userid: string, index: number): Follow | undefined => {
    if (index >= seed.contacts) return undefined
    const second = shares.owner(index) !== userid
    if (second && shares.second(index) !== userid) return undefined
    return make(userid, index, second).follow
  }
  const spelled = (userid: string): string => staff.find(userid)?.userid ?? userid
  const find = (userid: string, externalUserid: string): Follow | undefined => {
    const changed = kept.get(key(userid, externalUserid))
    if (changed) return changed
    const index = contacts.indexOf(externalUserid)
    return index === undefined ? undefined : seeded(spelled(userid), index)
  }
  const span = (userid: string): number =>
    shares.count(spelled(userid)) + (added.get(foldUserid(userid))?.length ?? 0)
  const rowAt = (name: string, position: number): FollowRow | undefined => {
    const base = shares.count(name)
    if (position >= base) {
      const externalUserid = added.get(foldUserid(name))?.[position - base] ?? ''
      const follow = kept.get(key(name, externalUserid))
      const contact = contacts.find(externalUserid)
      return follow && contact ? { follow, contact } : undefined
    }
    const row = make(name, shares.indexAt(name, position), position >= shares.ownCount(name))
    const changed = kept.size === 0 ? undefined : kept.get(key(name, row.follow.externalUserid))
    return changed ? { follow: changed, contact: row.contact } : row
  }
  const page: FollowBook['page'] = (userid, from, limit) => {
    const rows: FollowRow[] = []
    const name = spelled(userid)
    const end = span(name)
    let position = from
    for (; position < end && rows.length < limit; position++) {
      const row = rowAt(name, position)
      if (row && isVisible(row.follow)) rows.push(row)
    }
    return { rows, next: position < end ? position : undefined }
  }
  function* each(userid: string): Generator<Follow> {
    const name = spelled(userid)
    const end = span(name)
    for (let position = 0; position < end; position++) {
      const row = rowAt(name, position)
      if (row && isVisible(row.follow)) yield row.follow
    }
  }
  return {
    at: (userid, position) => rowAt(spelled(userid), position)?.follow,
    seededSpan: (userid) => shares.count(spelled(userid)),
    seededAt: (userid, position) => {
      const name = spelled(userid)
      return make(name, shares.indexAt(name, position), position >= shares.ownCount(name)).follow
    },
    find,
    page,
    each,
    persona,
    garage: (index) => {
      const owner = index < seed.contacts ? shares.owner(index) : undefined
      return garageOf(seed, index, staff.find(owner ?? '')?.departments[0] ?? 0)
    },
    span,
    count: (userid) => {
      let n = 0
      for (const follow of each(userid)) n += follow.state === 'active' || follow.state === 'left' ? 1 : 0
      return n
    },
    followersOf: (externalUserid) => {
      const index = contacts.indexOf(externalUserid)
      if (index === undefined) return []
      const names = index < seed.contacts ? [shares.owner(index), shares.second(index)] : []
      return [...names, ...(addedBy.get(externalUserid) ?? [])].flatMap((userid) => {
        const follow = userid === undefined ? undefined : find(userid, externalUserid)
        return follow && follow.state !== 'gone' ? [follow] : []
      })
    },
    put: (follow) => {
      const name = spelled(follow.userid)
      const index = contacts.indexOf(follow.externalUserid)
      const known =
        kept.has(key(name, follow.externalUserid)) ||
        (index !== undefined && seeded(name, index) !== undefined)
      kept.set(key(name, follow.externalUserid), { ...follow, userid: name })
      if (known) return
      append(added, foldUserid(name), follow.externalUserid)
      append(addedBy, follow.externalUserid, name)
    },
  }
}
