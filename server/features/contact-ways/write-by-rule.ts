import type { SqlTx } from '../../platform/db/index.ts'
import { followDigest, followKey } from '../contacts/incoming.ts'
import { editedTags, remarkPayload } from '../contacts/pending-edits.ts'
import type { StoredFollow } from '../contacts/stored.ts'
import { writeContacts } from '../contacts/write-contacts.ts'
import type { Deps } from '../deps.ts'
import { planEffect } from '../effects/plan-effect.ts'
import { netEdit } from '../tags/edit-tags.ts'

/** WeCom's limit for a remark, in characters. */
const REMARK_MOST = 20

/** The name keeps what room the tail leaves; a remark that has the tail already stays. */
export function remarkWithTail(remark: string, tail: string): string {
  if (tail === '' || remark.endsWith(tail)) return remark
  return [...remark].slice(0, REMARK_MOST - [...tail].length).join('') + tail
}

/** Tags and remark of a newcomer, as if the member had edited them: the copy at once, WeCom by the outbox. */
export async function writeByRule(
  deps: Deps,
  tx: SqlTx,
  {
    corpId,
    before,
    addTagIds,
    remarkTail,
  }: { corpId: string; before: StoredFollow; addTagIds: readonly string[]; remarkTail: string },
): Promise<void> {
  const add = addTagIds.filter((id) => !before.tagIds.includes(id))
  const remark = remarkWithTail(before.remark, remarkTail)
  if (add.length === 0 && remark === before.remark) return
  const fields = { ...before, remark, tagIds: editedTags(before.tagIds, { add, remove: [] }) }
  const follow = { ...fields, digest: followDigest(fields, deps.sealer) }
  await writeContacts(tx, deps, { corpId, contacts: [], follows: [follow], readAt: deps.clock.now() })
  const { staffId, externalUserid } = before
  const shared = { corpId, createdBy: null, notBefore: deps.clock.now() }
  if (add.length > 0)
    await planEffect(tx, deps, {
      ...shared,
      kind: 'tag',
      key: `tag:${followKey(before)}`,
      payload: { staffId, externalUserid, add, remove: [] },
      merge: (waiting) => netEdit(waiting, { add, remove: [] }),
    })
  if (remark !== before.remark)
    await planEffect(tx, deps, {
      ...shared,
      kind: 'remark',
      key: `remark:${followKey(before)}`,
      payload: { staffId, externalUserid, remark },
      merge: (waiting) => ({ ...remarkPayload.parse(waiting), remark }),
    })
}
