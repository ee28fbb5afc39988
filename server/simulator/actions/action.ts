// Things that people do in the client or the admin console. Each changes the truth and raises its callbacks.

import type { z } from 'zod'
import type { Simulation } from '../simulation.ts'
import { isVisible, type Follow } from '../world/follows.ts'
import type { Group } from '../world/groups.ts'
import type { Staff } from '../world/staff.ts'

export class ActionRefused extends Error {}

export interface Action<S extends z.ZodType = z.ZodType> {
  name: string
  input: S
  run(sim: Simulation, input: z.output<S>): Record<string, unknown>
}

/** Keeps the input type of one action while the list of all is untyped. */
export interface AnyAction {
  name: string
  run(sim: Simulation, input: unknown): Record<string, unknown>
}

export function action<S extends z.ZodType>(definition: Action<S>): AnyAction {
  return {
    name: definition.name,
    run: (sim, input) => {
      const parsed = definition.input.safeParse(input)
      if (!parsed.success) {
        const issue = parsed.error.issues[0]
        throw new ActionRefused(
          `${definition.name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`,
        )
      }
      return definition.run(sim, parsed.data)
    },
  }
}

export function staffNamed(sim: Simulation, userid: string): Staff {
  const staff = sim.world.staff.find(userid)
  if (!staff) throw new ActionRefused(`no member ${userid}; GET /sim/truth/staff lists them`)
  return staff
}

export function activeStaff(sim: Simulation, userid: string): Staff {
  const staff = staffNamed(sim, userid)
  if (staff.status === 5) throw new ActionRefused(`${staff.name} has left the company`)
  return staff
}

export function relation(sim: Simulation, userid: string, externalUserid: string): Follow {
  const follow = sim.world.follows.find(staffNamed(sim, userid).userid, externalUserid)
  if (!follow || follow.state === 'gone')
    throw new ActionRefused(`${userid} does not follow ${externalUserid}`)
  return follow
}

export function visibleRelation(sim: Simulation, userid: string, externalUserid: string): Follow {
  const follow = relation(sim, userid, externalUserid)
  if (!isVisible(follow))
    throw new ActionRefused(`${userid} has not confirmed ${externalUserid} yet: confirm-contact first`)
  return follow
}

export function groupNamed(sim: Simulation, chatId: string): Group {
  const group = sim.world.groups.find(chatId)
  if (!group) throw new ActionRefused(`no group ${chatId}`)
  if (group.dismissed) throw new ActionRefused(`the group ${group.name} is dismissed`)
  return group
}
