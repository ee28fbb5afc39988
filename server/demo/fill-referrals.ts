import { setTimeout as sleep } from 'node:timers/promises'
import type { Deps } from '../features/deps.ts'
import { makeReferralLink } from '../features/referrals/codes.ts'
import { nameReferrer } from '../features/referrals/name-referrer.ts'
import { saveReferralSetting } from '../features/referrals/setting.ts'
import { decideReward } from '../features/referrals/take-step.ts'
import { demoAdmin } from './company.ts'
import { readFollows, scopeOf } from './past-work.ts'
import type { SimulatorProcess } from './simulator-process.ts'

const STORE = '苏州店'
const NEWCOMERS = ['顾明轩', '沈一诺']
const WAIT_MS = 500
const MOST_WAITS = 60

/** A customer who brings two friends by a link WeCom made, rewards in two states, and one referral that does not count. */
export async function fillReferrals(deps: Deps, simulator: SimulatorProcess): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { db } = deps.database
  if ((await db.referral.count({ where: { corpId } })) > 0) return
  const unit = await db.unit.findFirst({ where: { corpId, name: STORE }, select: { id: true } })
  const staff = await db.staff.findMany({
    where: { corpId, mainUnitId: unit?.id ?? '' },
    select: { id: true },
  })
  const ours = (await readFollows(deps, corpId)).filter((one) => staff.some(({ id }) => id === one.staffId))
  const [first] = ours
  const second = ours.find((one) => one !== first && one.staffId === first?.staffId)
  const admin = await db.staff.findFirst({ where: { corpId, userKey: demoAdmin } })
  if (!first || !second || !admin) return
  const asAdmin = scopeOf(corpId, { staffId: admin.id, userid: admin.userid }, ['admin'])
  const scope = scopeOf(corpId, first, ['advisor'])
  const rules = { isOn: true, unit: 'fen', added: 2_000, visit: 5_000, purchase: 20_000 } as const
  await saveReferralSetting(deps, asAdmin, rules)
  await makeReferralLink(deps, scope, first.customerId)
  const code = await until(() =>
    db.referralCode.findFirst({ where: { corpId, customerId: first.customerId, wayState: 'live' } }),
  )
  if (!code) return
  for (const name of NEWCOMERS) await simulator.act('scan-code', { configId: code.configId, name })
  const rewards = await until(async () => {
    const found = await db.referralReward.findMany({ where: { corpId, state: 'earned' } })
    return found.length === NEWCOMERS.length ? found : null
  })
  const [reward] = rewards ?? []
  if (reward) await decideReward(deps, asAdmin, { id: reward.id, step: 'approve', reason: '' })
  await nameReferrer(deps, scope, { customerId: second.customerId, referrerId: first.customerId })
}

/** WeCom's answers and events come a moment later; null when they do not. */
async function until<T>(look: () => Promise<T | null>): Promise<T | null> {
  for (let n = 0; n < MOST_WAITS; n++) {
    const found = await look()
    if (found !== null) return found
    await sleep(WAIT_MS)
  }
  return null
}
