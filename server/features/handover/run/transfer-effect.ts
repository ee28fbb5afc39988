import { inTextList } from '../../../platform/db/json-sql.ts'
import type { Deps } from '../../deps.ts'
import { answerOfItems, mergeItems } from '../../effects/index.ts'
import type { EffectAnswer, EffectCheck, EffectHandler, EffectItem, EffectTask } from '../../feature.ts'
import { CALLED_OFF, recordAnswer } from './record-answer.ts'
import { type Batch, itemOf, readBatch, stateOfRefusal, verdictOfResult } from './transfer-call.ts'

const SETTLED: ReadonlySet<EffectItem['state']> = new Set(['waiting', 'done', 'refused'])

/**
 * One call of a handover. WeCom knows no request ids, so after a crash or a lost answer its result list (of groups: the
 * owners) is asked, and only what it does not show is called again.
 */
export function transferEffect(deps: Deps): EffectHandler {
  return {
    isRepeatable: false,
    run: (task) => callBatch(deps, task),
    check: (task) => askBatch(deps, task),
    record: (tx, task, outcome) => recordAnswer(tx, deps, { task, outcome }),
  }
}

async function callBatch(deps: Deps, task: EffectTask): Promise<EffectAnswer> {
  const batch = await readBatch(deps.database.sql, task)
  if (!batch) return { state: 'done' }
  // What the check has just found is stored, but not yet part of the task.
  const known = await readKnown(deps, task)
  const settled = new Set(known.filter((item) => SETTLED.has(item.state)).map((item) => item.key))
  const objectIds = batch.objectIds.filter((id) => !settled.has(id))
  if (batch.state !== 'running' && settled.size === 0)
    return { state: 'failed', errorText: 'Paused or cancelled before the call', result: CALLED_OFF }
  const news = objectIds.length === 0 ? [] : await call(deps, { ...batch, objectIds })
  const items = mergeItems(known, news)
  return items.length === 0 ? { state: 'done' } : answerOfItems(items)
}

function call(deps: Deps, batch: Batch): Promise<EffectItem[]> {
  return batch.kind === 'group' ? moveGroups(deps, batch) : startCustomers(deps, batch)
}

async function startCustomers(deps: Deps, batch: Batch): Promise<EffectItem[]> {
  const { transfers } = deps.wecomOf(batch.corpId)
  const { family, from, to, objectIds, message } = batch
  const answer = await transfers.startCustomers({
    family,
    from,
    to,
    externalUserids: objectIds,
    ...(message === null ? {} : { message }),
  })
  const said = new Map(answer.rows.map((row) => [row.externalUserid, row]))
  return objectIds.map((id) => {
    const row = said.get(id)
    if (!row) return itemOf(id, { state: 'unknown', reason: null, at: null })
    if (row.refusal === null) return itemOf(id, { state: 'accepted', reason: null, at: null }, 0)
    return itemOf(id, { state: stateOfRefusal(row.refusal), reason: row.refusal, at: null }, row.errcode)
  })
}

async function moveGroups(deps: Deps, batch: Batch): Promise<EffectItem[]> {
  const { family, to, objectIds } = batch
  const answer = await deps
    .wecomOf(batch.corpId)
    .transfers.moveGroups({ family, chatIds: objectIds, newOwner: to })
  const failed = new Map(answer.rows.map((row) => [row.chatId, row]))
  const unreadable = answer.invalidRows.map((row) => row.id)
  const owned = [...failed.values()].some((row) => row.refusal === 'already-moved')
    ? await ownedBy(deps, batch)
    : new Set<string>()
  return objectIds.map((id) => {
    const row = failed.get(id)
    if (row?.refusal === 'already-moved' && owned.has(id)) return itemOf(id, done(deps))
    if (row)
      return itemOf(id, { state: stateOfRefusal(row.refusal), reason: row.refusal, at: null }, row.errcode)
    if (unreadable.includes(id)) return itemOf(id, { state: 'failed', reason: 'other', at: null })
    return itemOf(id, done(deps), 0)
  })
}

