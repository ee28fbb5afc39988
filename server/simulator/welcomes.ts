// Welcome codes: twenty seconds, one use.

import { randomBytes } from 'node:crypto'

const LIFE_MS = 20_000

export interface Welcome {
  userid: string
  externalUserid: string
}

export interface WelcomeBook {
  issue(welcome: Welcome): string
  use(code: string): Welcome | 'unknown' | 'late' | 'used'
}

export function createWelcomeBook(now: () => number): WelcomeBook {
  const codes = new Map<string, Welcome & { expiresAtMs: number; used: boolean }>()
  return {
    issue: (welcome) => {
      const code = `WELCOME${randomBytes(18).toString('base64url')}`
      codes.set(code, { ...welcome, expiresAtMs: now() + LIFE_MS, used: false })
      return code
    },
    use: (code) => {
      const known = codes.get(code)
      if (!known) return 'unknown'
      if (known.used) return 'used'
      if (known.expiresAtMs < now()) return 'late'
      known.used = true
      return { userid: known.userid, externalUserid: known.externalUserid }
    },
  }
}
