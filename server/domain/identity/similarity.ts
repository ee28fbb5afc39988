// How alike two texts are, 0 to 1. Both measures work on code points, so that a Chinese character counts as one.

/** Jaro–Winkler: kind to texts that begin alike. Two empty texts are equal, one empty text is like nothing. */
export function jaroWinkler(a: string, b: string): number {
  const [x, y] = [[...a], [...b]]
  const jaro = jaroOf(x, y)
  let prefix = 0
  while (prefix < 4 && prefix < x.length && prefix < y.length && x[prefix] === y[prefix]) prefix += 1
  // Winkler's own: the bonus is for pairs that are alike already.
  return jaro > 0.7 ? jaro + prefix * 0.1 * (1 - jaro) : jaro
}

function jaroOf(a: string[], b: string[]): number {
  if (a.length === 0 && b.length === 0) return 1
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const taken = new Set<number>()
  const matchedA: string[] = []
  for (let i = 0; i < a.length; i++)
    for (let j = Math.max(0, i - reach); j <= Math.min(b.length - 1, i + reach); j++) {
      if (taken.has(j) || a[i] !== b[j]) continue
      taken.add(j)
      matchedA.push(a[i] ?? '')
      break
    }
  const m = matchedA.length
  if (m === 0) return 0
  const matchedB = b.filter((_, j) => taken.has(j))
  const swapped = matchedA.filter((char, n) => char !== matchedB[n]).length
  return (m / a.length + m / b.length + (m - Math.floor(swapped / 2)) / m) / 3
}

/** 1 − edits / length of the longer text. */
export function levenshteinRatio(a: string, b: string): number {
  const [x, y] = [[...a], [...b]]
  const longest = Math.max(x.length, y.length)
  return longest === 0 ? 1 : 1 - levenshtein(x, y) / longest
}

function levenshtein(a: string[], b: string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (const [i, char] of a.entries()) {
    const next = [i + 1]
    for (const [j, other] of b.entries())
      next.push(Math.min((row[j] ?? 0) + (char === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    row = next
  }
  return row.at(-1) ?? 0
}
