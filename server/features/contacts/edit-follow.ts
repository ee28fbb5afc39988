import type { Scope } from '../../platform/http/scope.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { planEffect, type Planned } from '../effects/plan-effect.ts'
import { followDigest, followKey, type IncomingFollow } from './incoming.ts'
import type { StoredFollow } from './stored.ts'
import { writeContacts } from './write-contacts.ts'

/** An undo within this time costs no call, and several edits in a row become one. */
export const EDIT_WAIT_MS = 1_500

/**
 * An own edit: the copy shows it at once, with its history, and the write to WeCom is planned in the same transaction.
 * WeCom sends no event for what we write ourselves, so the copy must be right by itself.
 */
export async function writeOwnEdit(
  tx: SqlTx,
  deps: Deps,
  input: {
    scope: Scope
    before: StoredFollow
    change: Partial<Pick<IncomingFollow, 'remark' | 'description' | 'tagIds'>>
    effect: { kind: string; payload: unknown; merge(waiting: unknown): unknown }
  },
): Promise<Planned> {
  const { scope, before, change, effect } = input
  const { corpId } = scope
  const fields = { ...before, ...change }
  const follow: IncomingFollow = { ...fields, digest: followDigest(fields, deps.sealer) }
  // The row in hand is the newest there is: the transaction has read it.
  const readAt = deps.clock.now()
  if (follow.digest === before.digest) return { id: null, notBefore: readAt }
  await writeContacts(tx, deps, { corpId, contacts: [], follows: [follow], readAt })
  return planEffect(tx, deps, {
    corpId,
    kind: effect.kind,
    key: `${effect.kind}:${followKey(before)}`,
    payload: effect.payload,
    createdBy: scope.staffId,
    notBefore: new Date(readAt.getTime() + EDIT_WAIT_MS),
    merge: (waiting) => effect.merge(waiting),
  })
}
