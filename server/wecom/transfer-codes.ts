import { classifyErrcode } from './error-kinds.ts'
import type { TransferRefusal } from './types-transfers.ts'

// Codes of the inheritance calls, per item and for a whole call. Which of them come per item is not documented, so one
// table serves both.
const refusals = new Map<number, TransferRefusal>([
  [40003, 'taker-out-of-range'], // bad userid
  [60111, 'taker-out-of-range'], // userid does not exist, or is not visible
  [60011, 'taker-out-of-range'],
  [40096, 'unknown-customer'],
  [40097, 'giver-has-not-left'],
  [40098, 'taker-not-real-name'],
  [40099, 'taker-full'],
  [40100, 'in-transfer'],
  [40128, 'twice-in-90-days'],
  [40129, 'in-transfer'],
  [40130, 'same-person'],
  [40131, 'not-followed-by-giver'],
  [40132, 'team-account'],
  [40143, 'taker-banned'],
  [40205, 'taker-login-expired'],
  [45009, 'groups-a-day'],
  [48002, 'app-not-allowed'],
  [84061, 'not-followed-by-giver'],
  [84074, 'taker-without-function'],
  [90500, 'giver-has-not-left'],
  [90501, 'not-a-group'],
  [90502, 'giver-has-left'],
  [90503, 'group-full'],
  [90504, 'same-owner'],
  [90507, 'in-transfer'],
  [90508, 'already-moved'],
  [90509, 'not-a-group'],
  [90510, 'corp-inactive'],
])

/** Of one item, or of a whole call. A refused right of the app is one of several codes. */
export function transferRefusal(errcode: number): TransferRefusal {
  const known = refusals.get(errcode)
  if (known) return known
  return classifyErrcode(errcode) === 'denied' ? 'app-not-allowed' : 'other'
}
