import { z } from 'zod'
import type { AnyTx } from '../../../platform/db/prisma-sql.ts'
import { readCorpSetting, writeCorpSetting } from '../../corp-setting.ts'
import type { Deps } from '../../deps.ts'

const KEY = 'group-counts'
const mark = z.object({ failure: z.object({ at: z.iso.datetime(), kind: z.string() }).nullable() })

/** How the last reading of WeCom's counts ended: old counts are not to look like new ones. */
export type ReadingMark = z.infer<typeof mark>

export async function readMark(tx: AnyTx, corpId: string): Promise<ReadingMark> {
  return mark.catch({ failure: null }).parse(await readCorpSetting(tx, corpId, KEY))
}

export async function writeMark(
  tx: AnyTx,
  deps: Deps,
  { corpId, ...value }: ReadingMark & { corpId: string },
): Promise<void> {
  await writeCorpSetting(tx, deps, { corpId, key: KEY, value })
}
