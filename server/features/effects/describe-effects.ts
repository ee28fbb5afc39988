import { z } from 'zod'
import type { SqlRow } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { Deps } from '../deps.ts'
import { effectState, type EffectRow } from './contract.ts'
import { STUCK_AFTER_MS } from './waits.ts'

export const EFFECT_COLUMNS = `"id", "kind", "state", "payloadJson", "errorCode", "errorText", "reason", "attempts", "notBefore",
  "createdAt", "settledAt", "createdBy", "acceptedAt", "polls", "decidedBy", "decidedAt", "decision"`

const subject = z.object({ externalUserid: z.string() }).catch({ externalUserid: '' })

/** Rows of effects as people read them: with names, and how their items stand. */
export async function describeEffects(deps: Deps, corpId: string, rows: SqlRow[]): Promise<EffectRow[]> {
  if (rows.length === 0) return []
  const { db } = deps.database
  const subjects = rows.map((row) => subject.parse(JSON.parse(String(row['payloadJson']))).externalUserid)
  const ids = rows.map((row) => String(row['id']))
  const [contacts, names, items] = await Promise.all([
    db.contact.findMany({
      where: { corpId, externalUserid: { in: [...new Set(subjects)] } },
      select: { externalUserid: true, customerId: true, name: true },
    }),
    namesOf(
      deps,
      corpId,
      rows.map((row) => String(row['createdBy'])),
    ),
    countItems(deps, corpId, ids),
  ])
  const now = deps.clock.nowMs()
  return rows.map((row, n) => {
    const contact = contacts.find((one) => one.externalUserid === subjects[n])
    const acceptedAt = rowTimeOrNull(row['acceptedAt'])
    const counts = items.get(String(row['id']))
    return {
      id: String(row['id']),
      kind: String(row['kind']),
      state: effectState.parse(row['state']),
      objectId: subjects[n] || null,
      customerId: contact?.customerId ?? null,
      customerName: contact?.name ?? null,
      staffName: names.get(String(row['createdBy'])) ?? null,
      attempts: Number(row['attempts']),
      errorCode: row['errorCode'] === null ? null : Number(row['errorCode']),
      errorText: textOrNull(row['errorText']),
      reason: textOrNull(row['reason']),
      isStuck:
        row['state'] === 'accepted' && acceptedAt !== null && now - acceptedAt.getTime() > STUCK_AFTER_MS,
      itemCount: counts?.all ?? 0,
      badItemCount: counts?.bad ?? 0,
      notBefore: rowTime(row['notBefore']).toISOString(),
      createdAt: rowTime(row['createdAt']).toISOString(),
      settledAt: rowTimeOrNull(row['settledAt'])?.toISOString() ?? null,
    }
  })
}

async function countItems(
  deps: Deps,
  corpId: string,
  ids: readonly string[],
): Promise<Map<string, { all: number; bad: number }>> {
  const { sql } = deps.database
  const rows = await sql.all<{ effectId: string; all: number; bad: number }>(
    `SELECT "effectId", COUNT(*) AS "all", SUM(CASE WHEN "state" IN ('done', 'waiting') THEN 0 ELSE 1 END) AS "bad"
     FROM "EffectItem" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"effectId"')} GROUP BY "effectId"`,
    [corpId, JSON.stringify(ids)],
  )
  return new Map(rows.map((row) => [row.effectId, { all: Number(row.all), bad: Number(row.bad) }]))
}

/** Names of members (by id) and of contacts (by external user id), whichever of them these keys are. */
export async function namesOf(
  deps: Deps,
  corpId: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const { sql } = deps.database
  const list = JSON.stringify([...new Set(keys)])
  const rows = await sql.all<{ key: string; name: string }>(
    `SELECT "id" AS "key", "name" FROM "Staff" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"id"')}
     UNION ALL SELECT "externalUserid" AS "key", "name" FROM "Contact" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"externalUserid"')}`,
    [corpId, list, corpId, list],
  )
  return new Map(rows.map((row) => [row.key, row.name]))
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}
