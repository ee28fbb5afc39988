import type { SqlRow } from '../../../platform/db/index.ts'
import { rowTime, rowTimeOrNull } from '../../../platform/db/row-values.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import { cutPage, readCursor } from '../../../platform/http/cursor.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { newId } from '../../../platform/new-id.ts'
import { writeAudit } from '../../audit.ts'
import type { Deps } from '../../deps.ts'
import { mergeItem, type MergePage } from '../contract.ts'
import { parseEvidence } from '../merge/contract.ts'
import { splitCustomer } from '../merge/split-customer.ts'
import { pairKey } from '../unite/write-reviews.ts'
import { visibleCustomer } from './visible-customer.ts'

/** What was joined and taken apart, the newest first. */
export async function listMerges(
  { database: { sql } }: Deps,
  scope: Scope,
  query: { customerId?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<MergePage> {
  const after = readCursor(query.cursor)
  const visible = visibleCustomer(scope, 'm."intoId"')
  const { customerId } = query
  const rows = await sql.all<SqlRow>(
    `SELECT m.*, f."name" AS "fromName", i."name" AS "intoName", s."name" AS "madeName", p."name" AS "splitName"
     FROM "CustomerMerge" m
     JOIN "Customer" f ON f."corpId" = m."corpId" AND f."id" = m."fromId"
     JOIN "Customer" i ON i."corpId" = m."corpId" AND i."id" = m."intoId"
     LEFT JOIN "Staff" s ON s."corpId" = m."corpId" AND s."id" = m."madeBy"
     LEFT JOIN "Staff" p ON p."corpId" = m."corpId" AND p."id" = m."splitBy"
     WHERE m."corpId" = ? AND ${visible.sql} ${customerId === undefined ? '' : 'AND (m."fromId" = ? OR m."intoId" = ?)'} ${after ? 'AND (m."madeAt", m."id") < (?, ?)' : ''}
     ORDER BY m."madeAt" DESC, m."id" DESC LIMIT ?`,
    [
      scope.corpId,
      ...visible.params,
      ...(customerId === undefined ? [] : [customerId, customerId]),
      ...(after ? [new Date(after.at), after.id] : []),
      query.limit + 1,
    ],
  )
  const { items, nextCursor } = cutPage(rows, query.limit, (row) => {
    return { at: String(row['madeAt']), id: String(row['id']) }
  })
  return {
    items: items.map((row) =>
      mergeItem.parse({
        id: row['id'],
        rule: row['rule'],
        madeBy: row['madeName'],
        splitBy: row['splitName'],
        splitReason: row['splitReason'],
        evidence: parseEvidence(String(row['evidenceJson'])),
        from: { id: row['fromId'], name: row['fromName'] },
        into: { id: row['intoId'], name: row['intoName'] },
        madeAt: rowTime(row['madeAt']).toISOString(),
        splitAt: rowTimeOrNull(row['splitAt'])?.toISOString() ?? null,
      }),
    ),
    nextCursor,
  }
}

/** A person takes a merge apart: the two stay apart, whatever keys they share. */
export async function splitByPerson(deps: Deps, scope: Scope, mergeId: string): Promise<{ id: string }> {
  const { corpId, staffId } = scope
  const visible = visibleCustomer(scope, 'm."intoId"')
  await deps.database.sql.transaction(async (tx) => {
    const [merge] = await tx.all<{ fromId: string; intoId: string; evidenceJson: string }>(
      `SELECT m."fromId", m."intoId", m."evidenceJson" FROM "CustomerMerge" m
       WHERE m."corpId" = ? AND m."id" = ? AND ${visible.sql}`,
      [corpId, mergeId, ...visible.params],
    )
    if (!merge) throw new AppError('not-found')
    await splitCustomer(deps, tx, { corpId, mergeId, splitBy: staffId, reason: 'person' })
    const now = deps.clock.now()
    const [aId, bId] = [merge.fromId, merge.intoId].sort()
    await tx.run(
      `INSERT INTO "MatchReview" ("corpId", "id", "kind", "key", "state", "aId", "bId", "evidenceJson", "openedAt", "decidedAt", "decidedBy")
       VALUES (?, ?, 'conflict', ?, 'different', ?, ?, ?, ?, ?, ?) ON CONFLICT ("corpId", "key") DO UPDATE SET
         "state" = 'different', "decidedAt" = excluded."decidedAt", "decidedBy" = excluded."decidedBy"`,
      [
        corpId,
        newId(now.getTime()),
        pairKey(merge.fromId, merge.intoId),
        aId ?? '',
        bId ?? '',
        merge.evidenceJson,
        now,
        now,
        staffId,
      ],
    )
    await writeAudit(tx, deps, scope, {
      action: 'customer-split',
      objectKind: 'customer',
      objectId: merge.fromId,
      detail: { mergeId, from: merge.intoId },
    })
  })
  return { id: mergeId }
}
