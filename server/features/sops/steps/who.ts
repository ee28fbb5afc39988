import type { Scope } from '../../../platform/http/scope.ts'
import { memberRows } from '../../audiences/list-members.ts'
import type { Deps } from '../../deps.ts'
import type { StepRow } from './contract.ts'

export interface About {
  customerId: string
  chatId: string | null
  groupName: string | null
}
type Who = Pick<StepRow, 'kind' | 'name' | 'isMasked' | 'customerId' | 'externalUserid' | 'chatId'>

/** Whom steps are about, as far as this person may see them. */
export async function readWho(
  deps: Deps,
  scope: Scope,
  rows: readonly About[],
): Promise<(row: About) => Who> {
  const ids = rows.flatMap((row) => (row.customerId === '' ? [] : row.customerId))
  const people = new Map((await memberRows(deps, scope, [...new Set(ids)])).map((row) => [row.id, row]))
  return ({ customerId, chatId, groupName }) => {
    const isGroup = chatId !== null
    const person = people.get(customerId)
    const isSeen = person !== undefined && !person.isMasked
    return {
      kind: isGroup ? 'group' : 'customer',
      name: isGroup ? (groupName ?? '') : (person?.name ?? ''),
      isMasked: !isGroup && !isSeen,
      customerId: isSeen ? customerId : null,
      externalUserid: isSeen ? person.externalUserid : null,
      chatId,
    }
  }
}
