import { z } from 'zod'
import { maskText } from '../../domain/masks.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import { wayState } from '../contact-ways/contract.ts'
import { countOwnStaff } from '../contact-ways/find-staff.ts'
import type { Deps } from '../deps.ts'
import { userKeyOf } from '../staff/find-staff.ts'
import { visibleStaff } from '../staff/scope.ts'
import type { Comers, LinkInput, LinkList } from './contract.ts'
import { planLink } from './link-effect.ts'

const PAGE = 30
const MOST_LINKS = 500
const MONTH_MS = 29 * 86_400_000
const idList = z.array(z.string())

export async function listLinks(
  deps: Deps,
  { corpId }: Scope,
  cursor: string | undefined,
): Promise<LinkList> {
  const { sql } = deps.database
  const after = readCursor(cursor)
  const rows = await sql.all<SqlRow>(
    `SELECT "id", "name", "url", "wayState", "errorText", "staffIdsJson", "createdAt" FROM "AcquisitionLink"
     WHERE "corpId" = ? AND "endedAt" IS NULL ${after ? 'AND ("createdAt", "id") < (?, ?)' : ''}
     ORDER BY "createdAt" DESC, "id" DESC LIMIT ?`,
    [corpId, ...(after ? [new Date(after.at), after.id] : []), PAGE + 1],
  )
  const { items, nextCursor } = cutPage(rows, PAGE, (row) => ({
    at: rowTime(row['createdAt']).toISOString(),
    id: String(row['id']),
  }))
  const idsOf = (row: SqlRow): string[] => idList.parse(JSON.parse(String(row['staffIdsJson'])))
  const staff = await sql.all<{ id: string; name: string }>(
    `SELECT "id", "name" FROM "Staff" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"id"')}`,
    [corpId, JSON.stringify(items.flatMap(idsOf))],
  )
  const names = new Map(staff.map((one) => [one.id, one.name]))
  return {
    items: items.map((row) => ({
      id: String(row['id']),
      name: String(row['name']),
      url: row['url'] === null ? null : String(row['url']),
      wayState: wayState.parse(row['wayState']),
      errorText: row['errorText'] === null ? null : String(row['errorText']),
      staffNames: idsOf(row).flatMap((id) => names.get(id) ?? []),
      createdAt: rowTime(row['createdAt']).toISOString(),
    })),
    nextCursor,
  }
}

export async function createLink(deps: Deps, scope: Scope, input: LinkInput): Promise<{ id: string }> {
  const { corpId, staffId: createdBy } = scope
  const now = deps.clock.now()
  const id = newId(now.getTime())
  const staffIds = [...new Set(input.staffIds)]
  await deps.database.sql.transaction(async (tx) => {
    if ((await countOwnStaff(tx, scope, staffIds)) < staffIds.length)
      throw new AppError('invalid-input', { tell: { field: 'staffIds', reason: 'unknown-staff' } })
    const [held] = await tx.all<{ n: number }>(
      'SELECT COUNT(*) AS "n" FROM "AcquisitionLink" WHERE "corpId" = ? AND "endedAt" IS NULL',
      [corpId],
    )
    if (Number(held?.n ?? 0) >= MOST_LINKS)
      throw new AppError('limit-reached', { tell: { reason: 'too-many-links' } })
    await tx.run(
      `INSERT INTO "AcquisitionLink" ("corpId", "id", "name", "staffIdsJson", "wayState", "createdBy", "createdAt", "updatedAt")
       VALUES (?, ?, ?, ?, 'making', ?, ?, ?)`,
      [corpId, id, input.name, JSON.stringify(staffIds), createdBy, now, now],
    )
    await planLink(tx, deps, { corpId, id, createdBy })
  })
  return { id }
}

export async function endLink(deps: Deps, scope: Scope, id: string): Promise<void> {
  const { corpId, staffId: createdBy } = scope
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    const rows = await tx.all(
      `UPDATE "AcquisitionLink" SET "endedAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "endedAt" IS NULL RETURNING "id"`,
      [now, now, corpId, id],
    )
    if (rows.length === 0) throw new AppError('not-found', { log: 'no such link, or it has ended' })
    await planLink(tx, deps, { corpId, id, createdBy })
  })
}

/** Who came by a link, as WeCom lists them now: only WeCom knows by which link a customer came. */
export async function listComers(
  deps: Deps,
  scope: Scope,
  { id, cursor }: { id: string; cursor: string | undefined },
): Promise<Comers> {
  const { corpId } = scope
  const link = await deps.database.db.acquisitionLink.findUnique({ where: { corpId_id: { corpId, id } } })
  if (!link) throw new AppError('not-found', { log: 'no such acquisition link' })
  if (link.linkId === null) return { clicked: 0, added: 0, items: [], nextCursor: null }
  const { acquisition } = deps.wecomOf(corpId)
  const toAt = deps.clock.nowMs()
  const [counts, page] = await Promise.all([
    acquisition.count({ linkId: link.linkId, fromAt: toAt - MONTH_MS, toAt }),
    acquisition.listCustomers({ linkId: link.linkId, ...(cursor === undefined ? {} : { cursor }) }),
  ])
  const people = await readPeople(
    deps,
    scope,
    page.rows.map((row) => row.externalUserid),
  )
  const staff = await deps.database.db.staff.findMany({
    where: { corpId, userKey: { in: page.rows.map((row) => userKeyOf(row.userid)) } },
    select: { userKey: true, name: true },
  })
  const names = new Map(staff.map((one) => [one.userKey, one.name]))
  return {
    ...counts,
    items: page.rows.map(({ chatStatus, externalUserid, state = '', userid }) => {
      const person = people.get(externalUserid)
      return {
        externalUserid,
        name: person === undefined ? '' : person.isVisible ? person.name : maskText(person.name),
        customerId: person?.isVisible ? person.customerId : null,
        staffName: names.get(userKeyOf(userid)) ?? userid,
        hasTalked: chatStatus === 1,
        channel: state,
      }
    }),
    nextCursor: page.nextCursor ?? null,
  }
}

async function readPeople(
  deps: Deps,
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, { name: string; customerId: string; isVisible: boolean }>> {
  const { sql } = deps.database
  const visible = visibleStaff(scope, 'f."staffId"')
  const rows = await sql.all<{ externalUserid: string; name: string; customerId: string; sees: number }>(
    `SELECT k."externalUserid", k."name", k."customerId", CASE WHEN EXISTS (SELECT 1 FROM "Follow" f WHERE f."corpId" = k."corpId"
       AND f."externalUserid" = k."externalUserid" AND ${visible.sql}) THEN 1 ELSE 0 END AS "sees"
     FROM "Contact" k WHERE k."corpId" = ? AND ${inTextList(sql.dialect, 'k."externalUserid"')}`,
    [...visible.params, scope.corpId, JSON.stringify(ids)],
  )
  return new Map(
    rows.map(({ customerId, externalUserid, name, sees }) => [
      externalUserid,
      { name, customerId, isVisible: Number(sees) === 1 },
    ]),
  )
}
