/** Disjoint sets (union-find). The root of a set is its smallest id, so that it does not depend on the order of unions. */
export class Sets {
  readonly #parent = new Map<string, string>()

  constructor(ids: Iterable<string>) {
    for (const id of ids) this.#parent.set(id, id)
  }

  copy(): Sets {
    const twin = new Sets([])
    for (const [id, parent] of this.#parent) twin.#parent.set(id, parent)
    return twin
  }

  rootOf(id: string): string {
    let root = id
    for (
      let next = this.#parent.get(root);
      next !== undefined && next !== root;
      next = this.#parent.get(root)
    )
      root = next
    for (let at = id; at !== root;) {
      const next = this.#parent.get(at) ?? root
      this.#parent.set(at, root)
      at = next
    }
    return root
  }

  same(a: string, b: string): boolean {
    return this.rootOf(a) === this.rootOf(b)
  }

  unite(ids: readonly string[]): void {
    const [first, ...others] = ids
    if (first === undefined) return
    for (const other of others) {
      const [a, b] = [this.rootOf(first), this.rootOf(other)]
      if (a < b) this.#parent.set(b, a)
      else if (b < a) this.#parent.set(a, b)
    }
  }

  /** Sorted, each group too. */
  groups(): string[][] {
    const groups = new Map<string, string[]>()
    for (const id of [...this.#parent.keys()].sort()) {
      const root = this.rootOf(id)
      const group = groups.get(root)
      if (group) group.push(id)
      else groups.set(root, [id])
    }
    return [...groups.values()]
  }
}
