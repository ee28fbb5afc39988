/** Smallest key first. Entries are never removed from the middle: who reads it skips what is out of date. */
export interface MinHeap<T> {
  push(key: number, value: T): void
  peek(): { key: number; value: T } | undefined
  pop(): void
}

export function createMinHeap<T>(): MinHeap<T> {
  const keys: number[] = []
  const values: T[] = []

  function swap(a: number, b: number): void {
    const [keyA, keyB, valueA, valueB] = [keys[a], keys[b], values[a], values[b]]
    if (keyA === undefined || keyB === undefined) return
    keys[a] = keyB
    keys[b] = keyA
    values[a] = valueB as T
    values[b] = valueA as T
  }

  const keyAt = (n: number): number => keys[n] ?? Infinity

  return {
    push(key, value) {
      let at = keys.push(key) - 1
      values.push(value)
      for (let parent = (at - 1) >> 1; at > 0 && keyAt(at) < keyAt(parent); parent = (at - 1) >> 1) {
        swap(at, parent)
        at = parent
      }
    },
    peek() {
      const [key] = keys
      return key === undefined ? undefined : { key, value: values[0] as T }
    },
    pop() {
      const last = keys.length - 1
      if (last < 0) return
      swap(0, last)
      keys.pop()
      values.pop()
      for (let at = 0; ;) {
        const left = 2 * at + 1
        const child = keyAt(left + 1) < keyAt(left) ? left + 1 : left
        if (keyAt(child) >= keyAt(at)) return
        swap(at, child)
        at = child
      }
    },
  }
}
