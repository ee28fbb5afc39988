import type { ComboList } from '../../../../api/combos.ts'
import { formatNumber } from '../../../../ui/format.ts'
import { combos } from '../../../texts/combos.ts'

/** Why there are no rules to show. */
export function emptyText({ isOn, mining }: Pick<ComboList, 'isOn' | 'mining'>): string {
  if (!isOn) return combos('state.off')
  if (mining === null) return combos('state.not-mined')
  if (mining.state === 'too-many') return combos('state.too-many')
  if (mining.state === 'ok') return combos('state.none')
  return combos('state.not-enough-data', {
    days: formatNumber(mining.needs.visitDays),
    mixed: formatNumber(mining.needs.mixedDays),
    hasDays: formatNumber(mining.visitDays),
    hasMixed: formatNumber(mining.mixedDays),
  })
}
