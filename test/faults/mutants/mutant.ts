import type { RunOptions } from '../options.ts'

/** The product with one protection taken out: a change of its text that is made in a copy, never in the product. */
export interface Mutant {
  name: string
  /** What is off. */
  protection: string
  edits: { file: string; find: string; replace: string }[]
  /** Rows that must turn red. */
  caughtBy: string[]
  /** True when the small numbers would not show it. */
  needsFull?: boolean
  numbers?: Partial<RunOptions>
}
