import { UsageError } from '../../../server/platform/usage-error.ts'
import { ackFirst } from './ack-first.ts'
import { callBeforeIntent } from './call-before-intent.ts'
import { checkpointFirst } from './checkpoint-first.ts'
import { deleteOnPartial } from './delete-on-partial.ts'
import { documentedDedupKey } from './documented-dedup-key.ts'
import type { Mutant } from './mutant.ts'
import { noDedup } from './no-dedup.ts'
import { noLock } from './no-lock.ts'
import { noUniqueIndex } from './no-unique-index.ts'

export const mutants: readonly Mutant[] = [
  checkpointFirst,
  ackFirst,
  noLock,
  noDedup,
  documentedDedupKey,
  deleteOnPartial,
  callBeforeIntent,
  noUniqueIndex,
]

export function findMutant(name: string): Mutant {
  const found = mutants.find((one) => one.name === name)
  if (!found)
    throw new UsageError(`no mutant ${name}; there are ${mutants.map((one) => one.name).join(', ')}`)
  return found
}
