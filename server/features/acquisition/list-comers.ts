import { maskText } from '../../domain/masks.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { userKeyOf } from '../staff/find-staff.ts'
import { visibleStaff } from '../staff/scope.ts'
import type { Comers } from './contract.ts'

const MONTH_MS = 29 * 86_400_000

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
