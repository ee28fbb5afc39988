import { isDatabaseAway, isWorthRepeating } from '../../platform/db/database-error.ts'
import { isWecomError } from '../../wecom/index.ts'
import type { RunError } from './contract.ts'

/** A step that cannot go on, in the words a person needs. */
export class RunFailure extends Error {
  constructor(
    readonly kind: RunError,
    message: string,
  ) {
    super(message)
    this.name = 'RunFailure'
  }
}

export function failureOf(error: unknown): { kind: RunError; text: string } {
  if (error instanceof RunFailure) return { kind: error.kind, text: error.message }
  if (isWecomError(error, 'denied')) return { kind: 'no-permission', text: error.message }
  if (isWecomError(error)) return { kind: 'failed', text: error.message }
  return { kind: 'failed', text: 'The service itself failed; the log has the details' }
}

/**
 * Worth waiting for: the run keeps its place and goes on later. 'expired' is a token that died twice within one call;
 * nothing else that sync reads can expire.
 */
export function isPassing(error: unknown): boolean {
  if (isWecomError(error, 'busy', 'limited', 'down', 'unknown', 'expired')) return true
  return isWorthRepeating(error) || isDatabaseAway(error)
}
