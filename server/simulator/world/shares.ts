// Who follows whom, as arithmetic: each follower owns a block of indexes, and every ninth person of a block
// is also followed by the next colleague of the same store. Nothing is stored, and both directions are cheap.

import type { Staff } from './staff.ts'

const SHARED_EVERY = 9

export interface Shares {
  owner(index: number): string | undefined
  /** The colleague who follows this person as well, if any. */
  second(index: number): string | undefined
  /** Seeded relations of a member: first the own block, then the shared people of one colleague. */
  count(userid: string): number
  /** Length of the own block: positions from here on are shared people. */
  ownCount(userid: string): number
  indexAt(userid: string, position: number): number
}

interface Block {
  userid: string
  start: number
  end: number
  next: number
  previous: number
}

function ringOfStore(followers: readonly Staff[], at: number): readonly number[] {
  const store = followers[at]?.departments[0]
  const ring = followers.flatMap((one, i) => (one.departments[0] === store ? [i] : []))
  return ring
}

function layOut(followers: readonly Staff[], contacts: number): Block[] {
  const total = followers.reduce((sum, one) => sum + one.weight, 0)
  let before = 0
  const blocks = followers.map((one) => {
    const start = Math.ceil((contacts * before) / total)
    before += one.weight
    return {
      userid: one.userid,
      start,
      end: Math.min(contacts, Math.ceil((contacts * before) / total)),
      next: -1,
      previous: -1,
    }
  })
  const done = new Set<number>()
  followers.forEach((_, at) => {
    if (done.has(at)) return
    const ring = ringOfStore(followers, at)
    ring.forEach((from, n) => {
      done.add(from)
      const to = ring[(n + 1) % ring.length] ?? from
      const block = blocks[from]
      const target = blocks[to]
      if (to === from || block === undefined || target === undefined) return
      block.next = to
      target.previous = from
    })
  })
  const last = blocks.at(-1)
  if (last) last.end = contacts
  return blocks
}

export function createShares(staff: readonly Staff[], contacts: number): Shares {
  const blocks = layOut(
    staff.filter((one) => one.weight > 0),
    contacts,
  )
  const byUser = new Map(blocks.map((block) => [block.userid, block]))
  const find = (index: number): Block | undefined => {
    let low = 0
    let high = blocks.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((blocks[middle]?.end ?? 0) > index) high = middle
      else low = middle + 1
    }
    const block = blocks[low]
    return block && index >= block.start && index < block.end ? block : undefined
  }
  const sharedCount = (block: Block): number => {
    const giver = blocks[block.previous]
    return giver ? Math.ceil((giver.end - giver.start) / SHARED_EVERY) : 0
  }
  return {
    owner: (index) => find(index)?.userid,
    second: (index) => {
      const block = find(index)
      return block && (index - block.start) % SHARED_EVERY === 0 ? blocks[block.next]?.userid : undefined
    },
    count: (userid) => {
      const block = byUser.get(userid)
      return block ? block.end - block.start + sharedCount(block) : 0
    },
    ownCount: (userid) => {
      const block = byUser.get(userid)
      return block ? block.end - block.start : 0
    },
    indexAt: (userid, position) => {
      const block = byUser.get(userid)
      if (!block) throw new RangeError(`${userid} has no seeded customers`)
      const own = block.end - block.start
      if (position < own) return block.start + position
      return (blocks[block.previous]?.start ?? 0) + (position - own) * SHARED_EVERY
    },
  }
}
