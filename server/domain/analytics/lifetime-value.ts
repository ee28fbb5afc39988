import { expectedWhileAlive, aliveMbg, type MbgParameters } from './mbg-nbd.ts'
import type { History } from './purchase-history.ts'

const WEEKS_PER_MONTH = 4.345
/** Ten per cent a year. */
export const MONTHLY_DISCOUNT = 1.1 ** (1 / 12) - 1

export interface ValueTerms {
  months: number
  monthlyDiscount: number
}

/**
 * Expected visit-days of the months ahead, each discounted to today. Times spend and margin it is the customer's value;
 * car purchases are not in it, they have a forecast of their own.
 */
export function discountedVisits(parameters: MbgParameters, history: History, terms: ValueTerms): number {
  let before = 0
  let sum = 0
  let factor = 1
  for (let month = 1; month <= terms.months; month++) {
    const until = expectedWhileAlive(parameters, history, WEEKS_PER_MONTH * month)
    factor /= 1 + terms.monthlyDiscount
    sum += (until - before) * factor
    before = until
  }
  return sum * aliveMbg(parameters, history)
}
