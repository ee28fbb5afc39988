import type { KeyKind, Refusal } from '../../domain/identity/clean-key.ts'
import { maskText } from '../../domain/masks.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import type { Deps } from '../deps.ts'

export interface RefusedValue {
  kind: KeyKind
  text: string
  reason: Refusal
  source: string
  customerId: string | null
}

/** Values that came as keys and are none: sealed, with the reason, once for each source and person. */
export async function keepRefused(
  tx: AnyTx,
  deps: Deps,
  { corpId, values }: { corpId: string; values: readonly RefusedValue[] },
): Promise<void> {
  const now = deps.clock.now()
  await bulkUpsert(tx, {
    table: 'RefusedKey',
    columns: [
      ...(['corpId', 'kind', 'valueHash', 'source', 'customerId'] as const),
      ...(['valueSealed', 'valueMask', 'reason', 'seenAt'] as const),
    ],
    key: ['corpId', 'kind', 'valueHash', 'source', 'customerId'],
    update: 'none',
    rows: values
      .filter((one) => one.reason !== 'empty')
      .map(({ kind, text, reason, source, customerId }) => ({
        corpId,
        kind,
        valueHash: deps.sealer.lookupHash(`refused-${kind}`, text),
        source,
        customerId: customerId ?? '',
        valueSealed: deps.sealer.seal(text.slice(0, 200)),
        valueMask: maskText(text.trim()),
        reason,
        seenAt: now,
      })),
  })
}
