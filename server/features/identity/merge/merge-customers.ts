import type { SqlTx } from '../../../platform/db/index.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import { newId } from '../../../platform/new-id.ts'
import type { Deps } from '../../deps.ts'
import type { Evidence } from './contract.ts'
import { moveRows } from './move-rows.ts'
import { rederive } from './rederive.ts'

export interface Merge {
  corpId: string
  /** Two customers, neither of them merged already. */
  aId: string
  bId: string
  /** key: strong keys agree. weak: a proposal that a person confirmed. person: without a proposal. */
  rule: 'key' | 'weak' | 'person'
  evidence: Evidence
  madeBy: string | null
}

interface CustomerFields {
  id: string
  phoneSealed: string | null
  phoneMask: string | null
  memberNo: string | null
  gender: number
  search: string
}

/**
 * Joins two customers in the caller's transaction. The earlier one stays, whoever asks and in whatever order records
 * came; the other's id goes on to open the person. Gives who stays.
 */
export async function mergeCustomers(deps: Deps, tx: SqlTx, merge: Merge): Promise<string> {
  const { corpId, aId, bId } = merge
  const [intoId, fromId] = aId < bId ? [aId, bId] : [bId, aId]
  if (intoId === fromId) throw new AppError('conflict', { log: 'a customer is not merged into itself' })
  const now = deps.clock.now()
  await lockBoth(tx, { corpId, intoId, fromId, now })
  const mergeId = newId(now.getTime())
  const undo = await fillFields(tx, { corpId, intoId, fromId })
  await tx.run(
    `INSERT INTO "CustomerMerge" ("corpId", "id", "fromId", "intoId", "rule", "evidenceJson", "undoJson", "madeBy", "madeAt")
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      corpId,
      mergeId,
      fromId,
      intoId,
      merge.rule,
      JSON.stringify(merge.evidence),
      JSON.stringify(undo),
      merge.madeBy,
      now,
    ],
  )
  await moveRows(tx, { corpId, mergeId, fromId, intoId })
  await rederive(deps, tx, { corpId, customerIds: [intoId, fromId] })
  return intoId
}

/** Takes both rows, in the order of their ids, so that two merges that meet wait for each other. */
async function lockBoth(
  tx: SqlTx,
  { corpId, intoId, fromId, now }: { corpId: string; intoId: string; fromId: string; now: Date },
): Promise<void> {
  const kept = await tx.run(
    `UPDATE "Customer" SET "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "mergedInto" IS NULL`,
    [now, corpId, intoId],
  )
  const joined = await tx.run(
    `UPDATE "Customer" SET "mergedInto" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "mergedInto" IS NULL`,
    [intoId, now, corpId, fromId],
  )
  if (kept + joined < 2) throw new AppError('conflict', { log: 'one of the two has been merged already' })
}

/** What a split gives back of the fields that were filled. */
export interface Undo {
  filled: ('phone' | 'memberNo' | 'gender' | 'optOut')[]
}

/** Who stays keeps what they have and takes over what they lack; both names find them. */
async function fillFields(
  tx: SqlTx,
  { corpId, intoId, fromId }: { corpId: string; intoId: string; fromId: string },
): Promise<Undo> {
  const rows = await tx.all<CustomerFields>(
    `SELECT "id", "phoneSealed", "phoneMask", "memberNo", "gender", "search" FROM "Customer" WHERE "corpId" = ? AND "id" IN (?, ?)`,
    [corpId, intoId, fromId],
  )
  const into = rows.find((row) => row.id === intoId)
  const from = rows.find((row) => row.id === fromId)
  if (!into || !from) throw new AppError('not-found', { log: 'a side of the merge does not exist' })
  const filled: Undo['filled'] = []
  if (into.phoneMask === null && from.phoneMask !== null) filled.push('phone')
  if (into.memberNo === null && from.memberNo !== null) filled.push('memberNo')
  if (into.gender === 0 && from.gender !== 0) filled.push('gender')
  // Whoever does not want to be written to has said so for the whole person.
  const silenced = await tx.run(
    `UPDATE "Consent" SET "isOptedOut" = ? WHERE "corpId" = ? AND "customerId" = ? AND NOT "isOptedOut" AND EXISTS
       (SELECT 1 FROM "Consent" o WHERE o."corpId" = ? AND o."customerId" = ? AND o."isOptedOut")`,
    [true, corpId, intoId, corpId, fromId],
  )
  if (silenced > 0) filled.push('optOut')
  const phone = filled.includes('phone') ? from : into
  await tx.run(
    `UPDATE "Customer" SET "phoneSealed" = ?, "phoneMask" = ?, "memberNo" = ?, "gender" = ?, "search" = ?
     WHERE "corpId" = ? AND "id" = ?`,
    [
      phone.phoneSealed,
      phone.phoneMask,
      into.memberNo ?? from.memberNo,
      into.gender || from.gender,
      joinSearch(into.search, from.search),
      corpId,
      intoId,
    ],
  )
  return { filled }
}

function joinSearch(a: string, b: string): string {
  return [...new Set([...a.split(' '), ...b.split(' ')])].join(' ').trim()
}
