import { anyText, oneOf } from '../../../filters.ts'

/** What the customer list can be narrowed by; the names are the ones in the address. */
export const customerFilters = {
  q: anyText(60),
  state: oneOf(['active', 'awaiting', 'lost'], 'active'),
  staff: anyText(),
  tag: anyText(),
  tier: oneOf(['', '0', '1', '2', '3', '4', '5', '6', '7'], ''),
  stage: oneOf(['', 'introduction', 'growth', 'maturity', 'dormant', 'lost'], ''),
  grade: oneOf(['', 'A', 'B', 'C'], ''),
  // From the figures of the life-cycle page.
  rung: oneOf(['', '1', '2', '3'], ''),
  rungState: oneOf(['', 'held', 'open'], ''),
  owner: oneOf(['', 'yes'], ''),
  active: oneOf(['', '30', '90', 'silent'], ''),
  reachable: oneOf(['', 'yes', 'no'], ''),
  moved: anyText(32),
  since: anyText(10),
  customer: anyText(),
} as const

/** Where somebody stands: nothing asked. */
export const NO_STANDING = {
  stage: '',
  grade: '',
  rung: '',
  rungState: '',
  owner: '',
  active: '',
  reachable: '',
  moved: '',
} as const
