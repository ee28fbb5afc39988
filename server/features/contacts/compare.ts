import type { SqlTx } from '../../platform/db/index.ts'
import { followKey, type IncomingContact, type IncomingFollow } from './incoming.ts'
import { readMarks, type StoredMark } from './stored.ts'

/** The rows of a page that differ from the copy; most pages have none. */
export interface Difference {
  contacts: IncomingContact[]
  follows: IncomingFollow[]
}

/**
 * One read for the whole page. A row that was written after the page was asked for is newer than the page and stays.
 */
export async function findDifferences(
  sql: SqlTx,
  page: {
    corpId: string
    contacts: readonly IncomingContact[]
    follows: readonly IncomingFollow[]
    readAt: Date
  },
): Promise<Difference> {
  if (page.contacts.length === 0) return { contacts: [], follows: [] }
  const marks = await readMarks(
    sql,
    page.corpId,
    page.contacts.map((contact) => contact.externalUserid),
  )
  const contactMarks = new Map(marks.map((mark) => [mark.externalUserid, mark]))
  const followMarks = new Map(
    marks.flatMap((mark) =>
      mark.staffId === null
        ? []
        : [[followKey({ staffId: mark.staffId, externalUserid: mark.externalUserid }), mark]],
    ),
  )
  const since = page.readAt.getTime()
  return {
    contacts: page.contacts.filter((contact) =>
      contactDiffers(contact, contactMarks.get(contact.externalUserid), since),
    ),
    follows: page.follows.filter((follow) =>
      followDiffers(follow, followMarks.get(followKey(follow)), since),
    ),
  }
}

function contactDiffers(contact: IncomingContact, mark: StoredMark | undefined, since: number): boolean {
  if (!mark) return true
  if (mark.contactDigest === contact.digest && mark.lostAt === null) return false
  return Date.parse(mark.contactUpdatedAt) <= since
}

function followDiffers(follow: IncomingFollow, mark: StoredMark | undefined, since: number): boolean {
  if (!mark) return true
  if (mark.followDigest === follow.digest && mark.endedAt === null && mark.awaitingHandover === 0)
    return false
  return Date.parse(mark.followUpdatedAt ?? '') <= since
}
