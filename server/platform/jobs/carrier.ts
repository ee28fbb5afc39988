import type { AnyTx } from '../db/prisma-sql.ts'
import type { SqlTx } from '../db/sql.ts'
import { type ClaimedJob, claimLane, type ClaimOptions } from './claim.ts'

/**
 * How a ready job comes to a worker. The row in "Job" is the truth on both databases: state, key, fence, tries. A
 * carrier only says that there is something to take, and hands it out.
 */
export interface Carrier {
  /** In the transaction that made these jobs ready (those that are not are passed over). */
  announce(tx: AnyTx, jobs: readonly JobRef[]): Promise<void>
  /** Takes due jobs of one lane: at most `limit`, and of each name at most what `room` still has for it. */
  claim(tx: SqlTx, options: ClaimOptions): Promise<ClaimedJob[]>
}

export interface JobRef {
  corpId: string
  id: string
}

/** The table alone: who looks finds. */
export const tableCarrier: Carrier = { announce: async () => undefined, claim: claimLane }
