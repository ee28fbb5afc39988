import { seal, sealedQuery } from '../../server/simulator/callbacks/cipher.ts'
import type { Lab } from './lab.ts'

/** Posts a message to the service as WeCom would, whatever is in it. */
export function sendText(lab: Lab, message: string | Uint8Array): Promise<number> {
  return sendSealed(lab, seal(lab.simulator.corp.keys, message))
}

/** Correctly signed, so that what is inside the cipher text is all that is wrong. */
export async function sendSealed(lab: Lab, sealed: string): Promise<number> {
  const { keys } = lab.simulator.corp
  const query = sealedQuery(keys, sealed, lab.simulator.clock.now())
  const answer = await fetch(`${lab.callbackUrl}?${query.toString()}`, {
    method: 'POST',
    body: `<xml><ToUserName><![CDATA[${keys.receiveId}]]></ToUserName><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`,
  })
  return answer.status
}
