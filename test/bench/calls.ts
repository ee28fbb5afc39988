import axios from 'axios'
import { systemClock } from '../../server/platform/clock.ts'
import { createLog } from '../../server/platform/log.ts'
import { startService } from '../../server/start-service.ts'
import { startSimulator } from '../../server/simulator/index.ts'
import { benchSettings } from './bench-settings.ts'
import { runSync } from './run-sync.ts'
import { atMost, type Goal } from './goals.ts'

const CONTACT_APIS = [
  'externalcontact/get_follow_user_list',
  'externalcontact/get_corp_tag_list',
  'externalcontact/batch/get_by_user',
]
const GROUP_APIS = ['externalcontact/groupchat/list', 'externalcontact/groupchat/get']

/** a1: API calls of a full sync of 10,000 contacts against the least that WeCom's page sizes allow. */
export async function measureCalls(): Promise<Record<string, Goal>> {
  const simulator = await startSimulator({ port: 0, contacts: 10_000 })
  const settings = benchSettings({ weComOrigin: simulator.origin })
  const service = await startService({
    settings,
    clock: systemClock,
    log: createLog({ level: 'error' }),
    ticks: false,
  })
  const { deps } = service
  const corpId = settings.WECOM_CORP_ID
  await axios.post(`${simulator.origin}/sim/calls/reset`)
  await runSync(deps)
  const calls = await callCounts(simulator.origin)
  const minimum = await leastCalls(deps, corpId)
  const used = sum(calls, [...CONTACT_APIS, ...GROUP_APIS])
  await service.stop()
  await simulator.close()
  return {
    a1: atMost(used / minimum.total, 1.02, {
      calls: used,
      minimum,
      others: Object.fromEntries(
        Object.entries(calls).filter(([api]) => ![...CONTACT_APIS, ...GROUP_APIS].includes(api)),
      ),
    }),
  }
}

type Deps = Awaited<ReturnType<typeof startService>>['deps']

/** Staff list 1, tag list 1, relations in pages of 100, groups in pages of 1,000 and one detail each. */
async function leastCalls(
  deps: Deps,
  corpId: string,
): Promise<{ relations: number; groups: number; total: number }> {
  const relations = await deps.database.db.follow.count({
    // Those of leavers never come in batches.
    where: { corpId, endedAt: null, awaitingHandover: false },
  })
  const groups = await deps.database.db.group.count({ where: { corpId, dismissedAt: null } })
  return { relations, groups, total: 2 + Math.ceil(relations / 100) + Math.ceil(groups / 1000) + groups }
}

async function callCounts(origin: string): Promise<Record<string, number>> {
  const answer = await axios.get<{ byPath: Record<string, { calls: number }> }>(`${origin}/sim/calls`)
  return Object.fromEntries(Object.entries(answer.data.byPath).map(([api, { calls }]) => [api, calls]))
}

function sum(counts: Record<string, number>, names: string[]): number {
  return names.reduce((total, name) => total + (counts[name] ?? 0), 0)
}
