import { randomFillSync } from 'node:crypto'
import { ulid } from 'ulid'

/** A ULID of this instant. Random bytes are drawn in bulk: one by one they cost more than the row they name. */
export function newId(atMs: number): string {
  return ulid(atMs, randomShare)
}

const pool = new Uint8Array(4096)
let used = pool.length

function randomShare(): number {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const byte = pool[used] ?? 0
  used += 1
  // ulid takes the 32nd part this falls in
  return byte / 256
}
