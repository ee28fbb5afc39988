import { NO_VALUE, type ChoiceField } from '../../../domain/audience/condition.ts'
import type { FunnelStep } from '../../../domain/post/funnel.ts'
import type { Condition as SqlCondition } from '../../staff/scope.ts'
import { genderSql, interestsSql, profileValues } from './profile-sql.ts'
import { stepReached, TARGETS } from './post-steps.ts'
import {
  activeFollows,
  exists,
  isAmong,
  joined,
  negated,
  rowsOf,
  rowsOfContacts,
  type Frame,
  type Rows,
} from './sql-parts.ts'

/** The rows that carry a field's values, and the value of one, as text. Rows without a value are left out. */
interface Values {
  rows: Rows
  value: string
}

export function choiceSql(
  frame: Frame,
  { field, values }: { field: ChoiceField; values: readonly string[] },
): SqlCondition {
  const named = values.filter((value) => value !== NO_VALUE)
  const parts: SqlCondition[] = []
  if (field === 'gender') return genderSql(values)
  if (field === 'relation') parts.push(...named.map((value) => relationSql(frame, value)))
  else if (field === 'unit' && named.length > 0) parts.push(unitSql(frame, named))
  else if (field === 'interests' && named.length > 0) parts.push(interestsSql(frame, named))
  else if (named.length > 0) {
    const { rows, value } = valuesOf(frame, field)
    parts.push(exists(rows, isAmong(value, named)))
  }
  if (values.includes(NO_VALUE) && field !== 'relation')
    parts.push(negated(exists(valuesOf(frame, field).rows)))
  return joined(parts, 'OR')
}

function valuesOf(frame: Frame, field: Exclude<ChoiceField, 'gender'>): Values {
  switch (field) {
    case 'tier':
      return { rows: rowsOf('Rfm', 'r'), value: 'CAST(r."code" AS TEXT)' }
    case 'stage':
      return { rows: rowsOf('Standing', 'z'), value: 'z."stage"' }
    case 'grade':
      return {
        rows: rowsOf('Standing', 'z', { sql: 'z."grade" IS NOT NULL', params: [] }),
        value: 'z."grade"',
      }
    case 'churnBand':
      return {
        rows: rowsOf('Prediction', 'p', { sql: 'p."churnBand" IS NOT NULL', params: [] }),
        value: 'p."churnBand"',
      }
    case 'birthdayMonth':
      return { rows: rowsOf('ProfileValue', 'b', birthdays()), value: MONTH }
    case 'model':
      return {
        rows: rowsOf('Vehicle', 'v', { sql: 'v."model" IS NOT NULL', params: [] }),
        value: 'v."model"',
      }
    case 'tag':
      return {
        rows: rowsOf('CustomerTag', 't', { sql: 't."endedAt" IS NULL', params: [] }),
        value: 't."tagKey"',
      }
    case 'owner':
      return { rows: activeFollows(frame), value: 'f."staffId"' }
    case 'addWay':
      return { rows: activeFollows(frame), value: 'CAST(f."addWay" AS TEXT)' }
    case 'channel':
      return { rows: narrowed(activeFollows(frame), `COALESCE(f."state", '') <> ''`), value: 'f."state"' }
    case 'group':
      return { rows: memberships(), value: 'm."chatId"' }
    case 'corpTag':
      return { rows: rowsOfContacts('FollowTag', 'ft', 'externalUserid', tagged(frame)), value: 'ft."tagId"' }
    case 'postDelivered':
      return reachedBy(frame, 'delivered')
    case 'postOpened':
      return reachedBy(frame, 'opened')
    case 'postActed':
      return reachedBy(frame, 'acted')
    case 'postVisited':
      return reachedBy(frame, 'visited')
    case 'city':
    case 'interests':
    case 'occupation':
    case 'education':
    case 'family':
    case 'children':
    case 'income':
    case 'driving':
    case 'budget':
    case 'modelWanted':
    case 'preferredStore':
    case 'preferredTime':
      return profileValues(field)
    case 'unit':
      return { rows: followerUnits(frame), value: 'u."id"' }
    case 'relation':
      return { rows: activeFollows(frame), value: `'followed'` }
  }
}

/** Posts of the members whose follows count. */
function reachedBy(frame: Frame, step: FunnelStep): Values {
  const visible = frame.visible('t."staffId"')
  return {
    rows: {
      from: TARGETS,
      where: {
        sql: `t."corpId" = cu."corpId" AND t."customerId" = cu."id" AND ${visible.sql} AND ${stepReached(frame.dialect, step)}`,
        params: visible.params,
      },
    },
    value: 't."postId"',
  }
}

// Birthdays are kept as 1990-05-03 or 05-03 (domain/identity/portrait.ts); what else stands there names no month.
const MONTH = `LTRIM(SUBSTR(b."value", LENGTH(b."value") - 4, 2), '0')`
const MONTHS = Array.from({ length: 12 }, (_, n) => `'${n + 1}'`).join(', ')

function birthdays(): SqlCondition {
  return {
    sql: `b."field" = 'birthday' AND b."isCurrent" = ? AND (b."value" LIKE '____-__-__' OR b."value" LIKE '__-__') AND ${MONTH} IN (${MONTHS})`,
    params: [true],
  }
}

function narrowed({ from, where }: Rows, by: string): Rows {
  return { from, where: { sql: `${where.sql} AND ${by}`, params: where.params } }
}

function tagged(frame: Frame): SqlCondition {
  const visible = frame.visible('ft."staffId"')
  return {
    sql: `${visible.sql} AND EXISTS (SELECT 1 FROM "Tag" g WHERE g."corpId" = ft."corpId" AND g."tagId" = ft."tagId" AND g."deletedAt" IS NULL)`,
    params: visible.params,
  }
}

export function memberships(): Rows {
  return rowsOfContacts('GroupMember', 'm', 'memberId', {
    sql: `m."leftAt" IS NULL AND EXISTS (SELECT 1 FROM "Group" gr WHERE gr."corpId" = m."corpId" AND gr."chatId" = m."chatId" AND gr."dismissedAt" IS NULL)`,
    params: [],
  })
}

function followerUnits(frame: Frame): Rows {
  const { from, where } = activeFollows(frame)
  return {
    from: `${from} JOIN "StaffUnit" su ON su."corpId" = f."corpId" AND su."staffId" = f."staffId"
      JOIN "Unit" u ON u."corpId" = su."corpId" AND u."id" = su."unitId"`,
    where,
  }
}

/** A unit means everything below it. */
function unitSql(frame: Frame, unitIds: readonly string[]): SqlCondition {
  const top = isAmong('top."id"', unitIds)
  return exists(followerUnits(frame), {
    sql: `EXISTS (SELECT 1 FROM "Unit" top WHERE top."corpId" = u."corpId" AND ${top.sql} AND SUBSTR(u."path", 1, LENGTH(top."path")) = top."path")`,
    params: top.params,
  })
}

function relationSql(frame: Frame, value: string): SqlCondition {
  const active = activeFollows(frame)
  const visible = frame.visible('f."staffId"')
  const ever = exists(rowsOfContacts('Follow', 'f', 'externalUserid', visible))
  switch (value) {
    case 'followed':
      return exists(active, { sql: 'f."awaitingHandover" = ?', params: [false] })
    case 'awaiting':
      return exists(active, { sql: 'f."awaitingHandover" = ?', params: [true] })
    case 'lost':
      return joined([ever, negated(exists(active))], 'AND')
    case 'none':
      return negated(ever)
    default:
      return joined([], 'OR')
  }
}
