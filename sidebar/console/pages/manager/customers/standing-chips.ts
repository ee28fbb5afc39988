import { STAGES } from '../../../../../server/domain/lifecycle.ts'
import { stageText } from '../../../../ui/texts.ts'
import type { FilterValues } from '../../../filters.ts'
import { customers } from '../../../texts/customers.ts'
import type { customerFilters } from './customer-filters.ts'

type Values = FilterValues<typeof customerFilters>
interface Chip {
  key: string
  text: string
  without: Partial<Values>
}

/** Conditions that came with a figure of the life-cycle page and have no select of their own. */
export function standingChips(values: Values): Chip[] {
  const chips: Chip[] = []
  const { rung, rungState, owner, active, reachable, moved } = values
  if (rung !== '')
    chips.push({ key: 'rung', text: customers('chip.rung', { rung }), without: { rung: '', rungState: '' } })
  if (rungState !== '')
    chips.push({ key: 'rungState', text: customers(`chip.rung.${rungState}`), without: { rungState: '' } })
  if (owner !== '') chips.push({ key: 'owner', text: customers('chip.owner'), without: { owner: '' } })
  if (active !== '')
    chips.push({ key: 'active', text: customers(`chip.active.${active}`), without: { active: '' } })
  if (reachable !== '')
    chips.push({
      key: 'reachable',
      text: customers(`chip.reachable.${reachable}`),
      without: { reachable: '' },
    })
  const [from, to] = moved.split('-').map((name) => STAGES.find((stage) => stage === name))
  if (moved !== '')
    chips.push({
      key: 'moved',
      text: customers('chip.moved', { from: from ? stageText(from) : '', to: to ? stageText(to) : '' }),
      without: { moved: '' },
    })
  return chips
}
