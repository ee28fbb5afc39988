// What has been put out for newcomers: codes and links, as the desk offers them for scanning.

import type { Simulation } from '../simulation.ts'

interface CodeFace {
  id: string
  label: string
}

const named = (parts: readonly string[], id: string): string =>
  parts.filter((one) => one !== '').join(' · ') || id.slice(0, 8)

export function codes(sim: Simulation): Record<'contactWays' | 'joinWays' | 'links', CodeFace[]> {
  const { acquisition, groups, staff, ways } = sim.world
  const name = (userid: string): string => staff.find(userid)?.name ?? userid
  const newestFirst = <T>(list: readonly T[]): T[] => [...list].reverse().slice(0, 200)
  return {
    contactWays: newestFirst(ways.contactWays()).map((one) => ({
      id: one.configId,
      label: named([one.remark, one.userids.map(name).join('、')], one.configId),
    })),
    joinWays: newestFirst(ways.joinWays()).map((one) => ({
      id: one.configId,
      label: named(
        [one.remark, one.chatIds.map((id) => groups.find(id)?.name ?? '').join('、')],
        one.configId,
      ),
    })),
    links: newestFirst(acquisition.links()).map((one) => ({ id: one.linkId, label: one.name })),
  }
}
