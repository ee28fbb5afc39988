import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { checks } from './checks/index.ts'
import type { CheckContext, Finding } from './checks/finding.ts'
import { setupSteps, type Setup, type SetupStep } from './contract.ts'

type Step = Setup['steps'][number]
const TRIED = ['agent-secret', 'callable-app', 'visible-range', 'directory', 'jssdk'] as const

/** Tries each thing a real corp needs, for real, and says which work. The checks are those of npm run doctor. */
export async function readSetup(deps: Deps, scope: Scope): Promise<Setup> {
  const { corpId } = scope
  const { LIUKE_ORIGIN: origin } = deps.settings
  const corp = deps.corps.find(corpId)
  if (!corp) throw new Error(`The book of corps has no ${corpId}`)
  const wecom = deps.wecomOf(corpId)
  const { db, sql } = deps.database
  // A person looks: what was refused before is asked again.
  await wecom.askAgain()
  const context: CheckContext = { corp, wecom, origin, clock: deps.clock, database: { sql } }
  const [tried, callbacks, sessions] = await Promise.all([
    Promise.all(TRIED.map(async (name) => stepOf(name, await checks[name](context)))),
    db.inboxEvent.count({ where: { corpId } }),
    db.session.count({ where: { corpId, app: 'chat' } }),
  ])
  const seenSteps = [
    seen('callback', callbacks),
    seen('trusted-domain', corp.domainProof === null ? 0 : 1),
    seen('chat-toolbar', sessions),
  ]
  // The entry names its corp: one service may serve several.
  const toolbarUrl = `${origin}/chat/?corp=${corpId}`
  return {
    origin,
    callbackUrl: `${origin}/wecom/callback/${corpId}`,
    toolbarUrl,
    steps: inOrder([...tried, ...seenSteps]),
  }
}

/** Nobody visible means that WeCom answered but shows nothing: still to do. */
function stepOf(key: SetupStep, { outcome, params, state }: Finding): Step {
  const count = typeof params['count'] === 'number' ? params['count'] : null
  if (outcome === 'nobody') return { key, state: 'todo', errcode: null, count: 0 }
  if (state === 'ok' || outcome === 'no-secret') return { key, state: 'ok', errcode: null, count }
  // 0: WeCom gave no code, because it gave no answer.
  return { key, state: 'failed', errcode: Number(params['errcode'] ?? 0) || null, count: null }
}

function seen(key: SetupStep, count: number): Step {
  return { key, state: count > 0 ? 'ok' : 'todo', errcode: null, count }
}

function inOrder(steps: Step[]): Step[] {
  return setupSteps.flatMap((key) => steps.filter((step) => step.key === key))
}
