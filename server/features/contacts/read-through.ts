import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { syncContact } from './sync.ts'

/**
 * For a chat that is opened before the contact is in the copy: reads that one at once. Also brings the members' own
 * tags, which no batch has. 'not-a-contact': nobody in range follows this person.
 */
export async function readContactThrough(
  deps: Deps,
  scope: Scope,
  externalUserid: string,
): Promise<'read' | 'not-a-contact'> {
  const { isGone } = await syncContact(deps, {
    corpId: scope.corpId,
    externalUserid,
    priority: 'interactive',
  })
  return isGone ? 'not-a-contact' : 'read'
}
