// A real QR code as a picture: version 5, error correction L, bytes, one fixed mask. Enough for an address of 100 bytes.

const SIZE = 37
const DATA = 108
const CHECK = 26
const MOST_BYTES = DATA - 2

/** Powers and logarithms of the field with 256 elements, polynomial 0x11d. */
const EXP: number[] = []
const LOG: number[] = []
for (let n = 0, value = 1; n < 255; n++) {
  EXP[n] = value
  LOG[value] = n
  value = value & 0x80 ? (value << 1) ^ 0x11d : value << 1
}
const times = (a: number, b: number): number =>
  a === 0 || b === 0 ? 0 : (EXP[((LOG[a] ?? 0) + (LOG[b] ?? 0)) % 255] ?? 0)

/** Reed–Solomon: the remainder of the data divided by (x − 1)(x − 2)(x − 4)… */
function checkBytes(data: readonly number[]): number[] {
  let generator = [1]
  for (let n = 0; n < CHECK; n++) {
    const next = [...generator, 0]
    for (const [i, one] of generator.entries()) next[i + 1] = (next[i + 1] ?? 0) ^ times(one, EXP[n] ?? 0)
    generator = next
  }
  const rest = [...data, ...Array.from({ length: CHECK }, () => 0)]
  for (let i = 0; i < data.length; i++) {
    const head = rest[i] ?? 0
    for (const [j, one] of generator.entries()) rest[i + j] = (rest[i + j] ?? 0) ^ times(one, head)
  }
  return rest.slice(data.length)
}

/** Mode "bytes", length, text, end mark, and the two fillers that the standard names. */
function dataBytes(text: string): number[] {
  const bytes = [...Buffer.from(text, 'utf8')]
  if (bytes.length > MOST_BYTES) throw new RangeError(`a code takes ${MOST_BYTES} bytes, not ${bytes.length}`)
  const nibbles = [
    4,
    bytes.length >> 4,
    bytes.length & 15,
    ...bytes.flatMap((one) => [one >> 4, one & 15]),
    0,
  ]
  const filled: number[] = []
  for (let n = 0; n < nibbles.length; n += 2) filled.push(((nibbles[n] ?? 0) << 4) | (nibbles[n + 1] ?? 0))
  for (let n = 0; filled.length < DATA; n++) filled.push(n % 2 === 0 ? 0xec : 0x11)
  return filled
}

type Grid = (boolean | undefined)[][]

/** `undefined` is where data goes. */
function frame(): Grid {
  const grid: Grid = Array.from({ length: SIZE }, () => Array.from({ length: SIZE }, () => undefined))
  const set = (x: number, y: number, dark: boolean): void => {
    const row = grid[y]
    if (row && x >= 0 && x < SIZE) row[x] = dark
  }
  for (let n = 8; n < SIZE - 8; n++) {
    set(n, 6, n % 2 === 0)
    set(6, n, n % 2 === 0)
  }
  const square = (cx: number, cy: number, reach: number, dark: (ring: number) => boolean): void => {
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++)
        set(cx + dx, cy + dy, dark(Math.max(Math.abs(dx), Math.abs(dy))))
  }
  for (const [x, y] of [
    [3, 3],
    [SIZE - 4, 3],
    [3, SIZE - 4],
  ] as const)
    square(x, y, 4, (ring) => ring !== 2 && ring !== 4)
  square(SIZE - 7, SIZE - 7, 2, (ring) => ring !== 1)
  // Level L with mask 0 and its check bits, as the table of the standard gives them.
  const format = 0b111011111000100
  const bit = (n: number): boolean => ((format >> n) & 1) === 1
  for (let n = 0; n < 6; n++) set(8, n, bit(n))
  set(8, 7, bit(6))
  set(8, 8, bit(7))
  set(7, 8, bit(8))
  for (let n = 9; n < 15; n++) set(14 - n, 8, bit(n))
  for (let n = 0; n < 8; n++) set(SIZE - 1 - n, 8, bit(n))
  for (let n = 8; n < 15; n++) set(8, SIZE - 15 + n, bit(n))
  set(8, SIZE - 8, true)
  return grid
}

/** True for a dark module. */
export function qrModules(text: string): boolean[][] {
  const data = dataBytes(text)
  const bytes = [...data, ...checkBytes(data)]
  const grid = frame()
  let n = 0
  for (let right = SIZE - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < SIZE; step++) {
      const upward = ((right + 1) & 2) === 0
      const y = upward ? SIZE - 1 - step : step
      for (const x of [right, right - 1]) {
        const row = grid[y]
        if (!row || row[x] !== undefined) continue
        const dark = (((bytes[n >> 3] ?? 0) >> (7 - (n & 7))) & 1) === 1
        row[x] = dark !== ((x + y) % 2 === 0)
        n += 1
      }
    }
  }
  return grid.map((row) => row.map((one) => one === true))
}

export function qrSvg(text: string): string {
  const dots = qrModules(text).flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : [])),
  )
  const side = SIZE + 8
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="360" height="360" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${dots.join('')}"/></svg>`
}
