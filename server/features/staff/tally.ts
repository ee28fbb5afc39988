/** What a pass over one kind of object found and did. */
export interface Tally {
  seen: number
  created: number
  changed: number
  ended: number
}

export function emptyTally(): Tally {
  return { seen: 0, created: 0, changed: 0, ended: 0 }
}

export function addTally(sum: Tally, more: Tally): Tally {
  return {
    seen: sum.seen + more.seen,
    created: sum.created + more.created,
    changed: sum.changed + more.changed,
    ended: sum.ended + more.ended,
  }
}
