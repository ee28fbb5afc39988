import type { Dialect } from '../../platform/db/index.ts'
import type { Ahead } from '../../platform/http/route.ts'
import type { App, Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { hashToken, openedScope, readSession, sessionSql } from './sessions.ts'

/**
 * The scope that each session had the last time: a guess, never a permission. It lets a route's statement go to the
 * database together with the session's, and what it brings is used only if the session still has exactly that scope.
 */
const guesses = new Map<string, { scope: Scope; key: string }>()
const MAX_GUESSES = 5_000

/** The scope behind a cookie and what the route's statement found for it, in one statement where the guess holds. */
export async function readSessionAhead(
  deps: Deps,
  { app, token, ahead }: { app: App; token: string; ahead: (expected: Scope) => Ahead },
): Promise<{ scope: Scope; found?: string | null } | null> {
  const idHash = hashToken(token)
  const guess = guesses.get(idHash)
  if (guess === undefined || guess.scope.app !== app) {
    const scope = await readSession(deps, app, token)
    if (scope) remember(idHash, scope)
    return scope && { scope }
  }
  const { sql } = deps.database
  const { text, params } = ahead(guess.scope)
  const [row] = await sql.all<{ session: string; found: string | null }>(together(sql.dialect, text), [
    idHash,
    app,
    ...params,
  ])
  const scope = row ? await openedScope(deps, { app, idHash, session: row.session }) : null
  if (!row || !scope) {
    guesses.delete(idHash)
    return null
  }
  if (JSON.stringify(scope) === guess.key) return { scope, found: row.found }
  remember(idHash, scope)
  return { scope }
}

// The same string object each time, so that nobody hashes some thousand letters per request.
const MAX_TEXTS = 100
const texts = new Map<string, string>()

function together(dialect: Dialect, text: string): string {
  const known = texts.get(text)
  if (known !== undefined) return known
  if (texts.size >= MAX_TEXTS) texts.clear()
  const whole = `SELECT ${sessionSql(dialect)} AS "session", (${text}) AS "found"`
  texts.set(text, whole)
  return whole
}

function remember(idHash: string, scope: Scope): void {
  if (guesses.size >= MAX_GUESSES) guesses.clear()
  guesses.set(idHash, { scope, key: JSON.stringify(scope) })
}