function done(deps: Deps): { state: 'done'; reason: null; at: number } {
  return { state: 'done', reason: null, at: deps.clock.nowMs() }
}

async function askBatch(deps: Deps, task: EffectTask): Promise<EffectCheck> {
  const batch = await readBatch(deps.database.sql, task)
  if (!batch) return { state: 'done' }
  const found =
    batch.kind === 'group' ? await askGroups(deps, batch) : await askCustomers(deps, { batch, task })
  const items = mergeItems(task.items, found)
  const settled = new Set(items.filter((item) => SETTLED.has(item.state)).map((item) => item.key))
  if (batch.objectIds.every((id) => settled.has(id)) && items.length > 0) return answerOfItems(items)
  return { state: 'not-done', items: found }
}

async function askGroups(deps: Deps, batch: Batch): Promise<EffectItem[]> {
  const owned = await ownedBy(deps, batch)
  return batch.objectIds.filter((id) => owned.has(id)).map((id) => itemOf(id, done(deps)))
}

async function ownedBy(deps: Deps, { corpId, to }: Batch): Promise<Set<string>> {
  const owned = new Set<string>()
  for await (const page of deps.wecomOf(corpId).groups.pages({ owners: [to] }))
    for (const row of page.rows) owned.add(row.chatId)
  return owned
}

/** The list is of the pair: what an earlier call has left there does not answer for this one. */
async function askCustomers(
  deps: Deps,
  { batch, task }: { batch: Batch; task: EffectTask },
): Promise<EffectItem[]> {
  const { family, from, to } = batch
  const wanted = new Set(batch.objectIds)
  const [plannedMs, earlier] = await Promise.all([readPlannedMs(deps, task), readEarlier(deps, batch)])
  const items: EffectItem[] = []
  for await (const page of deps.wecomOf(batch.corpId).transfers.resultPages({ family, from, to }))
    for (const result of page.rows) {
      const said = verdictOfResult(result)
      if (!said || !wanted.has(result.externalUserid)) continue
      if (said.state === 'done' && (said.at ?? 0) < plannedMs) continue
      if (earlier.has(`${result.externalUserid} ${said.state}`)) continue
      items.push(itemOf(result.externalUserid, said))
    }
  return items
}

async function readPlannedMs(deps: Deps, { corpId, id }: EffectTask): Promise<number> {
  const row = await deps.database.db.effect.findUnique({
    where: { corpId_id: { corpId, id } },
    select: { createdAt: true },
  })
  // WeCom's times are whole seconds.
  return Math.floor((row?.createdAt.getTime() ?? 0) / 1000) * 1000
}

/** Refusals and full takers of earlier tries with the same pair. */
async function readEarlier(deps: Deps, batch: Batch): Promise<Set<string>> {
  const { sql } = deps.database
  const rows = await sql.all<{ objectId: string; state: string }>(
    `SELECT DISTINCT "objectId", "state" FROM "HandoverTry" WHERE "corpId" = ? AND "kind" = 'customer' AND "fromStaffId" = ?
       AND "toStaffId" = ? AND "family" = ? AND "state" IN ('refused', 'full') AND ${inTextList(sql.dialect, '"objectId"')}`,
    [batch.corpId, batch.fromStaffId, batch.toStaffId, batch.family, JSON.stringify(batch.objectIds)],
  )
  return new Set(rows.map((row) => `${row.objectId} ${row.state}`))
}

async function readKnown(deps: Deps, { corpId, id }: EffectTask): Promise<EffectItem[]> {
  const rows = await deps.database.sql.all<{
    itemKey: string
    state: EffectItem['state']
    errorCode: number | null
    resultJson: string | null
  }>(
    `SELECT "itemKey", "state", "errorCode", "resultJson" FROM "EffectItem" WHERE "corpId" = ? AND "effectId" = ?`,
    [corpId, id],
  )
  return rows.map((row) => ({
    key: row.itemKey,
    state: row.state,
    errorCode: row.errorCode,
    ...(row.resultJson === null ? {} : { result: JSON.parse(row.resultJson) as unknown }),
  }))
}
