/** Evenly spread numbers in [0, 1). */
export type Random = () => number

/** The same seed gives the same stream on every machine; different seeds give unrelated ones (sfc32). */
export function seededRandom(seed: number | string): Random {
  let [a, b, c] = wordsOf(String(seed))
  let counter = 1
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let warm = 0; warm < 15; warm++) next()
  // 53 bits: enough that no two draws of a simulation meet by rounding.
  return () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992
}

/** Three words that change completely when one letter of the text does. */
function wordsOf(text: string): [number, number, number] {
  return [hash32(text, 0x9e3779b9), hash32(text, 0x85ebca6b), hash32(text, 0xc2b2ae35)]
}

/** A 32-bit hash of a text, spread evenly (murmur's mixing over UTF-16 units). Not for secrets. */
export function hash32(text: string, seed = 0): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) {
    let word = Math.imul(text.charCodeAt(at), 0xcc9e2d51)
    word = (word << 15) | (word >>> 17)
    hash ^= Math.imul(word, 0x1b873593)
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  hash ^= text.length
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A draw of the standard normal distribution (polar method). */
export function drawNormal(random: Random): number {
  for (;;) {
    const u = 2 * random() - 1
    const v = 2 * random() - 1
    const s = u * u + v * v
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s)
  }
}

/** A draw of Gamma(shape, 1) by Marsaglia and Tsang; a shape below 1 is raised by one and pulled back. */
export function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * Math.pow(1 - random(), 1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = drawNormal(random)
    const cube = 1 + c * x
    if (cube <= 0) continue
    const v = cube * cube * cube
    if (Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** A draw of Beta(alpha, beta); both above 0. */
export function drawBeta(alpha: number, beta: number, random: Random): number {
  const a = drawGamma(alpha, random)
  const b = drawGamma(beta, random)
  // Both can only vanish for shapes far below what a belief has; then either end is as likely as its share.
  return a + b > 0 ? a / (a + b) : random() < alpha / (alpha + beta) ? 1 : 0
}
