import { isWecomError, type ContactDetail } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { userKeyOf } from '../staff/find-staff.ts'

/** What WeCom says now of one relation; null when it does not show it. For asking what became of a write. */
export async function readOwnFollow(
  deps: Deps,
  { corpId, userid, externalUserid }: { corpId: string; userid: string; externalUserid: string },
): Promise<ContactDetail['follows'][number] | null> {
  try {
    const { follows } = await deps.wecomOf(corpId).contacts.get(externalUserid)
    return follows.find((follow) => userKeyOf(follow.userid) === userKeyOf(userid)) ?? null
  } catch (error) {
    // The write itself will be told the same, with the reason a person sees.
    if (isWecomError(error, 'gone')) return null
    throw error
  }
}
