import { createHash } from 'node:crypto'
import type { Cells } from './cells.ts'

export interface RowsDigest {
  rows: number
  sum: string
}

/**
 * Digest of a set of rows that does not depend on their order: the sum of a hash of each, modulo 2^128. Both databases
 * give their values in one form (see sql.ts), so that equal tables have equal digests.
 */
export function createRowsDigest(): { add(row: Cells): void; result(): RowsDigest } {
  let rows = 0
  let [high, low] = [0n, 0n]
  return {
    add(row) {
      const hash = createHash('sha256').update(JSON.stringify(row)).digest()
      low += hash.readBigUInt64BE(0)
      high = (high + hash.readBigUInt64BE(8) + (low >> 64n)) & MASK
      low &= MASK
      rows += 1
    },
    result: () => ({ rows, sum: `${hex(high)}${hex(low)}` }),
  }
}

const MASK = (1n << 64n) - 1n
const hex = (half: bigint): string => half.toString(16).padStart(16, '0')
