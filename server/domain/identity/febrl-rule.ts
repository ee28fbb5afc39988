import type { Comparison, WeakRecord, WeakRule } from './weak-match.ts'

/** The published rule of the record-linkage literature for these files: six signs, each worth one, more than three. */
export const PUBLISHED_COMPARISONS: readonly Comparison[] = [
  sign('given_name', 'jaro-winkler', 0.85),
  sign('surname', 'jaro-winkler', 0.85),
  sign('date_of_birth', 'exact', 1),
  sign('suburb', 'exact', 1),
  sign('state', 'exact', 1),
  sign('address_1', 'levenshtein', 0.85),
]

function sign(field: string, measure: Comparison['measure'], agreesFrom: number): Comparison {
  return { field, measure, agreesFrom, agree: 1, differ: 0 }
}

/** Our own: the same matcher the review queue uses, with the fields of these files. */
export const FEBRL_RULE: WeakRule = {
  comparisons: [
    weighed('given_name', 'jaro-winkler', [3, 1.5], 'surname'),
    weighed('surname', 'jaro-winkler', [3.5, 1.5], 'given_name'),
    weighed('date_of_birth', 'levenshtein', [6, 3]),
    weighed('soc_sec_id', 'levenshtein', [8, 4]),
    weighed('street_number', 'exact', [2, 0.5]),
    weighed('address_1', 'levenshtein', [4, 1.5], 'address_2'),
    weighed('address_2', 'levenshtein', [2, 0.5], 'address_1'),
    weighed('suburb', 'levenshtein', [3, 1]),
    weighed('postcode', 'levenshtein', [2.5, 1]),
    weighed('state', 'exact', [0.5, 0.5]),
  ],
  blocks: [
    one('soc_sec_id'),
    one('date_of_birth'),
    two('given_name', 'surname'),
    two('surname', 'given_name'),
    two('surname', 'postcode'),
    two('given_name', 'suburb'),
    two('given_name', 'postcode'),
    two('address_1', 'street_number'),
    two('address_1', 'given_name'),
    two('suburb', 'surname'),
  ],
  threshold: 6,
}

function weighed(
  field: string,
  measure: Comparison['measure'],
  [agree, differ]: [number, number],
  swapsWith?: string,
): Comparison {
  const scale = measure === 'exact' ? { agreesFrom: 1 } : { agreesFrom: 0.95, differsBelow: 0.5 }
  return { field, measure, agree, differ, ...scale, ...(swapsWith === undefined ? {} : { swapsWith }) }
}

function one(field: string) {
  return ({ fields }: WeakRecord): string | null => fields[field] || null
}

/** Sorted, so that swapped fields share the block; the first letters forgive an ending. */
function two(first: string, second: string) {
  return ({ fields }: WeakRecord): string | null => {
    const [a, b] = [fields[first], fields[second]]
    return a && b ? [a.slice(0, 4), b.slice(0, 4)].sort().join(' ') : null
  }
}
