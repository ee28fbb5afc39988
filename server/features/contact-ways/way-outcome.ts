import type { SqlTx } from '../../platform/db/index.ts'
import { isWecomError } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import type { RowOutcome } from '../effects/row-effect.ts'

// What codes of every kind have in common: contact ways, join ways, acquisition links.

/** WeCom's code for a config id that is not there (any more). */
const UNKNOWN_WAY = 41044
/** A way made before the answer was lost is looked for from a little earlier on: clocks differ. */
const LOOK_BACK_MS = 10 * 60_000

/** One that is not there any more is as good as deleted. */
export async function deleteUnlessGone(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!isWecomError(error) || !(error.kind === 'gone' || error.errcode === UNKNOWN_WAY)) throw error
  }
}

export interface FoundWay {
  configId: string
  pictureUrl: string | null
  userids: string[]
}

/** The contact way with this state, made since then. Nobody but us makes ways with it: if there is one, our call went through. */
export async function findWay(
  deps: Deps,
  { corpId, state, since }: { corpId: string; state: string; since: Date },
): Promise<FoundWay | null> {
  const { contactWays } = deps.wecomOf(corpId)
  const span = { fromAt: since.getTime() - LOOK_BACK_MS, toAt: deps.clock.nowMs() + LOOK_BACK_MS }
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page = await contactWays.list({ ...span, cursor })
    for (const { configId } of page.rows) {
      const way = await contactWays.get(configId)
      if (way.state === state) return { configId, pictureUrl: way.qrCodeUrl ?? null, userids: way.userids }
    }
    cursor = page.nextCursor
  }
  return null
}

/** Writes how a code stands after a call, and into these columns what WeCom has told of it; what it has not stays. */
export async function recordWay(
  tx: SqlTx,
  deps: Deps,
  {
    table,
    corpId,
    id,
    outcome: { state, errorText },
    isDeleted = false,
    columns,
  }: RowOutcome & {
    table: 'AcquisitionLink' | 'GroupCode' | 'GroupWelcome' | 'LiveCode'
    isDeleted: boolean | undefined
    columns: Record<string, string | number | null | undefined>
  },
): Promise<void> {
  const isBad = state === 'failed' || state === 'refused' || state === 'unknown'
  const wayState = isDeleted ? 'ended' : state === 'done' ? 'live' : isBad ? 'failed' : null
  const told = Object.entries({ ...columns, wayState })
  await tx.run(
    `UPDATE "${table}" SET ${told.map(([name]) => `"${name}" = COALESCE(?, "${name}")`).join(', ')}, "errorText" = ?, "updatedAt" = ?
     WHERE "corpId" = ? AND "id" = ?`,
    [...told.map(([, value]) => value ?? null), isBad ? errorText : null, deps.clock.now(), corpId, id],
  )
}
