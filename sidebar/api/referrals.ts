import type {
  NameAnswer,
  NameList,
  ReferralBlock,
  ReferralList,
  ReferralRow,
  ReferralSetting,
  ReferralSummary,
  RewardList,
  RewardRow,
} from '../../server/features/referrals/contract.ts'
import { get, post, put } from './request.ts'

export type { ReferralBlock, ReferralRow, ReferralSetting, ReferralSummary, RewardRow }
export type RewardState = RewardRow['state']
export type ReferralState = ReferralRow['state']

const withSignal = (signal?: AbortSignal) => (signal ? { signal } : {})
const of = (id: string): string => `/customers/${encodeURIComponent(id)}`

export function readReferralBlock(id: string, signal?: AbortSignal): Promise<ReferralBlock> {
  return get(`${of(id)}/referrals`, withSignal(signal))
}
export const makeReferralLink = (id: string): Promise<ReferralBlock> => post(`${of(id)}/referral-link`, {})
export function findReferrers(id: string, q: string, signal?: AbortSignal): Promise<NameList> {
  return get(`${of(id)}/referrers`, { query: { q }, ...withSignal(signal) })
}
export const nameReferrer = (id: string, referrerId: string): Promise<NameAnswer> =>
  post(`${of(id)}/referrer`, { referrerId })

export function listReferrals(
  query: { state?: ReferralState; referrerId?: string; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<ReferralList> {
  return get('/referrals', { query, ...withSignal(signal) })
}
export function listRewards(
  query: { state?: RewardState; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<RewardList> {
  return get('/referral-rewards', { query, ...withSignal(signal) })
}
export function readReferralSummary(signal?: AbortSignal): Promise<ReferralSummary> {
  return get('/referral-summary', withSignal(signal))
}
export const stepReward = (id: string, step: 'approve' | 'refuse' | 'pay', reason = ''): Promise<unknown> =>
  post(`/referral-rewards/${encodeURIComponent(id)}/step`, { step, reason })
export function readReferralSetting(signal?: AbortSignal): Promise<ReferralSetting> {
  return get('/referral-setting', withSignal(signal))
}
export const saveReferralSetting = (setting: ReferralSetting): Promise<ReferralSetting> =>
  put('/referral-setting', setting)
