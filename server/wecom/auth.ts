import { z } from 'zod'
import { readExpiring } from './client.ts'
import type { Client } from './client.ts'
import { optionalText, unreadable } from './parse.ts'
import type { WecomAuth } from './types.ts'

// The new path spells its fields in lower case, the old one in mixed case; some corps still see the old spelling.
const identity = z.object({
  userid: optionalText,
  UserId: optionalText,
  openid: optionalText,
  OpenId: optionalText,
  external_userid: optionalText,
  user_ticket: optionalText,
})

export function createAuth(client: Client): WecomAuth {
  // A page waits for its signature.
  const soon = { priority: 'interactive' } as const
  async function fetchTicket(api: string, query: Record<string, string> = {}) {
    return readExpiring(await client.call({ api, query, safe: true }, soon), 'ticket', api)
  }
  const corp = client.credential('corp-ticket', () => fetchTicket('get_jsapi_ticket'))
  const agent = client.credential('agent-ticket', () => fetchTicket('ticket/get', { type: 'agent_config' }))
  return {
    async exchangeCode(code, options) {
      const api = 'auth/getuserinfo'
      // A code works once. Should an answer be lost, repeating ends in 'expired', which is the right outcome.
      const answer = await client.call(
        { api, query: { code }, safe: true, codes: [code] },
        { ...soon, ...options },
      )
      const found = identity.parse(answer)
      const userid = found.userid ?? found.UserId
      if (userid)
        return { kind: 'member', userid, ...(found.user_ticket ? { userTicket: found.user_ticket } : {}) }
      const openid = found.openid ?? found.OpenId
      if (!openid) throw unreadable(api, 'neither userid nor openid')
      const externalUserid = found.external_userid
      return { kind: 'outsider', openid, ...(externalUserid ? { externalUserid } : {}) }
    },
    async corpTicket() {
      const { value, expiresAt } = await corp.get()
      return { ticket: value, expiresAt }
    },
    async agentTicket() {
      const { value, expiresAt } = await agent.get()
      return { ticket: value, expiresAt }
    },
  }
}
