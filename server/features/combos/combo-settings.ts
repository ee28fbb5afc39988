import { z } from 'zod'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import { sqlIn } from '../../platform/db/prisma-sql.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { Deps } from '../deps.ts'
import { mining, type ComboState, type Mining } from './contract.ts'

const SWITCH = 'combos'
const MINED = 'combos.mined'
const stored = z.object({ isOn: z.boolean() })

/** On unless the corp switched it off. */
export async function readComboSettings(
  deps: Deps,
  corpId: string,
): Promise<{ isOn: boolean; mining: Mining | null }> {
  const rows = await deps.database.db.setting.findMany({
    where: { corpId, key: { in: [SWITCH, MINED] } },
    select: { key: true, valueJson: true },
  })
  const valueOf = (key: string): unknown => {
    const row = rows.find((one) => one.key === key)
    return row ? (JSON.parse(row.valueJson) as unknown) : undefined
  }
  const off = stored.safeParse(valueOf(SWITCH))
  const last = mining.safeParse(valueOf(MINED))
  return { isOn: off.success ? off.data.isOn : true, mining: last.success ? last.data : null }
}

export function stateOf({ isOn, mining: last }: { isOn: boolean; mining: Mining | null }): ComboState {
  if (!isOn) return 'off'
  return last === null ? 'not-mined' : last.state
}

export async function writeMining(tx: AnyTx, corpId: string, last: Mining, now: Date): Promise<void> {
  await write(tx, { corpId, key: MINED, value: last, now })
}

export async function writeSwitch(
  tx: AnyTx,
  { corpId, isOn, now }: { corpId: string; isOn: boolean; now: Date },
): Promise<void> {
  await write(tx, { corpId, key: SWITCH, value: { isOn }, now })
}

async function write(
  tx: AnyTx,
  { corpId, key, value, now }: { corpId: string; key: string; value: unknown; now: Date },
): Promise<void> {
  await bulkUpsert(sqlIn(tx), {
    table: 'Setting',
    columns: ['corpId', 'key', 'valueJson', 'updatedAt'],
    key: ['corpId', 'key'],
    rows: [{ corpId, key, valueJson: JSON.stringify(value), updatedAt: now }],
  })
}
