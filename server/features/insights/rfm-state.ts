import type { Deps } from '../deps.ts'
import type { RfmState } from './contract.ts'
import { readTerms } from './rfm-terms.ts'
import { readTenants } from './tenants.ts'
import { storedCuts } from './thresholds.ts'
import { modeName } from './read-tiers.ts'

const SHOWN_VERSIONS = 24

/** How a corp, or one unit, is measured, with the versions it has had. */
export async function readRfmState(deps: Deps, corpId: string, unitId: string): Promise<RfmState> {
  const { db, sql } = deps.database
  const [terms, own, units, versions] = await Promise.all([
    readTerms(deps, corpId, unitId),
    readTenants(sql, corpId),
    db.unit.findMany({
      where: { corpId, lostAt: null },
      orderBy: { path: 'asc' },
      select: { id: true, name: true },
      take: 500,
    }),
    db.rfmThreshold.findMany({
      where: { corpId, unitId },
      orderBy: [{ createdAt: 'desc' }, { version: 'desc' }],
      take: SHOWN_VERSIONS,
    }),
  ])
  const staffIds = versions.map((row) => row.createdBy).filter((id) => id !== null)
  const names = await db.staff.findMany({
    where: { corpId, id: { in: staffIds } },
    select: { id: true, name: true },
  })
  const isOwn = unitId === '' || own.has(unitId)
  return {
    unitId,
    isOwn,
    terms,
    units: units.map((unit) => ({ ...unit, isOwn: own.has(unit.id) })),
    versions: versions.map((row, n) => ({
      version: row.version,
      asOf: row.asOf,
      windowDays: row.windowDays,
      mode: modeName(row.mode),
      moneyOf: storedCuts.parse(JSON.parse(row.cutsJson)).moneyOf,
      counted: row.counted,
      createdAt: row.createdAt.toISOString(),
      byName: names.find((one) => one.id === row.createdBy)?.name ?? null,
      fromVersion: row.fromVersion,
      isInForce: n === 0 && isOwn,
    })),
  }
}
