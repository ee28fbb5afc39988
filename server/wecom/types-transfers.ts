import type { CallOptions, Page, Rows } from './types.ts'

/** Members who have left, and members who stay: the calls of one family refuse the other's. */
export type TransferFamily = 'resigned' | 'onjob'

/** Why WeCom does not hand over one customer or group, or a whole call. */
export type TransferRefusal =
  | 'unknown-customer'
  | 'giver-has-not-left'
  | 'giver-has-left'
  | 'taker-not-real-name'
  | 'taker-full'
  | 'taker-banned'
  | 'taker-login-expired'
  | 'taker-without-function'
  | 'taker-out-of-range'
  | 'in-transfer'
  | 'twice-in-90-days'
  | 'same-person'
  | 'not-followed-by-giver'
  | 'team-account'
  | 'not-a-group'
  | 'group-full'
  | 'same-owner'
  | 'already-moved'
  | 'groups-a-day'
  | 'corp-inactive'
  | 'app-not-allowed'
  | 'other'

export type TransferPair = { family: TransferFamily; from: string; to: string }

/** refusal null: started, which is not done; the customer may refuse for 24 hours. */
export type TransferStart = { externalUserid: string; errcode: number; refusal: TransferRefusal | null }

/** At: when done, the time; when waiting, the future instant of the automatic takeover. none: WeCom has no record. */
export type TransferResult = {
  externalUserid: string
  state: 'done' | 'waiting' | 'refused' | 'full' | 'none' | 'unknown'
  at?: number
}

export type GroupRefusal = { chatId: string; errcode: number; refusal: TransferRefusal }

export type WecomTransfers = {
  /** At most 100 customers. The message is for the family 'onjob' alone, at most 200 characters. */
  startCustomers(
    input: TransferPair & { externalUserids: string[]; message?: string },
    options?: CallOptions,
  ): Promise<Rows<TransferStart>>
  /** Of the pair, whoever asked and whenever: rows carry no request. 1000 a page. */
  results(input: TransferPair & { cursor?: string }, options?: CallOptions): Promise<Page<TransferResult>>
  resultPages(input: TransferPair, options?: CallOptions): AsyncGenerator<Page<TransferResult>, void, void>
  /** At most 100 groups, at once. Only those that failed are named. */
  moveGroups(
    input: { family: TransferFamily; chatIds: string[]; newOwner: string },
    options?: CallOptions,
  ): Promise<Rows<GroupRefusal>>
}
