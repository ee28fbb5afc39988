import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { wayState, welcomeContent, type CodeDetail, type CodeList, type CodeQuery } from './contract.ts'
import { dutyNow, readDutyRows } from './duty.ts'
import { NOBODY, readNumbers } from './numbers.ts'
import { periodOf } from './period.ts'

const PAGE = 30

/** Live codes, newest first, with what they have brought. */
export async function listCodes(deps: Deps, { corpId }: Scope, query: CodeQuery): Promise<CodeList> {
  const after = readCursor(query.cursor)
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT c."id", c."name", c."channelId", ch."name" AS "channelName", c."state", c."wayState", c."errorText", c."onDutyJson",
       c."createdAt", (SELECT COUNT(*) FROM "LiveCodeStaff" cs WHERE cs."corpId" = c."corpId" AND cs."codeId" = c."id") AS "staffCount"
     FROM "LiveCode" c JOIN "Channel" ch ON ch."corpId" = c."corpId" AND ch."id" = c."channelId"
     WHERE c."corpId" = ? AND c."endedAt" IS ${query.isEnded ? 'NOT NULL' : 'NULL'}
       ${query.channelId === undefined ? '' : 'AND c."channelId" = ?'}
       ${after ? 'AND (c."createdAt", c."id") < (?, ?)' : ''}
     ORDER BY c."createdAt" DESC, c."id" DESC LIMIT ?`,
    [
      corpId,
      ...(query.channelId === undefined ? [] : [query.channelId]),
      ...(after ? [new Date(after.at), after.id] : []),
      PAGE + 1,
    ],
  )
  const period = periodOf(deps, query.days)
  const numbers = await readNumbers(deps, { corpId, period, by: 'codeId' })
  const names = await namesOf(
    deps,
    corpId,
    rows.flatMap((row) => useridsIn(row['onDutyJson'])),
  )
  const { items, nextCursor } = cutPage(rows, PAGE, (row) => ({
    at: rowTime(row['createdAt']).toISOString(),
    id: String(row['id']),
  }))
  return {
    items: items.map((row) => ({
      id: String(row['id']),
      name: String(row['name']),
      channelId: String(row['channelId']),
      channelName: String(row['channelName']),
      state: String(row['state']),
      wayState: wayState.parse(row['wayState']),
      errorText: row['errorText'] === null ? null : String(row['errorText']),
      onDuty: useridsIn(row['onDutyJson']).map((userid) => names.get(userid) ?? userid),
      staffCount: Number(row['staffCount']),
      numbers: numbers.get(String(row['id'])) ?? NOBODY,
      createdAt: rowTime(row['createdAt']).toISOString(),
    })),
    nextCursor,
  }
}

/** One code as the editor shows it, with who stands behind it now and why. */
export async function readCode(deps: Deps, { corpId }: Scope, id: string): Promise<CodeDetail> {
  const code = await deps.database.db.liveCode.findUnique({ where: { corpId_id: { corpId, id } } })
  if (!code) throw new AppError('not-found', { log: 'no such live code' })
  const rows = await readDutyRows(deps.database.sql, deps, { corpId, codeId: id })
  const onDuty = new Set(useridsIn(code.onDutyJson))
  const { channelId, errorText, name, remarkTail, skipVerify, state, version } = code
  const welcome = code.welcomeJson === null ? null : welcomeContent.parse(JSON.parse(code.welcomeJson))
  return {
    id,
    name,
    channelId,
    state,
    errorText,
    skipVerify,
    remarkTail,
    version,
    welcome,
    wayState: wayState.parse(code.wayState),
    tagIds: useridsIn(code.tagIdsJson),
    hasPicture: code.pictureUrl !== null && code.endedAt === null,
    dutyReason: dutyNow(deps, rows).reason,
    staff: rows.map(({ codeId: _code, userid, ...row }) => ({ ...row, isOnDuty: onDuty.has(userid) })),
  }
}

/** A stored list of texts. */
export function useridsIn(json: unknown): string[] {
  const list: unknown = JSON.parse(String(json))
  return Array.isArray(list) ? list.map(String) : []
}

async function namesOf(deps: Deps, corpId: string, userids: readonly string[]): Promise<Map<string, string>> {
  const { sql } = deps.database
  const rows = await sql.all<{ userid: string; name: string }>(
    `SELECT "userid", "name" FROM "Staff" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"userid"')}`,
    [corpId, JSON.stringify([...new Set(userids)])],
  )
  return new Map(rows.map((row) => [row.userid, row.name]))
}
