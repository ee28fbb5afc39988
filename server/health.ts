import type Koa from 'koa'
import type { Deps } from './features/deps.ts'
import { heartbeatAgeMs, isAlive } from './platform/heartbeat.ts'
import type { Sql } from './platform/db/sql.ts'
import { pendingMigrations } from './platform/db/pending-migrations.ts'

/** What WeCom refuses, in words without a person, an address or a secret: anybody may read them. */
const CAUSES: Record<number, string> = {
  40001: 'WeCom refuses the app secret',
  40013: 'WeCom does not know the corp id',
  40091: 'the secret belongs to another corp',
  48001: 'a function of WeCom is not open to the app',
  48002: 'the app is not among the callable apps of 客户联系',
  48004: 'the authorisation of the app is invalid',
  48006: 'a right was withdrawn after long disuse',
  50003: 'the app is disabled',
  60020: 'the server’s address is not among the app’s trusted addresses',
  60031: 'the app may not call interfaces',
  301007: 'the corp is dissolved or banned',
}

export interface Health {
  /** Ready for requests. A WeCom that refuses, or a worker elsewhere that is gone, does not stop reading. */
  ok: boolean
  health: 'green' | 'red'
  parts: {
    database: boolean
    migrations: boolean
    worker: boolean
    wecom: Trouble[]
    /** Access tokens of all corps and secrets, as last seen; null: not known. */
    tokens: { good: number; idle: number; stale: number; failing: Trouble[] } | null
  }
}

type Trouble = { errcode: number; cause: string; since: string }

/** /healthz: the process lives. /readyz: it can work, and what is wrong. Neither is logged nor holds a secret. */
export function healthRoutes(deps: Deps): Koa.Middleware {
  return async (ctx, next) => {
    if (ctx.path === '/healthz') {
      ctx.body = { ok: true }
      return
    }
    if (ctx.path !== '/readyz') return next()
    const health = await readHealth(deps)
    ctx.status = health.ok ? 200 : 503
    ctx.set('Cache-Control', 'no-store')
    ctx.body = health
  }
}

export async function readHealth(deps: Deps): Promise<Health> {
  const { sql } = deps.database
  const database = await answers(sql)
  const [migrations, worker, wecom, tokens] = await Promise.all([
    database && isCurrent(deps),
    database && heartbeatAgeMs(sql).then(isAlive, () => false),
    database ? refusalsOf(deps) : [],
    database ? tokensOf(deps) : null,
  ])
  const needsWorker = deps.settings.LIUKE_ROLE !== 'web'
  const ok = database && migrations && (worker || !needsWorker)
  const hasTokens = tokens !== null && tokens.failing.length === 0 && tokens.stale === 0
  const isGreen = ok && worker && wecom.length === 0 && hasTokens
  return { ok, health: isGreen ? 'green' : 'red', parts: { database, migrations, worker, wecom, tokens } }
}

/** A database that keeps us waiting this long serves nobody; whoever asks for our health waits no longer either. */
const ANSWER_WITHIN_MS = 5_000

async function answers(sql: Sql): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((give) => {
    timer = setTimeout(() => give(false), ANSWER_WITHIN_MS)
  })
  const asked = sql.all('SELECT 1 AS "one"').then(
    () => true,
    () => false,
  )
  const isThere = await Promise.race([asked, late])
  clearTimeout(timer)
  return isThere
}

/** Migrations are applied once, so a yes stays a yes. */
const current = new WeakSet<Deps>()

async function isCurrent(deps: Deps): Promise<boolean> {
  if (current.has(deps)) return true
  const pending = await pendingMigrations(deps.database.sql).catch(() => ['unknown'])
  if (pending.length === 0) current.add(deps)
  return pending.length === 0
}

async function refusalsOf(deps: Deps): Promise<Health['parts']['wecom']> {
  const found = await Promise.all(
    deps.corps.all().map(({ corpId }) =>
      deps
        .wecomOf(corpId)
        .refusals()
        .catch(() => []),
    ),
  )
  return troublesOf(found.flat())
}

/** Could a token be had recently? WeCom is not asked: whoever looks at our health must not cost a call. */
async function tokensOf(deps: Deps): Promise<Health['parts']['tokens']> {
  try {
    const asked = deps.corps.all().map(({ corpId }) => deps.wecomOf(corpId).tokenStates())
    const states = (await Promise.all(asked)).flat()
    const count = (state: string): number => states.filter((one) => one.state === state).length
    const failing = troublesOf(states.flatMap((one) => (one.state === 'failing' ? [one] : [])))
    return { good: count('good'), idle: count('idle'), stale: count('stale'), failing }
  } catch {
    return null
  }
}

function troublesOf(found: readonly { errcode: number; at: number }[]): Trouble[] {
  const byCode = new Map<number, Trouble>()
  for (const { errcode, at } of found)
    byCode.set(errcode, {
      errcode,
      cause: CAUSES[errcode] ?? (errcode === 0 ? 'WeCom does not answer' : 'WeCom refuses'),
      since: new Date(at).toISOString(),
    })
  return [...byCode.values()]
}
