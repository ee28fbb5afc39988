import { localDateOf } from '../../../domain/time.ts'
import { bulkUpsert } from '../../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { newId } from '../../../platform/new-id.ts'
import { requireCustomer } from '../../customers/policy.ts'
import { writeAudit } from '../../audit.ts'
import type { Deps } from '../../deps.ts'
import { recomputeActions } from '../recompute.ts'
import type { ConsentAnswer, ConsentInput } from './contract.ts'

export async function readConsent(deps: Deps, scope: Scope, customerId: string): Promise<ConsentAnswer> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  const { db } = deps.database
  const row = await db.consent.findUnique({ where: { corpId_customerId: { corpId, customerId } } })
  if (!row) return { consent: null }
  const staff =
    row.staffId === null
      ? null
      : await db.staff.findUnique({
          where: { corpId_id: { corpId, id: row.staffId } },
          select: { name: true },
        })
  const { isOptedOut, source, note, at } = row
  return { consent: { isOptedOut, source, note, staffName: staff?.name ?? null, at: at.toISOString() } }
}

/** What the customer told the advisor. It is a fact of the timeline, and audited: it stops messages of the whole company. */
export async function saveConsent(
  deps: Deps,
  scope: Scope,
  { customerId, isOptedOut, note = '' }: ConsentInput & { customerId: string },
): Promise<ConsentAnswer> {
  await requireCustomer(deps, scope, customerId)
  const { corpId, staffId } = scope
  const at = deps.clock.now()
  const id = newId(at.getTime())
  const detailJson = JSON.stringify({ isOptedOut: isOptedOut ? 1 : 0, note })
  await deps.database.db.$transaction(async (tx) => {
    const given = { isOptedOut, source: 'advisor', note, staffId, at }
    await tx.consent.upsert({
      where: { corpId_customerId: { corpId, customerId } },
      create: { corpId, customerId, ...given },
      update: given,
    })
    await tx.timelineEvent.create({
      data: {
        corpId,
        id,
        customerId,
        at,
        kind: 'consent',
        key: `consent:${id}`,
        staffId,
        detailJson,
      },
    })
    await writeAudit(tx, deps, scope, {
      action: isOptedOut ? 'opted-out' : 'opted-in',
      objectKind: 'customer',
      objectId: customerId,
      detail: { isOptedOut },
    })
    await deps.changes.report(tx, [{ kind: 'facts-recorded', corpId, customerIds: [customerId] }])
    await recomputeActions(deps, tx, { corpId, customerIds: [customerId], today: localDateOf(at.getTime()) })
  })
  return readConsent(deps, scope, customerId)
}

/** Facts of other systems that say it: the newest word of a customer counts, whoever wrote it down. */
export async function takeConsentFacts(
  sql: SqlTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<void> {
  const facts = await sql.all<{ customerId: string; kind: string; at: string }>(
    `SELECT "customerId", "kind", "at" FROM "TimelineEvent" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}
     AND "kind" IN ('opt-out', 'opt-in') ORDER BY "at", "id"`,
    [corpId, JSON.stringify(customerIds)],
  )
  if (facts.length === 0) return
  const known = await sql.all<{ customerId: string; at: string }>(
    `SELECT "customerId", "at" FROM "Consent" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`,
    [corpId, JSON.stringify(customerIds)],
  )
  const newest = new Map(facts.map((fact) => [fact.customerId, fact]))
  const knownAt = new Map(known.map((row) => [row.customerId, row.at]))
  await bulkUpsert(sql, {
    table: 'Consent',
    columns: ['corpId', 'customerId', 'isOptedOut', 'source', 'note', 'staffId', 'at'],
    key: ['corpId', 'customerId'],
    rows: [...newest.values()]
      .filter(({ customerId, at }) => (knownAt.get(customerId) ?? '') < at)
      .map(({ customerId, kind, at }) => ({
        corpId,
        customerId,
        isOptedOut: kind === 'opt-out',
        source: 'intake',
        note: '',
        at,
      })),
  })
}
