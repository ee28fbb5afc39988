import type { Unit } from '../../api/staff.ts'

export interface UnitNode extends Unit {
  depth: number
  /** Active staff here and below. */
  wholeCount: number
  children: UnitNode[]
}

/** The flat list of the API as a tree; a unit whose parent one may not see becomes a root. */
export function treeOf(units: readonly Unit[]): UnitNode[] {
  const nodes = new Map<string, UnitNode>()
  for (const unit of units)
    nodes.set(unit.id, { ...unit, depth: 0, wholeCount: unit.staffCount, children: [] })
  const roots: UnitNode[] = []
  for (const node of nodes.values()) {
    const parent = node.parentId === null ? undefined : nodes.get(node.parentId)
    if (parent) parent.children.push(node)
    else roots.push(node)
  }
  for (const root of roots) settle(root, 0)
  return roots
}

function settle(node: UnitNode, depth: number): number {
  node.depth = depth
  for (const child of node.children) node.wholeCount += settle(child, depth + 1)
  return node.wholeCount
}

export function flatten(nodes: readonly UnitNode[]): UnitNode[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children)])
}
