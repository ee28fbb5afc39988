/**
 * Remembers the order numbers of one file with a fingerprint of their content: sixteen bytes each, so that a million
 * cost about 40 MB. Two numbers are taken for one with a chance of about 1 : 10^4 in a million rows.
 */
export interface SeenOrders {
  /** 'new', or what an earlier row of this file with the same number was. */
  meet(orderNoHash: number, contentHash: number): 'new' | 'same' | 'other'
}

export function createSeenOrders(): SeenOrders {
  let slots = new Float64Array(1 << 12)
  let contents = new Float64Array(1 << 12)
  let size = 0

  function place(table: Float64Array, hash: number): number {
    const mask = table.length - 1
    let at = (hash % table.length) & mask
    while (table[at] !== 0 && table[at] !== hash) at = (at + 1) & mask
    return at
  }

  function grow(): void {
    const biggerSlots = new Float64Array(slots.length * 2)
    const biggerContents = new Float64Array(slots.length * 2)
    for (const [from, hash] of slots.entries()) {
      if (hash === 0) continue
      const at = place(biggerSlots, hash)
      biggerSlots[at] = hash
      biggerContents[at] = contents[from] ?? 0
    }
    slots = biggerSlots
    contents = biggerContents
  }

  return {
    meet(orderNoHash, contentHash) {
      if (size * 2 >= slots.length) grow()
      const hash = orderNoHash || 1
      const at = place(slots, hash)
      if (slots[at] === hash) return contents[at] === contentHash ? 'same' : 'other'
      slots[at] = hash
      contents[at] = contentHash
      size += 1
      return 'new'
    },
  }
}
