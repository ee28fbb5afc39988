/** A relation of a contact, living or ended. */
export interface KnownFollow {
  externalUserid: string
  customerId: string
  staffId: string
  followedAt: Date
  addWay: number
  endedAt: Date | null
  endedBy: string | null
}

/** A row of a hand-over of ours that WeCom has started or done. */
export interface KnownRow {
  handoverId: string
  externalUserid: string
  fromStaffId: string
  toStaffId: string
  isDone: boolean
  startedAt: Date | null
  settledAt: Date | null
}

export interface FoundTakeover {
  externalUserid: string
  customerId: string
  fromStaffId: string
  toStaffId: string
  handoverId: string | null
  beganAt: Date
}

/** 分配: what WeCom says of a relation that an inheritance made. */
const ASSIGNED = 202
/** WeCom's clock and ours differ a little. */
const SKEW_MS = 60_000
/** The end of the old relation and the begin of the new one are told apart by events, or by lists read hours later. */
const SAME_MOVE_MS = 3 * 86_400_000

/** Which relations of these contacts came from a colleague, as the copy shows it. */
export function findTakeovers(follows: readonly KnownFollow[], rows: readonly KnownRow[]): FoundTakeover[] {
  return follows
    .filter((follow) => follow.endedAt === null)
    .flatMap((follow) => {
      const mine = rows.filter(
        (row) => row.externalUserid === follow.externalUserid && row.toStaffId === follow.staffId,
      )
      const planned = mine.flatMap((row) => byRow(follow, row) ?? [])
      if (planned.length > 0) return planned
      const given = byConsole(follow, follows)
      return given ? [given] : []
    })
}

function byRow(follow: KnownFollow, row: KnownRow): FoundTakeover | null {
  const { externalUserid, customerId, staffId: toStaffId, followedAt } = follow
  const { fromStaffId, handoverId, startedAt } = row
  const isNew =
    follow.addWay === ASSIGNED && startedAt !== null && followedAt.getTime() >= startedAt.getTime() - SKEW_MS
  // Who knew the customer before gets no new relation: then only WeCom's result tells when.
  const beganAt = isNew ? followedAt : row.isDone ? row.settledAt : null
  return beganAt && { externalUserid, customerId, fromStaffId, toStaffId, handoverId, beganAt }
}

/** Handed over in WeCom's own console: an assigned relation, and a colleague's that ended by transfer with it. */
function byConsole(follow: KnownFollow, follows: readonly KnownFollow[]): FoundTakeover | null {
  const { externalUserid, customerId, staffId: toStaffId, followedAt } = follow
  if (follow.addWay !== ASSIGNED) return null
  const givers = follows.filter(
    (one) =>
      one.externalUserid === externalUserid &&
      one.staffId !== toStaffId &&
      one.endedBy === 'transfer' &&
      one.endedAt !== null &&
      Math.abs(one.endedAt.getTime() - followedAt.getTime()) <= SAME_MOVE_MS,
  )
  const distance = (one: KnownFollow): number =>
    Math.abs((one.endedAt?.getTime() ?? 0) - followedAt.getTime())
  const [giver] = givers.sort((a, b) => distance(a) - distance(b))
  return giver
    ? {
        externalUserid,
        customerId,
        fromStaffId: giver.staffId,
        toStaffId,
        handoverId: null,
        beganAt: followedAt,
      }
    : null
}
