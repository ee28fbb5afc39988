// Inheritance: a started hand-over waits 24 hours on the simulator's clock unless the customer refuses.

export interface Transfer {
  family: 'onjob' | 'resigned'
  handover: string
  takeover: string
  externalUserid: string
  startedAtMs: number
  dueAtMs: number
  /** 1 done · 2 waiting · 3 refused by the customer · 4 taker is full. */
  status: 1 | 2 | 3 | 4
  /** Seconds; when waiting the future automatic time, 0 when refused. */
  takeoverTime: number
}

export interface TransferBook {
  put(transfer: Transfer): void
  all(): readonly Transfer[]
  /** The open hand-over of one relation. */
  waiting(handover: string, externalUserid: string): Transfer | undefined
  /** Of one pair of members, oldest first. */
  between(pair: Pick<Transfer, 'family' | 'handover' | 'takeover'>): readonly Transfer[]
  /** Every hand-over of one person, for the 90-day rule. */
  of(externalUserid: string): readonly Transfer[]
  due(nowMs: number): readonly Transfer[]
}

export function createTransferBook(): TransferBook {
  const list: Transfer[] = []
  const place = new Map<string, number>()
  const key = (one: Transfer): string =>
    `${one.family} ${one.handover} ${one.takeover} ${one.externalUserid} ${one.startedAtMs}`
  return {
    all: () => list,
    put: (transfer) => {
      const known = place.get(key(transfer))
      if (known === undefined) place.set(key(transfer), list.push(transfer) - 1)
      else list[known] = transfer
    },
    waiting: (handover, externalUserid) =>
      list.find(
        (one) => one.status === 2 && one.handover === handover && one.externalUserid === externalUserid,
      ),
    between: ({ family, handover, takeover }) =>
      list.filter((one) => one.family === family && one.handover === handover && one.takeover === takeover),
    of: (externalUserid) => list.filter((one) => one.externalUserid === externalUserid),
    due: (nowMs) => list.filter((one) => one.status === 2 && one.dueAtMs <= nowMs),
  }
}
