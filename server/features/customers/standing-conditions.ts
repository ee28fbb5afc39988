import type { Scope } from '../../platform/http/scope.ts'
import { visibleStaff, type Condition } from '../staff/scope.ts'
import type { CustomerQuery } from './contract.ts'

// What "active" and "moved" mean for the figures of the life-cycle page and for the lists behind them. The rows are those
// of the feature `standing`, which is below.

export const FLOW_DAYS = 30
const DAY_MS = 86_400_000

/** The customer has done something in so many days, on the standing "s". */
export function touchedWithin(days: number, now: Date): Condition {
  return { sql: 's."lastTouchAt" >= ?', params: [new Date(now.getTime() - days * DAY_MS)] }
}

/** A change "m" from one stage to another in the last days. */
export function movedWithin(now: Date): Condition {
  return {
    sql: 'm."fromStage" IS NOT NULL AND m."fromStage" <> m."toStage" AND m."at" >= ?',
    params: [new Date(now.getTime() - FLOW_DAYS * DAY_MS)],
  }
}

/** The filters of the list of customers that ask where somebody stands. */
export function standingConditions(scope: Scope, query: CustomerQuery, now: Date): Condition[] {
  const { corpId } = scope
  const on: Condition[] = []
  const add = (sql: string, ...params: Condition['params']): void => void on.push({ sql, params })
  if (query.stage !== undefined) add('s."stage" = ?', query.stage)
  if (query.grade !== undefined) add('s."grade" = ?', query.grade)
  if (query.rung !== undefined) add('s."rung" = ?', query.rung)
  if (query.rungState === 'held') add('s."rungHeld" IS NOT NULL')
  if (query.rungState === 'open') add(OPEN_RUNG)
  if (query.owner === 'yes') add('s."isOwner" = ?', true)
  if (query.active === '30' || query.active === '90') on.push(touchedWithin(Number(query.active), now))
  if (query.active === 'silent') {
    const { sql, params } = touchedWithin(90, now)
    add(`(s."lastTouchAt" IS NULL OR NOT ${sql})`, ...params)
  }
  const standing: Condition[] =
    on.length === 0
      ? []
      : [
          {
            sql: `cu."id" IN (SELECT s."customerId" FROM "Standing" s WHERE s."corpId" = ? AND ${on.map((one) => one.sql).join(' AND ')})`,
            params: [corpId, ...on.flatMap((one) => one.params)],
          },
        ]
  return [...standing, ...moved(corpId, query, now), ...reach(scope, query)]
}

const OPEN_RUNG = `EXISTS (SELECT 1 FROM "Task" k WHERE k."corpId" = s."corpId" AND k."customerId" = s."customerId"
  AND k."doneAt" IS NULL AND k."kind" IN ('winback-1', 'winback-2', 'winback-3'))`

function moved(corpId: string, query: CustomerQuery, now: Date): Condition[] {
  if (query.moved === undefined) return []
  const [from = '', to = ''] = query.moved.split('-')
  const within = movedWithin(now)
  return [
    {
      sql: `cu."id" IN (SELECT m."customerId" FROM "StageChange" m WHERE m."corpId" = ? AND ${within.sql} AND m."fromStage" = ? AND m."toStage" = ?)`,
      params: [corpId, ...within.params, from, to],
    },
  ]
}

/** A follow that one may see, through which somebody can write to the customer. */
function reach(scope: Scope, { reachable }: CustomerQuery): Condition[] {
  if (reachable === undefined) return []
  const visible = visibleStaff(scope, 'f5."staffId"')
  return [
    {
      sql: `cu."id" ${reachable === 'yes' ? 'IN' : 'NOT IN'} (SELECT c5."customerId" FROM "Follow" f5 JOIN "Contact" c5
        ON c5."corpId" = f5."corpId" AND c5."externalUserid" = f5."externalUserid"
        WHERE f5."corpId" = ? AND f5."endedAt" IS NULL AND f5."customerLeftAt" IS NULL AND f5."awaitingHandover" = ? AND ${visible.sql})`,
      params: [scope.corpId, false, ...visible.params],
    },
  ]
}
