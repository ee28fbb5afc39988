import { randomBytes } from 'node:crypto'
import { AppError } from '../../platform/http/app-error.ts'
import type { App } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { hashToken } from './sessions.ts'

export const STATE_LIFE_MS = 10 * 60_000

/** Remembers a login that is on its way: single use, ten minutes, bound to the browser. */
export async function rememberLogin(
  deps: Deps,
  login: { corpId: string; app: App; returnPath: string; browserNonce: string },
): Promise<string> {
  // WeCom allows only letters and digits in state, so hex and not base64url.
  const state = randomBytes(16).toString('hex')
  await deps.database.db.oauthState.create({
    data: {
      stateHash: hashToken(state),
      corpId: login.corpId,
      app: login.app,
      returnPath: login.returnPath,
      browserHash: hashToken(login.browserNonce),
      expiresAt: new Date(deps.clock.nowMs() + STATE_LIFE_MS),
    },
  })
  return state
}

/** Takes the state out of the table: a second use, a foreign browser or a late one is refused. */
export async function redeemLogin(
  deps: Deps,
  { state, browserNonceOf }: { state: string; browserNonceOf: (app: App) => string | null },
): Promise<{ corpId: string; app: App; returnPath: string }> {
  const stateHash = hashToken(state)
  const row = await deps.database.db.oauthState.findUnique({ where: { stateHash } })
  const taken = await deps.database.db.oauthState.deleteMany({ where: { stateHash } })
  if (!row || taken.count !== 1 || row.expiresAt <= deps.clock.now())
    throw new AppError('login-expired', { log: 'state unknown, used or late' })
  const app: App = row.app === 'console' ? 'console' : 'chat'
  const nonce = browserNonceOf(app)
  if (nonce === null || hashToken(nonce) !== row.browserHash)
    throw new AppError('login-expired', { log: 'state belongs to another browser' })
  return { corpId: row.corpId, app, returnPath: row.returnPath }
}

/** Only paths of our own two pages; everything else (other hosts, //, \, schemes) becomes the app's start. */
export function safeReturnPath(asked: unknown, app: App): string {
  const home = `/${app}/`
  if (typeof asked !== 'string' || asked.length > 512 || !asked.startsWith(home)) return home
  return /^\/(chat|console)\/[\w\-./?=&%#:,~]*$/.test(asked) && !asked.includes('//') && !asked.includes('..')
    ? asked
    : home
}
