import type { ContactRules } from '../../../domain/contact-gate.ts'
import type { MassRules } from '../../../domain/post/gate-mass.ts'
import { quietUntilMs } from '../../../domain/post/times.ts'
import type { Deps } from '../../deps.ts'
import { readOutreach } from '../../actions/gate/outreach-setting.ts'
import { massRulesOf, readPostSetting } from '../post-setting.ts'
import type { StoredPost } from '../stored-post.ts'

/** By what a look at the audience decides. */
export interface PlanTerms {
  rules: { contact: ContactRules; mass: MassRules }
  /** When the messages would go out. */
  atMs: number
}

export async function readPlanTerms(
  deps: Deps,
  { corpId, kind, startsAt, endsAt }: StoredPost,
): Promise<PlanTerms> {
  const { sql } = deps.database
  const [{ contact }, setting] = await Promise.all([readOutreach(sql, corpId), readPostSetting(sql, corpId)])
  const nowMs = deps.clock.nowMs()
  const dueMs = Math.max(nowMs, startsAt?.getTime() ?? nowMs)
  return {
    rules: { contact, mass: massRulesOf(setting) },
    atMs: quietUntilMs({ kind, endsAtMs: endsAt?.getTime() ?? null }, contact, dueMs) ?? dueMs,
  }
}
