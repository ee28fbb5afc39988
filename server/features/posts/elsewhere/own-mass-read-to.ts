import { z } from 'zod'
import type { SqlTx } from '../../../platform/db/index.ts'
import { readCorpSetting } from '../../corp-setting.ts'

export const OWN_MASS_READ = 'own-mass-read'
const mark = z.object({ to: z.iso.datetime() })

/** Up to when members' own mass messages were read in full; null: never yet. */
export async function ownMassReadTo(sql: SqlTx, corpId: string): Promise<Date | null> {
  const stored = mark.safeParse(await readCorpSetting(sql, corpId, OWN_MASS_READ))
  return stored.success ? new Date(stored.data.to) : null
}
