import type { BatchRow, ContactDetail, Priority } from '../../wecom/index.ts'
import { isWecomError } from '../../wecom/index.ts'
import { createGroupCommit, type GroupCommit } from '../../platform/db/group-commit.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { ensureStaff } from '../staff/sync.ts'
import { userKeyOf, type StaffIndex } from '../staff/find-staff.ts'
import { findDifferences, type Difference } from './compare.ts'
import { endFollows, type EndedBy } from './end-follows.ts'
import {
  followKey,
  incomingContact,
  incomingFollow,
  type IncomingContact,
  type IncomingFollow,
} from './incoming.ts'
import { overlayPendingEdits } from './pending-edits.ts'
import { writePersonalTags } from './personal-tags.ts'
import { writeContacts, type Written } from './write-contacts.ts'

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

/** What an event said beyond "look again". */
export interface ContactHint {
  change: 'removed-by-member' | 'removed-by-contact' | 'other'
  userid: string
  byTransfer: boolean
  at: Date
}

export interface ContactRead {
  /** Nobody in range follows this contact (any more). */
  isGone: boolean
  written: Written | null
  ended: number
}

/** Contacts that are written together; more would keep others waiting for the writer. */
const TOGETHER = 6

/** What was read of a contact, on its way into the copy. */
interface Answer {
  corpId: string
  externalUserid: string
  readAt: Date
  detail: ContactDetail | null
  page: ContactPage
  difference: Difference
  hints: readonly ContactHint[]
  staff: StaffIndex
}

type Applied = Pick<ContactRead, 'ended'> & { written: Written }

const writers = new WeakMap<Deps, GroupCommit<Answer, Applied>>()

/** In a storm of events what was read while one transaction ran is written by the next one, not each by its own. */
function writerOf(deps: Deps): GroupCommit<Answer, Applied> {
  const known = writers.get(deps)
  if (known) return known
  const writer = createGroupCommit<Answer, Applied>({
    sql: deps.database.sql,
    maxItems: TOGETHER,
    async write(tx, answers) {
      const applied: Applied[] = []
      for (const answer of answers) applied.push(await applyAnswer(tx, deps, answer))
      return applied
    },
  })
  writers.set(deps, writer)
  return writer
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
  const answer = { corpId, externalUserid, readAt, detail, page, difference, hints, staff }
  const result = await writerOf(deps).add(answer)
  if (result.written.touched.length > 0 || result.ended > 0 || hints.length > 0)
    deps.live.tell({ corpId, topic: 'contact', id: externalUserid })
  return { isGone: detail === null, ...result }
}

async function applyAnswer(
  tx: SqlTx,
  deps: Deps,
  { corpId, externalUserid, readAt, detail, page, difference, hints, staff }: Answer,
): Promise<Applied> {
  const happenedAt = hints.at(-1)?.at
  const written = await writeContacts(tx, deps, {
    corpId,
    readAt,
    ...difference,
    ...(happenedAt ? { happenedAt } : {}),
  })
  if (detail) await writePersonalTags(tx, { corpId, detail, staff })
  await markLeavers(tx, deps, { corpId, externalUserid, hints, staff })
  if (detail !== null && detail.invalidRows.length > 0) return { written, ended: 0 }
  const seen = page.follows
  return {
    written,
    ended: await endMissing(tx, deps, { corpId, externalUserid, seen, hints, staff, readAt }),
  }
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

/** The customer deleted the member: the relation still works one way, and only the event tells. */
async function markLeavers(
  tx: SqlTx,
  deps: Deps,
  input: { corpId: string; externalUserid: string; hints: readonly ContactHint[]; staff: StaffIndex },
): Promise<void> {
  for (const hint of input.hints) {
    const staffId = input.staff.get(userKeyOf(hint.userid))
    if (hint.change !== 'removed-by-contact' || staffId === undefined) continue
    await tx.run(
      `UPDATE "Follow" SET "customerLeftAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "staffId" = ? AND "externalUserid" = ?
       AND "endedAt" IS NULL AND "followedAt" <= ? AND ("customerLeftAt" IS NULL OR "customerLeftAt" < "followedAt")`,
      [hint.at, deps.clock.now(), input.corpId, staffId, input.externalUserid, hint.at],
    )
  }
}

interface LiveFollow {
  staffId: string
  externalUserid: string
  status: string
}

/**
 * Relations that the answer does not show any more. Those of staff who left wait for a new owner instead of ending,
 * unless an event says that this one moved.
 */
async function endMissing(
  tx: SqlTx,
  deps: Deps,
  input: {
    corpId: string
    externalUserid: string
    seen: readonly IncomingFollow[]
    hints: readonly ContactHint[]
    staff: StaffIndex
    readAt: Date
  },
): Promise<number> {
  const { corpId, externalUserid, readAt } = input
  const live = await tx.all<LiveFollow>(
    `SELECT f."staffId", f."externalUserid", s."status" FROM "Follow" f JOIN "Staff" s ON s."corpId" = f."corpId" AND s."id" = f."staffId"
     WHERE f."corpId" = ? AND f."externalUserid" = ? AND f."endedAt" IS NULL AND f."updatedAt" <= ?`,
    [corpId, externalUserid, readAt],
  )
  const seen = new Set(input.seen.map(followKey))
  let ended = 0
  for (const follow of live.filter((row) => !seen.has(followKey(row)))) {
    const hint = input.hints.findLast((one) => input.staff.get(userKeyOf(one.userid)) === follow.staffId)
    if (follow.status === 'left' && !hint) continue
    ended += await endFollows(tx, deps, {
      corpId,
      follows: [follow],
      endedBy: endedBy(hint),
      at: hint?.at ?? readAt,
    })
  }
  return ended
}

function endedBy(hint: ContactHint | undefined): EndedBy {
  if (hint?.byTransfer) return 'transfer'
  if (hint?.change === 'removed-by-member') return 'staff'
  return hint?.change === 'removed-by-contact' ? 'customer' : 'reconcile'
}
