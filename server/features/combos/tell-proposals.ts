import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import type { Deps } from '../deps.ts'

/** More than these wait behind what people wait for. */
const A_FEW = 20

/** Proposals look at the offers, and live below in the feature list: they are told by name. */
export async function tellProposals(
  tx: AnyTx,
  { jobs }: Pick<Deps, 'jobs'>,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<void> {
  if (customerIds.length === 0) return
  const lane = customerIds.length > A_FEW ? 'import' : 'event'
  await jobs.add(tx, { name: 'actions.recompute', corpId, payload: { corpId, customerIds }, lane })
}
