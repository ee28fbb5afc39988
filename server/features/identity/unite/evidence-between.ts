import { maskPhone } from '../../../domain/masks.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { groupBy } from '../../../platform/group-by.ts'
import type { Deps } from '../../deps.ts'
import { type Evidence, NO_EVIDENCE } from '../merge/contract.ts'
import type { Claim } from './read-component.ts'

/** The keys that both sides show, each with who shows it, from where and since when. */
export async function evidenceBetween(
  deps: Deps,
  tx: SqlTx,
  input: { corpId: string; claims: readonly Claim[]; sides: readonly [readonly string[], readonly string[]] },
): Promise<Evidence> {
  const [one, other] = input.sides
  const shared = [...groupBy(input.claims, (claim) => `${claim.kind} ${claim.valueHash}`).values()].filter(
    (claims) =>
      claims.some((claim) => one.includes(claim.recordId)) &&
      claims.some((claim) => other.includes(claim.recordId)),
  )
  const masks = await readMasks(deps, tx, input.corpId, [...one, ...other])
  return {
    ...NO_EVIDENCE,
    keys: shared.map((claims) => ({
      kind: claims[0]?.kind ?? '',
      mask: masks.get(claims[0]?.valueHash ?? '') ?? null,
      seen: claims
        .filter(({ recordId }) => one.includes(recordId) || other.includes(recordId))
        .map(({ recordId, source, at }) => ({ recordId, source, at: new Date(at).toISOString() }))
        .sort((a, b) => (a.recordId < b.recordId ? -1 : 1)),
    })),
  }
}

/** Masked phones and member numbers of some customers by the hash of the key. */
async function readMasks(
  { sealer }: Deps,
  tx: SqlTx,
  corpId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.all<{ phoneSealed: string | null; memberNo: string | null }>(
    `SELECT "phoneSealed", "memberNo" FROM "Customer" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"id"')}`,
    [corpId, JSON.stringify(ids)],
  )
  const masks = new Map<string, string>()
  for (const { phoneSealed, memberNo } of rows) {
    if (memberNo !== null) masks.set(sealer.lookupHash('member_no', memberNo), memberNo)
    if (phoneSealed === null) continue
    const phone = sealer.open(phoneSealed)
    masks.set(sealer.lookupHash('phone', phone), maskPhone(phone))
  }
  return masks
}
