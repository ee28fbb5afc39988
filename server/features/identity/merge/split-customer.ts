import { z } from 'zod'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import { searchText } from '../../../platform/search-text.ts'
import { rootOf } from '../../customers/aliases.ts'
import type { Deps } from '../../deps.ts'
import { takeRowsBack } from './move-rows.ts'
import { rederive } from './rederive.ts'

export interface Split {
  corpId: string
  mergeId: string
  splitBy: string | null
  reason: 'person' | 'conflict'
}

interface StoredMerge {
  id: string
  fromId: string
  intoId: string
  undoJson: string
  splitAt: string | null
}

type Filled = z.infer<typeof undo>['filled'][number]
const undo = z.object({ filled: z.array(z.enum(['phone', 'memberNo', 'gender', 'optOut'])) })

/**
 * Takes a merge apart again, in the caller's transaction: each side has its own rows, those from before the merge and
 * those that came by its keys since. What names no key (a note, a task) stays with who was in front.
 */
export async function splitCustomer(
  deps: Deps,
  tx: SqlTx,
  { corpId, mergeId, splitBy, reason }: Split,
): Promise<{ fromId: string; intoId: string }> {
  const now = deps.clock.now()
  const [merge] = await tx.all<StoredMerge>(
    `SELECT "id", "fromId", "intoId", "undoJson", "splitAt" FROM "CustomerMerge" WHERE "corpId" = ? AND "id" = ?`,
    [corpId, mergeId],
  )
  if (!merge) throw new AppError('not-found')
  const { fromId, intoId } = merge
  const taken = await tx.run(
    `UPDATE "CustomerMerge" SET "splitAt" = ?, "splitBy" = ?, "splitReason" = ? WHERE "corpId" = ? AND "id" = ? AND "splitAt" IS NULL`,
    [now, splitBy, reason, corpId, mergeId],
  )
  if (taken === 0) throw new AppError('conflict', { log: 'this merge has been split already' })
  const holderId = await rootOf(tx, corpId, fromId)
  const records = await recordsOf(tx, corpId, fromId)
  await takeRowsBack(tx, { corpId, mergeId, holderId, fromId, records })
  await takeNewcomersBack(deps, tx, { corpId, holderId, fromId })
  await tx.run(`UPDATE "Customer" SET "mergedInto" = NULL, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ?`, [
    now,
    corpId,
    fromId,
  ])
  for (const id of new Set([intoId, holderId]))
    await giveFieldsBack(tx, { corpId, id, fromId, filled: undo.parse(JSON.parse(merge.undoJson)).filled })
  await rederive(deps, tx, { corpId, customerIds: [...new Set([holderId, fromId])] })
  return { fromId, intoId: holderId }
}

/** The record and those that had been merged into it. */
async function recordsOf(tx: SqlTx, corpId: string, id: string): Promise<string[]> {
  const records = [id]
  for (let at = 0; at < records.length; at++) {
    const rows = await tx.all<{ fromId: string }>(
      `SELECT "fromId" FROM "CustomerMerge" WHERE "corpId" = ? AND "intoId" = ? AND "splitAt" IS NULL`,
      [corpId, records[at] ?? ''],
    )
    for (const { fromId } of rows) if (!records.includes(fromId)) records.push(fromId)
  }
  return records
}

/** Contacts that came since by a key of this side, and what the timeline says of its contacts. */
async function takeNewcomersBack(
  { sealer }: Deps,
  tx: SqlTx,
  { corpId, holderId, fromId }: { corpId: string; holderId: string; fromId: string },
): Promise<void> {
  const contacts = await tx.all<{ externalUserid: string; customerId: string }>(
    `SELECT "externalUserid", "customerId" FROM "Contact" WHERE "corpId" = ? AND "customerId" IN (?, ?)`,
    [corpId, holderId, fromId],
  )
  const hashOf = (externalUserid: string) => sealer.lookupHash('external_userid', externalUserid)
  const keys = await tx.all<{ valueHash: string }>(
    `SELECT "valueHash" FROM "Identity" WHERE "corpId" = ? AND "customerId" = ? AND "kind" = 'external_userid'`,
    [corpId, fromId],
  )
  const own = new Set(keys.map((key) => key.valueHash))
  const mine = contacts.map((row) => row.externalUserid).filter((id) => own.has(hashOf(id)))
  await tx.run(
    `UPDATE "Contact" SET "customerId" = ? WHERE "corpId" = ? AND "customerId" = ? AND ${inTextList(tx.dialect, '"externalUserid"')}`,
    [fromId, corpId, holderId, JSON.stringify(mine)],
  )
  // Facts of a relation name its contact in their key: 'tag <staff> <contact> …'.
  const facts = await tx.all<{ id: string; key: string }>(
    `SELECT "id", "key" FROM "TimelineEvent" WHERE "corpId" = ? AND "customerId" = ? AND "kind" IN ('tag', 'remark')`,
    [corpId, holderId],
  )
  const moved = facts.filter((fact) => mine.includes(fact.key.split(' ')[2] ?? ''))
  await tx.run(
    `UPDATE "TimelineEvent" SET "customerId" = ? WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"id"')}`,
    [fromId, corpId, JSON.stringify(moved.map((fact) => fact.id))],
  )
}

async function giveFieldsBack(
  tx: SqlTx,
  input: { corpId: string; id: string; fromId: string; filled: readonly Filled[] },
): Promise<void> {
  const { corpId, id, fromId } = input
  const read = async (of: string) => {
    const [row] = await tx.all<{
      name: string
      phoneSealed: string | null
      phoneMask: string | null
      memberNo: string | null
      gender: number
    }>(
      `SELECT "name", "phoneSealed", "phoneMask", "memberNo", "gender" FROM "Customer" WHERE "corpId" = ? AND "id" = ?`,
      [corpId, of],
    )
    return row
  }
  const [holder, from] = [await read(id), await read(fromId)]
  if (!holder || !from) return
  const others = (await recordsOf(tx, corpId, id)).slice(1)
  const names = await tx.all<{ name: string }>(
    `SELECT "name" FROM "Customer" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"id"')} ORDER BY "id"`,
    [corpId, JSON.stringify(others)],
  )
  const isBorrowed = (field: Filled, same: boolean) => input.filled.includes(field) && same
  if (input.filled.includes('optOut'))
    await tx.run(`UPDATE "Consent" SET "isOptedOut" = ? WHERE "corpId" = ? AND "customerId" = ?`, [
      false,
      corpId,
      id,
    ])
  const losesPhone = isBorrowed('phone', holder.phoneMask === from.phoneMask)
  const memberNo = isBorrowed('memberNo', holder.memberNo === from.memberNo) ? null : holder.memberNo
  const gender = isBorrowed('gender', holder.gender === from.gender) ? 0 : holder.gender
  await tx.run(
    `UPDATE "Customer" SET "phoneSealed" = ?, "phoneMask" = ?, "memberNo" = ?, "gender" = ?, "search" = ? WHERE "corpId" = ? AND "id" = ?`,
    [
      losesPhone ? null : holder.phoneSealed,
      losesPhone ? null : holder.phoneMask,
      memberNo,
      gender,
      searchText(holder.name, memberNo, ...names.map((row) => row.name)),
      corpId,
      id,
    ],
  )
}
