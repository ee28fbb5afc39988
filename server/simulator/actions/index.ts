// All actions by name, as the desk and the tests call them.

import type { Simulation } from '../simulation.ts'
import { ActionRefused, type AnyAction } from './action.ts'
import { contactActions } from './contacts.ts'
import { groupActions } from './groups.ts'
import { massMessageActions } from './mass-messages.ts'
import { memberActions } from './members.ts'
import { momentActions } from './moments.ts'
import { newcomerActions } from './newcomers.ts'
import { tagActions } from './tags.ts'

export { ActionRefused } from './action.ts'

const ALL: readonly AnyAction[] = [
  ...contactActions,
  ...groupActions,
  ...massMessageActions,
  ...memberActions,
  ...momentActions,
  ...newcomerActions,
  ...tagActions,
]
const BY_NAME = new Map(ALL.map((one) => [one.name, one]))

export const actionNames: readonly string[] = ALL.map((one) => one.name)

export function runAction(sim: Simulation, name: string, input: unknown): Record<string, unknown> {
  const found = BY_NAME.get(name)
  if (!found) throw new ActionRefused(`no action ${name}; there are ${actionNames.join(', ')}`)
  return found.run(sim, input)
}
