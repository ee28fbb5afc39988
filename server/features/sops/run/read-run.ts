import { holidays } from '../../../../config/holidays.ts'
import type { ContactRules } from '../../../domain/contact-gate.ts'
import { dayKind, weekday } from '../../../domain/post/times.ts'
import type { Timing } from '../../../domain/sop/due.ts'
import { hasTrigger } from '../../../domain/sop/plan.ts'
import { localDateOf, type LocalDate } from '../../../domain/time.ts'
import { readOutreach } from '../../actions/gate/outreach-setting.ts'
import type { Deps } from '../../deps.ts'
import { postAudience, type PostAudience } from '../../posts/contract.ts'
import type { Aimed } from '../../posts/stored-post.ts'
import type { SopDraft } from '../contract.ts'
import { findPlan, findVersion } from '../stored-plan.ts'

/** A running plan, as of now. */
export interface Run extends Aimed {
  planId: string
  version: number
  kind: 'customer' | 'group'
  plan: SopDraft
  timing: Timing
  rules: ContactRules
  nowMs: number
}

/** null: it does not run (any more). */
export async function readRun(
  deps: Deps,
  { corpId, planId }: { corpId: string; planId: string },
): Promise<Run | null> {
  const { sql } = deps.database
  const stored = await findPlan(sql, { corpId, id: planId })
  if (stored?.state !== 'running') return null
  const { version, kind, paths, ownerStaffId, startedOn, givesFrom } = stored
  const plan = await findVersion(sql, { corpId, planId, version })
  if (plan === null || plan.trigger === null || startedOn === null || givesFrom === null) return null
  // Started before that was refused: its page says why nothing is given.
  if (!hasTrigger(kind, plan.trigger)) return null
  const { contact: rules } = await readOutreach(sql, corpId)
  const nowMs = deps.clock.nowMs()
  return {
    corpId,
    planId,
    version,
    kind,
    paths,
    ownerStaffId,
    plan,
    rules,
    nowMs,
    draft: { audience: audienceOf(plan) },
    timing: {
      trigger: plan.trigger,
      today: localDateOf(nowMs),
      entersFrom: plan.includesExisting ? null : startedOn,
      givesFrom,
      isOpen: (day) => isOpenDay(day, plan, rules),
    },
  }
}

/** What was chosen and then left open again does not count. */
function audienceOf({ staff, reach, audience }: SopDraft): PostAudience {
  const chosen = reach === 'all' ? postAudience.parse({}) : audience
  return { ...chosen, unitIds: staff === 'all' ? [] : audience.unitIds }
}

function isOpenDay(day: LocalDate, { skipsHolidays }: SopDraft, { isWeekendOpen }: ContactRules): boolean {
  const kind = dayKind(day, holidays)
  if (skipsHolidays && kind.is === 'holiday') return false
  return isWeekendOpen || (weekday(day) !== 0 && weekday(day) !== 6)
}
