import { jaroWinkler, levenshteinRatio } from './similarity.ts'

/** Fields of a record by name, cleaned; an empty or missing one says nothing. */
export interface WeakRecord {
  id: string
  fields: Readonly<Record<string, string | null | undefined>>
}

/** How much one field speaks for or against two records being one person. */
export interface Comparison {
  field: string
  measure: 'exact' | 'jaro-winkler' | 'levenshtein'
  /** From this likeness on the field agrees; below `differsBelow` it contradicts, and between them it says little. */
  agreesFrom: number
  differsBelow?: number
  agree: number
  differ: number
  /** Values that often change places, as given name and surname do: the better of both readings counts. */
  swapsWith?: string
}

export interface WeakRule {
  comparisons: readonly Comparison[]
  /** Records are compared only when they share one of these: a record gives no block for what it does not know. */
  blocks: readonly ((record: WeakRecord) => string | null)[]
  /** Score from which a pair is proposed. */
  threshold: number
}

export interface Judgement {
  score: number
  /** −1 to 1 for each field that both know, heaviest first: the evidence a person looks at. */
  parts: { field: string; likeness: number; weight: number }[]
}

/** The weighted sum over the fields that both records know. */
export function compareRecords(a: WeakRecord, b: WeakRecord, comparisons: readonly Comparison[]): Judgement {
  const parts = comparisons.flatMap((comparison) => {
    const likeness = likenessOf(a, b, comparison)
    if (likeness === null) return []
    return [{ field: comparison.field, likeness, weight: weigh(likeness, comparison) }]
  })
  const score = parts.reduce((sum, part) => sum + part.weight, 0)
  return { score, parts: parts.sort((x, y) => Math.abs(y.weight) - Math.abs(x.weight)) }
}

function likenessOf(a: WeakRecord, b: WeakRecord, comparison: Comparison): number | null {
  const { field, swapsWith, measure } = comparison
  const straight = alike(a.fields[field], b.fields[field], measure)
  if (swapsWith === undefined) return straight
  const crossed = alike(a.fields[field], b.fields[swapsWith], measure)
  if (straight === null || crossed === null)
    return straight ?? (crossed !== null && crossed >= comparison.agreesFrom ? crossed : null)
  return crossed >= comparison.agreesFrom ? Math.max(straight, crossed) : straight
}

function alike(
  a: string | null | undefined,
  b: string | null | undefined,
  measure: Comparison['measure'],
): number | null {
  if (!a || !b) return null
  if (a === b) return 1
  switch (measure) {
    case 'exact':
      return 0
    case 'jaro-winkler':
      return jaroWinkler(a, b)
    case 'levenshtein':
      return levenshteinRatio(a, b)
  }
}

/** Full weight from `agreesFrom`, full contradiction below `differsBelow`, in between a straight line. */
function weigh(
  likeness: number,
  { agreesFrom, differsBelow = agreesFrom, agree, differ }: Comparison,
): number {
  if (likeness >= agreesFrom) return agree
  if (likeness < differsBelow) return -differ
  return -differ + ((likeness - differsBelow) / (agreesFrom - differsBelow)) * (agree + differ)
}

/** A block of more records than this (a common name, a default birthday) tells nothing and would cost its square. */
const LARGEST_BLOCK = 400

/** Every pair that shares a block, once. */
export function* candidatePairs<T extends WeakRecord>(
  records: readonly T[],
  blocks: WeakRule['blocks'],
  largest = LARGEST_BLOCK,
): Generator<[T, T]> {
  const places = blocks.map((blockOf) => records.map(blockOf))
  for (const [n, keys] of places.entries()) {
    for (const members of groupPlaces(keys)) {
      if (members.length > largest) continue
      for (const [at, i] of members.entries())
        for (const j of members.slice(at + 1)) {
          // The first block that both share has given the pair already.
          const isSeen = places.slice(0, n).some((other) => other[i] !== null && other[i] === other[j])
          const [a, b] = [records[i], records[j]]
          if (!isSeen && a && b) yield [a, b]
        }
    }
  }
}

function groupPlaces(keys: readonly (string | null)[]): number[][] {
  const groups = new Map<string, number[]>()
  for (const [place, key] of keys.entries()) {
    if (key === null) continue
    const group = groups.get(key)
    if (group) group.push(place)
    else groups.set(key, [place])
  }
  return [...groups.values()]
}

/** The pairs a rule proposes, the likeliest first; equal ones by id, so that the answer does not depend on row order. */
export function proposePairs(
  records: readonly WeakRecord[],
  rule: WeakRule,
): { a: string; b: string; judgement: Judgement }[] {
  const found = []
  for (const [one, other] of candidatePairs(records, rule.blocks)) {
    const judgement = compareRecords(one, other, rule.comparisons)
    if (judgement.score < rule.threshold) continue
    const [a, b] = one.id < other.id ? [one.id, other.id] : [other.id, one.id]
    found.push({ a, b, judgement })
  }
  return found.sort((x, y) => y.judgement.score - x.judgement.score || (x.a + x.b < y.a + y.b ? -1 : 1))
}
