import type { SqlTx } from '../../platform/db/index.ts'
import { followKey, type IncomingContact, type IncomingFollow } from './incoming.ts'
import { readSuspects, type Suspect } from './stored.ts'

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
  if (page.follows.length === 0) return { contacts: [], follows: [] }
  const digests = new Map(page.contacts.map(({ externalUserid, digest }) => [externalUserid, digest]))
  const suspects = await readSuspects(
    sql,
    page.corpId,
    page.follows.map(({ externalUserid, staffId, digest }) => {
      return {
        externalUserid,
        contactDigest: digests.get(externalUserid) ?? '',
        staffId,
        followDigest: digest,
      }
    }),
  )
  if (suspects.length === 0) return { contacts: [], follows: [] }
  const byContact = new Map(suspects.map((suspect) => [suspect.externalUserid, suspect]))
  const byFollow = new Map(suspects.map((suspect) => [followKey(suspect), suspect]))
  const since = page.readAt.getTime()
  return {
    contacts: page.contacts.filter((contact) =>
      contactDiffers(contact, byContact.get(contact.externalUserid), since),
    ),
    follows: page.follows.filter((follow) => followDiffers(follow, byFollow.get(followKey(follow)), since)),
  }
}

function contactDiffers(contact: IncomingContact, suspect: Suspect | undefined, since: number): boolean {
  if (!suspect) return false
  if (suspect.contactUpdatedAt === null) return true
  if (suspect.contactDigest === contact.digest && suspect.lostAt === null) return false
  return Date.parse(suspect.contactUpdatedAt) <= since
}

function followDiffers(follow: IncomingFollow, suspect: Suspect | undefined, since: number): boolean {
  if (!suspect) return false
  if (suspect.followUpdatedAt === null) return true
  if (suspect.followDigest === follow.digest && suspect.endedAt === null && !suspect.awaitingHandover)
    return false
  return Date.parse(suspect.followUpdatedAt) <= since
}
