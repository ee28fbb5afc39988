import { FEBRL_RULE, PUBLISHED_COMPARISONS } from './febrl-rule.ts'
import { candidatePairs, compareRecords, proposePairs, type WeakRecord } from './weak-match.ts'

/** Records whose id tells the truth: 'rec-223-org' and 'rec-223-dup-0' are one person. */
export function readFebrl(csv: string): WeakRecord[] {
  const [head = '', ...lines] = csv.trim().split('\n')
  const names = head.split(',').map((name) => name.trim())
  return lines.map((line) => {
    const cells = line.split(',').map((cell) => cell.trim())
    return { id: cells[0] ?? '', fields: Object.fromEntries(names.map((name, n) => [name, cells[n]])) }
  })
}

function personOf(id: string): string {
  return id.split('-')[1] ?? id
}

function truthOf(records: readonly WeakRecord[]): { people: number; truePairs: number } {
  const sizes = new Map<string, number>()
  for (const { id } of records) sizes.set(personOf(id), (sizes.get(personOf(id)) ?? 0) + 1)
  const truePairs = [...sizes.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0)
  return { people: sizes.size, truePairs }
}

/** Blocked by given name, six signs, more than three of them: how many candidates have 6, 5 … 1 signs. */
export function measurePublished(records: readonly WeakRecord[]) {
  const sums = [0, 0, 0, 0, 0, 0]
  let [candidates, kept, keptTrue] = [0, 0, 0]
  const byName = ({ fields }: WeakRecord): string | null => fields['given_name'] || null
  for (const [a, b] of candidatePairs(records, [byName], Infinity)) {
    candidates += 1
    const { score } = compareRecords(a, b, PUBLISHED_COMPARISONS)
    if (score > 0) sums[6 - score] = (sums[6 - score] ?? 0) + 1
    if (score <= 3) continue
    kept += 1
    if (personOf(a.id) === personOf(b.id)) keptTrue += 1
  }
  const truth = truthOf(records)
  return { ...truth, candidates, sums, kept, keptTrue, recall: keptTrue / truth.truePairs }
}

/** Pairs that one field alone makes. */
export function measureExact(records: readonly WeakRecord[], field: string) {
  let [kept, keptTrue] = [0, 0]
  for (const [a, b] of candidatePairs(records, [({ fields }) => fields[field] || null], Infinity)) {
    kept += 1
    if (personOf(a.id) === personOf(b.id)) keptTrue += 1
  }
  return { kept, keptTrue }
}

export function measureOwn(records: readonly WeakRecord[]) {
  const pairs = proposePairs(records, FEBRL_RULE)
  const found = pairs.filter(({ a, b }) => personOf(a) === personOf(b)).length
  const { truePairs } = truthOf(records)
  const [precision, recall] = [found / pairs.length, found / truePairs]
  return {
    proposed: pairs.length,
    found,
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
  }
}
