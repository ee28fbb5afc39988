import { isActionRule } from '../../server/domain/actions.ts'
import { recordOutcome, type Outcome, type OutcomeInput } from '../api/actions.ts'
import { asProblem } from '../api/problem.ts'

export interface RecordedOutcome {
  id: string
  rule: string | null
  scriptId: string | null
  outcome: OutcomeInput['outcome']
  reason?: string | undefined
  factsDigest?: string | undefined
}

const WAITS_MS = [1_000, 4_000]
const WORTH_ANOTHER_TRY = new Set([
  'offline',
  'timeout',
  'database-busy',
  'database-away',
  'internal',
  'bad-answer',
])

/** Tells the server what became of a proposal. The id was made once, so telling it again is harmless. */
export async function tellOutcome(
  customerId: string,
  { rule, reason, factsDigest, ...rest }: RecordedOutcome,
): Promise<Outcome> {
  const input: OutcomeInput = {
    ...rest,
    customerId,
    rule: rule !== null && isActionRule(rule) ? rule : null,
    ...(reason === undefined ? {} : { reason }),
    ...(factsDigest === undefined ? {} : { factsDigest }),
  }
  return untilTold(() => recordOutcome(input))
}

/** Tells it again when the way there was bad; what was done stays done meanwhile. */
export async function untilTold<T>(tell: () => Promise<T>): Promise<T> {
  for (let turn = 0; ; turn++) {
    try {
      return await tell()
    } catch (error) {
      const wait = WAITS_MS[turn]
      if (wait === undefined || !WORTH_ANOTHER_TRY.has(asProblem(error).kind)) throw error
      await new Promise((resume) => setTimeout(resume, wait))
    }
  }
}
