// Access tokens, JS tickets, OAuth codes and user tickets. All die on the simulator's clock.

import { randomBytes } from 'node:crypto'

export interface AppIdentity {
  kind: 'app' | 'directory'
  agentId: number
  secret: string
}

interface Issued {
  app: AppIdentity
  expiresAtMs: number
  revoked: boolean
}

export const TOKEN_LIFE_S = 7200
const CODE_LIFE_MS = 5 * 60_000
const USER_TICKET_LIFE_MS = 1800_000

export interface OauthIdentity {
  kind: 'member' | 'outsider'
  /** userid of a member, external_userid of a customer. */
  id: string
  withTicket: boolean
}

export interface TokenDesk {
  /** One valid token per app: asking again while it lives gives the same one. */
  accessToken(app: AppIdentity): { value: string; expiresInS: number }
  check(token: string): { app: AppIdentity } | 'invalid' | 'expired'
  /** Kills the token of one app, or of all. */
  revoke(agentId?: number): void
  ticket(kind: 'corp' | 'agent', app: AppIdentity): { value: string; expiresInS: number }
  ticketsFor(kind: 'corp' | 'agent', agentId: number): readonly string[]
  newCode(identity: OauthIdentity): string
  useCode(code: string): OauthIdentity | 'unknown' | 'used' | 'expired'
  newUserTicket(userid: string): string
  readUserTicket(ticket: string): string | 'unknown' | 'expired'
  issuedTokens(): number
}

const secretText = (bytes: number): string => randomBytes(bytes).toString('base64url')

export function createTokenDesk(now: () => number): TokenDesk {
  const tokens = new Map<string, Issued>()
  const current = new Map<string, string>()
  const tickets = new Map<string, { value: string; expiresAtMs: number }[]>()
  const codes = new Map<string, { identity: OauthIdentity; expiresAtMs: number; used: boolean }>()
  const userTickets = new Map<string, { userid: string; expiresAtMs: number }>()
  const left = (expiresAtMs: number): number => Math.max(1, Math.floor((expiresAtMs - now()) / 1000))
  return {
    accessToken: (app) => {
      const held = current.get(app.secret)
      const issued = held === undefined ? undefined : tokens.get(held)
      if (held !== undefined && issued && !issued.revoked && issued.expiresAtMs > now()) {
        return { value: held, expiresInS: left(issued.expiresAtMs) }
      }
      // Two tokens of one app never live at the same time: a dead one has no way back.
      const value = secretText(96)
      tokens.set(value, { app, expiresAtMs: now() + TOKEN_LIFE_S * 1000, revoked: false })
      current.set(app.secret, value)
      return { value, expiresInS: TOKEN_LIFE_S }
    },
    check: (token) => {
      const issued = tokens.get(token)
      if (!issued || issued.revoked) return 'invalid'
      return issued.expiresAtMs <= now() ? 'expired' : { app: issued.app }
    },
    revoke: (agentId) => {
      for (const issued of tokens.values()) {
        if (agentId === undefined || issued.app.agentId === agentId) issued.revoked = true
      }
    },
    ticket: (kind, app) => {
      const key = `${kind} ${kind === 'corp' ? '' : app.agentId}`
      const list = (tickets.get(key) ?? []).filter((one) => one.expiresAtMs > now())
      tickets.set(key, list)
      const held = list.at(-1)
      if (held) return { value: held.value, expiresInS: left(held.expiresAtMs) }
      const value = secretText(60)
      list.push({ value, expiresAtMs: now() + TOKEN_LIFE_S * 1000 })
      return { value, expiresInS: TOKEN_LIFE_S }
    },
    ticketsFor: (kind, agentId) =>
      (tickets.get(`${kind} ${kind === 'corp' ? '' : agentId}`) ?? [])
        .filter((one) => one.expiresAtMs > now())
        .map((one) => one.value),
    newCode: (identity) => {
      const code = secretText(32)
      codes.set(code, { identity, expiresAtMs: now() + CODE_LIFE_MS, used: false })
      return code
    },
    useCode: (code) => {
      const known = codes.get(code)
      if (!known) return 'unknown'
      if (known.used) return 'used'
      if (known.expiresAtMs <= now()) return 'expired'
      known.used = true
      return known.identity
    },
    newUserTicket: (userid) => {
      const ticket = secretText(48)
      userTickets.set(ticket, { userid, expiresAtMs: now() + USER_TICKET_LIFE_MS })
      return ticket
    },
    readUserTicket: (ticket) => {
      const known = userTickets.get(ticket)
      if (!known) return 'unknown'
      return known.expiresAtMs <= now() ? 'expired' : known.userid
    },
    issuedTokens: () => tokens.size,
  }
}
