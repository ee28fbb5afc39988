import { ulid } from 'ulid'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { requireCustomer } from './policy.ts'
import { tellPages } from './tell-pages.ts'

/** A note stays with the customer, whoever follows them later. */
export async function addNote(
  deps: Deps,
  scope: Scope,
  { customerId, text }: { customerId: string; text: string },
): Promise<{ id: string }> {
  await requireCustomer(deps, scope, customerId)
  const now = deps.clock.now()
  const id = ulid(now.getTime())
  const { corpId, staffId } = scope
  await deps.database.db.$transaction(async (tx) => {
    await tx.note.create({ data: { corpId, id, customerId, staffId, text, createdAt: now } })
    await tx.timelineEvent.create({
      data: {
        corpId,
        id,
        customerId,
        at: now,
        kind: 'note',
        key: `note:${id}`,
        staffId,
        search: text.toLowerCase(),
        detailJson: JSON.stringify({ text }),
      },
    })
  })
  await tellPages(deps, corpId, [customerId])
  return { id }
}
