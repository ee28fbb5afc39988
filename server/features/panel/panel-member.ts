import { localDateOf } from '../../domain/time.ts'
import { levelStanding, NO_BENEFITS } from '../actions/benefits/standing.ts'
import { readOutreach } from '../actions/gate/outreach-setting.ts'
import type { Deps } from '../deps.ts'
import type { CustomerPanel } from './contract.ts'
import type { FoundGate } from './panel-gate.ts'

/**
 * Level and open benefits as they were last worked out; what has ended since is left out. A customer without a row never
 * paid and was given nothing: which level is the first one stands in the setting.
 */
export async function memberOf(
  deps: Deps,
  corpId: string,
  found: FoundGate | null,
): Promise<Pick<CustomerPanel, 'level' | 'benefits'>> {
  if (found === null) {
    const { levels } = await readOutreach(deps.database.sql, corpId)
    const windowDays = deps.defaults.rfmWindowDays
    return { level: levelStanding(0, { levels, windowDays }), benefits: NO_BENEFITS }
  }
  // A row from before levels and benefits were kept has neither, until tonight.
  const { level = null, benefits = NO_BENEFITS }: Partial<FoundGate['gate']> = found.gate
  const today = localDateOf(deps.clock.nowMs())
  const first = benefits.first.filter(({ expiresOn }) => expiresOn === null || expiresOn >= today)
  return { level, benefits: { count: benefits.count - (benefits.first.length - first.length), first } }
}
