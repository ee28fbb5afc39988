import type { BatchRow, ContactDetail, Priority } from '../../wecom/index.ts'
import { isWecomError } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { ensureStaff } from '../staff/sync.ts'
import { userKeyOf, type StaffIndex } from '../staff/find-staff.ts'
import { findDifferences, type Difference } from './compare.ts'
import { incomingContact, incomingFollow, type IncomingContact, type IncomingFollow } from './incoming.ts'
import { overlayPendingEdits } from './pending-edits.ts'
import { type ContactHint, writeAnswer } from './write-answers.ts'

export interface ContactPage {
  contacts: IncomingContact[]
  follows: IncomingFollow[]
}

/** Rows of a batch in our shape. A contact followed by two of the asked members comes twice. */
export function pageOfBatch(
  rows: readonly BatchRow[],
  { staff, sealer }: { staff: StaffIndex; sealer: Deps['sealer'] },
): ContactPage {
  const contacts = new Map<string, IncomingContact>()
  const follows: IncomingFollow[] = []
  for (const { contact, follow } of rows) {
    const { externalUserid } = contact
    const staffId = staff.get(userKeyOf(follow.userid))
    if (staffId === undefined) continue
    if (!contacts.has(externalUserid)) contacts.set(externalUserid, incomingContact(contact))
    follows.push(incomingFollow(follow, { staffId, externalUserid, sealer }))
  }
  return { contacts: [...contacts.values()], follows }
}

/** What of a page must be written, with our own unsent edits on top. Reads only. */
export async function planContacts(
  deps: Deps,
  page: ContactPage & { corpId: string; readAt: Date; withoutEffect?: string },
): Promise<Difference> {
  const { sql } = deps.database
  const found = await findDifferences(sql, page)
  if (found.follows.length === 0) return found
  const { corpId, readAt } = page
  const follows = await overlayPendingEdits(sql, { ...page, follows: found.follows, sealer: deps.sealer })
  return follows.every((follow, n) => follow.digest === found.follows[n]?.digest)
    ? found
    : findDifferences(sql, { corpId, readAt, contacts: page.contacts, follows })
}

export interface ContactRead {
  /** Nobody in range follows this contact (any more). */
  isGone: boolean
  /** Relations that the answer does not show any more. */
  ended: number
}

/** Reads one contact again and makes the copy equal: after an event, an own write, or when a chat is opened. */
export async function syncContact(
  deps: Deps,
  input: {
    corpId: string
    externalUserid: string
    hints?: readonly ContactHint[]
    priority?: Priority
    /** An own edit that WeCom refused: it is not put on top of the answer. */
    withoutEffect?: string
  },
): Promise<ContactRead> {
  const { corpId, externalUserid, hints = [], priority = 'normal', withoutEffect } = input
  const readAt = deps.clock.now()
  const detail = await ask(deps, { corpId, externalUserid, priority })
  const staff = await ensureStaff(deps, corpId, [
    ...(detail?.follows ?? []).map((follow) => follow.userid),
    ...hints.map((hint) => hint.userid),
  ])
  const page = detail ? pageOfDetail(detail, { staff, sealer: deps.sealer }) : { contacts: [], follows: [] }
  const difference = await planContacts(deps, {
    corpId,
    readAt,
    ...page,
    ...(withoutEffect ? { withoutEffect } : {}),
  })
  const { follows } = page
  const answer = { corpId, externalUserid, readAt, detail, follows, difference, hints, staff }
  const { isWritten, ended } = await writeAnswer(deps, answer)
  if (isWritten || ended > 0 || hints.length > 0)
    deps.live.tell({ corpId, topic: 'contact', id: externalUserid })
  return { isGone: detail === null, ended }
}

async function ask(
  deps: Deps,
  { corpId, externalUserid, priority }: { corpId: string; externalUserid: string; priority: Priority },
): Promise<ContactDetail | null> {
  try {
    return await deps.wecomOf(corpId).contacts.get(externalUserid, { priority })
  } catch (error) {
    if (isWecomError(error, 'gone')) return null
    throw error
  }
}

function pageOfDetail(
  detail: ContactDetail,
  index: { staff: StaffIndex; sealer: Deps['sealer'] },
): ContactPage {
  const rows = detail.follows.map((follow) => ({ contact: detail.contact, follow }))
  const { follows } = pageOfBatch(rows, index)
  return { contacts: follows.length > 0 ? [incomingContact(detail.contact)] : [], follows }
}
