import { z } from 'zod'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { changeCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import { readTenants, termsKey } from '../insights/tenants.ts'
import type { StandingChange, StandingSettings, StandingTerms } from './contract.ts'
import { DEFAULT_TERMS, parseTerms, readTerms, SETTING } from './terms.ts'

const SHOWN_VERSIONS = 24
const CHANGED = 'standing-settings'

/** The numbers of the corp or of one unit, with what counted before. The log of changes is the list of versions. */
export async function readStandingSettings(
  deps: Deps,
  { corpId }: Scope,
  unitId: string,
): Promise<StandingSettings> {
  const { db, sql } = deps.database
  const objectId = termsKey(unitId, SETTING)
  const [terms, own, units, changes] = await Promise.all([
    readTerms(sql, corpId, unitId),
    readTenants(sql, corpId, SETTING),
    db.unit.findMany({
      where: { corpId, lostAt: null },
      orderBy: { path: 'asc' },
      select: { id: true, name: true },
      take: 500,
    }),
    db.auditEntry.findMany({
      where: { corpId, action: CHANGED, objectId },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: SHOWN_VERSIONS,
    }),
  ])
  const names = await db.staff.findMany({
    where: { corpId, id: { in: changes.flatMap((row) => row.staffId ?? []) } },
    select: { id: true, name: true },
  })
  return {
    unitId,
    isOwn: unitId === '' || own.has(unitId),
    terms,
    defaults: DEFAULT_TERMS,
    units: units.map((unit) => ({ ...unit, isOwn: own.has(unit.id) })),
    versions: changes.map((row, n) => ({
      id: row.id,
      at: row.at.toISOString(),
      byName: names.find((one) => one.id === row.staffId)?.name ?? null,
      ...readDetail(row.detailJson),
      isInForce: n === 0,
    })),
  }
}

const detail = z.object({ before: z.unknown(), after: z.unknown() })

function readDetail(json: string): { terms: StandingTerms | null; before: StandingTerms | null } {
  const { before, after } = detail.parse(JSON.parse(json))
  const parsed = (terms: unknown) => (terms == null ? null : parseTerms(terms))
  return { terms: parsed(after), before: parsed(before) }
}

/** Other numbers count for everybody from now on: all are looked at anew. */
export async function saveStandingSettings(
  deps: Deps,
  scope: Scope,
  { unitId, terms }: StandingChange,
): Promise<StandingSettings> {
  await requireUnit(deps, scope.corpId, unitId)
  await change(deps, scope, { unitId, terms })
  return readStandingSettings(deps, scope, unitId)
}

/** A unit without numbers of its own goes by the corp again. */
export async function inheritStandingSettings(
  deps: Deps,
  scope: Scope,
  unitId: string,
): Promise<StandingSettings> {
  await requireUnit(deps, scope.corpId, unitId)
  await change(deps, scope, { unitId, terms: null })
  return readStandingSettings(deps, scope, unitId)
}

/** What counted after an earlier change counts again, as a change of its own. */
export async function rollBackStandingSettings(
  deps: Deps,
  scope: Scope,
  id: string,
): Promise<StandingSettings> {
  const row = await deps.database.db.auditEntry.findUnique({
    where: { corpId_id: { corpId: scope.corpId, id } },
  })
  if (row === null || row.action !== CHANGED) throw new AppError('not-found', { log: 'no such version' })
  const unitId = row.objectId === SETTING ? '' : row.objectId.slice(SETTING.length + 1)
  await requireUnit(deps, scope.corpId, unitId)
  await change(deps, scope, { unitId, terms: readDetail(row.detailJson).terms, fromId: id })
  return readStandingSettings(deps, scope, unitId)
}

async function change(
  deps: Deps,
  scope: Scope,
  { unitId, terms, fromId }: { unitId: string; terms: StandingTerms | null; fromId?: string },
): Promise<void> {
  const { corpId } = scope
  const key = termsKey(unitId, SETTING)
  await deps.database.sql.transaction(async (tx) => {
    const before = await readTerms(tx, corpId, unitId)
    const detail = fromId === undefined ? {} : { fromId }
    const after = terms ?? undefined
    await changeCorpSetting(tx, deps, scope, { key, before, after, action: CHANGED, detail })
    await deps.jobs.add(tx, {
      name: 'standing.daily',
      corpId,
      key: 'settings',
      lane: 'import',
      payload: { after: '', isAll: true },
    })
  })
}

async function requireUnit({ database: { db } }: Deps, corpId: string, unitId: string): Promise<void> {
  if (unitId === '') return
  if ((await db.unit.count({ where: { corpId, id: unitId, lostAt: null } })) === 0)
    throw new AppError('not-found', { log: 'no such unit' })
}
