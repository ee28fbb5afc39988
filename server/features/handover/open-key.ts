import type { RowKind } from './words/contract.ts'

/** What may be in one open transfer at a time: a relation of the giver, or a group. */
export function openKey(kind: RowKind, fromStaffId: string, objectId: string): string {
  return kind === 'group' ? `group ${objectId}` : `customer ${fromStaffId} ${objectId}`
}

/** The same as an SQL expression over a HandoverRow. */
export const OPEN_KEY = `(CASE WHEN "kind" = 'group' THEN 'group ' || "objectId" ELSE 'customer ' || "fromStaffId" || ' ' || "objectId" END)`
