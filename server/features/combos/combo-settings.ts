import { z } from 'zod'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import { readCorpSetting, writeCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import { mining, type ComboState, type Mining } from './contract.ts'

export const SWITCH = 'combos'
const MINED = 'combos.mined'
const stored = z.object({ isOn: z.boolean() })

/** On unless the corp switched it off. */
export async function readComboSettings(
  tx: AnyTx,
  corpId: string,
): Promise<{ isOn: boolean; mining: Mining | null }> {
  const valueOf = (key: string): Promise<unknown> => readCorpSetting(tx, corpId, key)
  const off = stored.safeParse(await valueOf(SWITCH))
  const last = mining.safeParse(await valueOf(MINED))
  return { isOn: off.success ? off.data.isOn : true, mining: last.success ? last.data : null }
}

export function stateOf({ isOn, mining: last }: { isOn: boolean; mining: Mining | null }): ComboState {
  if (!isOn) return 'off'
  return last === null ? 'not-mined' : last.state
}

export async function writeMining(tx: AnyTx, deps: Deps, corpId: string, last: Mining): Promise<void> {
  await writeCorpSetting(tx, deps, { corpId, key: MINED, value: last })
}
