import { FORESIGHTS, type Foresight } from '../../domain/foresight.ts'
import { readComboSettings } from '../combos/combo-settings.ts'
import type { Deps } from '../deps.ts'
import { readTerms } from '../predictions/terms.ts'
import { isResponseOn } from './stored-model.ts'

/** What the corp has switched off of all that is foreseen. */
export async function readSwitchedOff(deps: Deps, corpId: string): Promise<Foresight[]> {
  const [terms, combos, response] = await Promise.all([
    readTerms(deps, corpId),
    readComboSettings(deps.database.sql, corpId),
    isResponseOn(deps, corpId),
  ])
  const isOn: Record<Foresight, boolean> = { ...terms, combos: combos.isOn, response }
  return FORESIGHTS.filter((foresight) => !isOn[foresight])
}
