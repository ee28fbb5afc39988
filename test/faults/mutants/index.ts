import { UsageError } from '../../../server/platform/usage-error.ts'
import { ackFirst } from './ack-first.ts'
import { callBeforeIntent } from './call-before-intent.ts'
import { checkpointFirst } from './checkpoint-first.ts'
import { deleteOnPartial } from './delete-on-partial.ts'
import { documentedDedupKey } from './documented-dedup-key.ts'
import { madeAnew } from './made-anew.ts'
import type { Mutant } from './mutant.ts'
import { noDedup } from './no-dedup.ts'
import { noLock } from './no-lock.ts'
import { noUniqueIndex } from './no-unique-index.ts'
import { repeatUnasked } from './repeat-unasked.ts'
import { settleTwice } from './settle-twice.ts'

export const mutants: readonly Mutant[] = [
  checkpointFirst,
  ackFirst,
  noLock,
  noDedup,
  documentedDedupKey,
  deleteOnPartial,
  callBeforeIntent,
  noUniqueIndex,
  repeatUnasked,
  madeAnew,
  settleTwice,
]

export function findMutant(name: string): Mutant {
  const found = mutants.find((one) => one.name === name)
  if (!found)
    throw new UsageError(`no mutant ${name}; there are ${mutants.map((one) => one.name).join(', ')}`)
  return found
}
