import type { Comparison, WeakRule } from './weak-match.ts'

/**
 * Two customers without a common key: a name alone says little in a country of a thousand surnames, so it takes a
 * birthday, an address, the two ends of a phone or a car beside it. Blocks are made by the database (propose/).
 */
export const CUSTOMER_RULE: WeakRule = {
  comparisons: [
    weighed('name', 'jaro-winkler', [4, 2]),
    weighed('birthday', 'exact', [5, 3]),
    weighed('address', 'levenshtein', [4, 0.5]),
    weighed('phone', 'exact', [3, 1]),
    weighed('vehicle', 'exact', [3, 0]),
    weighed('model', 'exact', [1, 0.3]),
    weighed('city', 'exact', [1, 0.5]),
    weighed('gender', 'exact', [0.3, 2]),
  ],
  blocks: [],
  threshold: 7,
}

function weighed(
  field: string,
  measure: Comparison['measure'],
  [agree, differ]: [number, number],
): Comparison {
  const scale = measure === 'exact' ? { agreesFrom: 1 } : { agreesFrom: 0.95, differsBelow: 0.6 }
  return { field, measure, agree, differ, ...scale }
}
