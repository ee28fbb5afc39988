/** The two families of WeCom's inheritance; a call of one never works for the other. */
export const TRANSFER_FAMILIES = ['resigned', 'onjob'] as const
export type TransferFamily = (typeof TRANSFER_FAMILIES)[number]

/** Why a customer or a group cannot be handed over, or was not: found by our own check or said by WeCom. */
export const TRANSFER_REASONS = [
  'no-successor',
  'same-person',
  'giver-has-not-left',
  'giver-has-left',
  'giver-left-over-a-year',
  'giver-login-expired',
  'taker-has-left',
  'taker-not-activated',
  'taker-without-function',
  'taker-not-real-name',
  'taker-banned',
  'taker-login-expired',
  'taker-out-of-range',
  'taker-full',
  'customer-refused',
  'twice-in-90-days',
  'in-transfer',
  'in-other-handover',
  'not-followed-by-giver',
  'unknown-customer',
  'team-account',
  'not-a-group',
  'group-full',
  'same-owner',
  'already-moved',
  'groups-a-day',
  'corp-inactive',
  'app-not-allowed',
  'no-record',
  'other',
] as const
export type TransferReason = (typeof TRANSFER_REASONS)[number]

/** What somebody can do about it; the browser has a sentence for each. */
export const TRANSFER_REMEDIES = [
  'wait',
  'retry',
  'choose-other',
  'fix-taker',
  'use-other-family',
  'call-customer',
  'use-client',
  'ask-admin',
  'none',
] as const
export type TransferRemedy = (typeof TRANSFER_REMEDIES)[number]

const REMEDIES: Record<TransferReason, TransferRemedy> = {
  'no-successor': 'choose-other',
  'same-person': 'choose-other',
  'giver-has-not-left': 'use-other-family',
  'giver-has-left': 'use-other-family',
  'giver-left-over-a-year': 'call-customer',
  'giver-login-expired': 'call-customer',
  'taker-has-left': 'choose-other',
  'taker-not-activated': 'fix-taker',
  'taker-without-function': 'fix-taker',
  'taker-not-real-name': 'fix-taker',
  'taker-banned': 'choose-other',
  'taker-login-expired': 'fix-taker',
  'taker-out-of-range': 'ask-admin',
  'taker-full': 'choose-other',
  'customer-refused': 'call-customer',
  'twice-in-90-days': 'wait',
  'in-transfer': 'wait',
  'in-other-handover': 'wait',
  'not-followed-by-giver': 'none',
  'unknown-customer': 'none',
  'team-account': 'none',
  'not-a-group': 'none',
  'group-full': 'use-client',
  'same-owner': 'none',
  'already-moved': 'none',
  'groups-a-day': 'wait',
  'corp-inactive': 'ask-admin',
  'app-not-allowed': 'ask-admin',
  'no-record': 'retry',
  other: 'retry',
}

export function remedyOf(reason: TransferReason): TransferRemedy {
  return REMEDIES[reason]
}

export function toTransferReason(text: string | null): TransferReason | null {
  return TRANSFER_REASONS.find((known) => known === text) ?? null
}
