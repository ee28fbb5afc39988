import { parseEvent } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'

export interface WelcomeCode {
  welcomeCode: string
  externalUserid: string
  userid: string
  /** What the newcomer came by. */
  state: string | undefined
  createdAt: number
}

/** The code of a received event; null when the event has none, or is gone. */
export async function openCode(
  deps: Deps,
  { corpId, hash }: { corpId: string; hash: string },
): Promise<WelcomeCode | null> {
  const rows = await deps.database.sql.all<{ bodySealed: string }>(
    'SELECT "bodySealed" FROM "InboxEvent" WHERE "corpId" = ? AND "hash" = ?',
    [corpId, hash],
  )
  if (!rows[0]) return null
  const event = parseEvent(deps.sealer.open(rows[0].bodySealed))
  if (event.kind !== 'contact' || event.welcomeCode === undefined) return null
  const { welcomeCode, externalUserid, userid, state, createdAt } = event
  return { welcomeCode, externalUserid, userid, state, createdAt }
}
