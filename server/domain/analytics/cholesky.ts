/**
 * Solves A·x = b for a symmetric positive matrix, given row by row; null when it is not positive (columns that say the
 * same, or that say nothing).
 */
export function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const size = right.length
  const lower = decompose(matrix, size)
  if (lower === null) return null
  const x = Float64Array.from(right)
  for (let row = 0; row < size; row++) {
    let value = x[row] ?? 0
    for (let k = 0; k < row; k++) value -= (lower[row * size + k] ?? 0) * (x[k] ?? 0)
    x[row] = value / (lower[row * size + row] ?? 1)
  }
  for (let row = size - 1; row >= 0; row--) {
    let value = x[row] ?? 0
    for (let k = row + 1; k < size; k++) value -= (lower[k * size + row] ?? 0) * (x[k] ?? 0)
    x[row] = value / (lower[row * size + row] ?? 1)
  }
  return x
}

/** The lower triangle L with L·Lᵀ = A. */
function decompose(matrix: Float64Array, size: number): Float64Array | null {
  const lower = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let value = matrix[row * size + column] ?? 0
      for (let k = 0; k < column; k++) value -= (lower[row * size + k] ?? 0) * (lower[column * size + k] ?? 0)
      if (row !== column) {
        lower[row * size + column] = value / (lower[column * size + column] ?? 1)
        continue
      }
      // Relative to what it came from: what is left of a column that the others explain is rounding.
      if (!(value > 1e-11 * Math.abs(matrix[row * size + row] ?? 0))) return null
      lower[row * size + row] = Math.sqrt(value)
    }
  }
  return lower
}
