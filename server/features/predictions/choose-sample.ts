import type { Deps } from '../deps.ts'
import { nextBuyers } from './read-visits.ts'

/** More customers hardly change the parameters (their error is about 1 % here) and take minutes to fit. */
export const SAMPLE = 20_000
const PAGE = 5000

/**
 * The customers to fit on: all, or the 20,000 with the smallest hash of their id, so that the choice is random, the same
 * each time, and bounded in memory.
 */
export async function chooseSample(
  { database: { sql } }: Deps,
  corpId: string,
  signal: AbortSignal,
): Promise<{ customerIds: string[]; of: number }> {
  let kept: { id: string; hash: number }[] = []
  let of = 0
  for (let after = ''; ;) {
    signal.throwIfAborted()
    const page = await nextBuyers(sql, { corpId, after, limit: PAGE })
    for (const id of page) kept.push({ id, hash: hashOf(id) })
    of += page.length
    if (kept.length > 2 * SAMPLE) kept = smallest(kept)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) break
    after = last
  }
  return { customerIds: smallest(kept).map((one) => one.id), of }
}

function smallest(all: { id: string; hash: number }[]): { id: string; hash: number }[] {
  if (all.length <= SAMPLE) return all
  return all.sort((a, b) => a.hash - b.hash || (a.id < b.id ? -1 : 1)).slice(0, SAMPLE)
}

/** FNV-1a, with a last stir: neighbouring ids must not have neighbouring hashes. */
function hashOf(text: string): number {
  let hash = 2166136261
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 16777619)
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507)
  return (hash ^ (hash >>> 13)) >>> 0
}
