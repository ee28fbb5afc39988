import { createHash } from 'node:crypto'
import type { Deps } from '../../../server/features/deps.ts'

/** A received event that was set aside after its tries. */
export async function makeInboxEvent(
  { database, sealer, clock }: Deps,
  { corpId, objectId }: { corpId: string; objectId: string },
): Promise<string> {
  const hash = createHash('sha256')
    .update(String((made += 1)))
    .digest('hex')
  const at = clock.now()
  await database.db.inboxEvent.create({
    data: {
      corpId,
      hash,
      event: 'change_external_contact',
      changeType: 'edit_external_contact',
      objectId,
      bodySealed: sealer.seal(bodyOf(corpId, objectId)),
      createdAtSec: Math.floor(at.getTime() / 1000),
      receivedAt: at,
      state: 'parked',
      attempts: 5,
      errorText: 'WeCom did not answer',
    },
  })
  return hash
}

function bodyOf(corpId: string, externalUserid: string): string {
  const fields = {
    ToUserName: corpId,
    FromUserName: 'sys',
    CreateTime: 1403610513,
    MsgType: 'event',
    Event: 'change_external_contact',
    ChangeType: 'edit_external_contact',
    UserID: 'lina',
    ExternalUserID: externalUserid,
  }
  const lines = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`)
  return `<xml>${lines.join('')}</xml>`
}

let made = 0
