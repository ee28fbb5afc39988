import { localDateOf } from '../../domain/time.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { changeCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import type { RfmChange, RfmState } from './contract.ts'
import { modeName } from './read-tiers.ts'
import { readRfmState } from './rfm-state.ts'
import { readTerms, type RfmTerms } from './rfm-terms.ts'
import { termsKey } from './tenants.ts'
import { storeCalibration, storedCuts } from './thresholds.ts'

/** Other terms count from the version that the job makes; until then the one in force stays. */
export async function saveTerms(deps: Deps, scope: Scope, { unitId, terms }: RfmChange): Promise<RfmState> {
  const { corpId, staffId } = scope
  await requireUnit(deps, corpId, unitId)
  const before = await readTerms(deps, corpId, unitId)
  const key = termsKey(unitId)
  await deps.database.db.$transaction(async (tx) => {
    await changeCorpSetting(tx, deps, scope, { key, before, after: terms, action: 'rfm-terms' })
    await deps.jobs.add(tx, {
      name: 'insights.recalibrate',
      corpId,
      lane: 'import',
      key: `asked:${unitId}`,
      // A unit that gets settings of its own takes its customers out of the corp's measure: all are measured anew.
      payload: { by: staffId },
    })
  })
  return readRfmState(deps, corpId, unitId)
}

/** A unit without settings of its own is measured with the corp again. */
export async function inheritTerms(deps: Deps, scope: Scope, unitId: string): Promise<RfmState> {
  const { corpId, staffId } = scope
  await requireUnit(deps, corpId, unitId)
  const before = await readTerms(deps, corpId, unitId)
  const key = termsKey(unitId)
  await deps.database.db.$transaction(async (tx) => {
    await changeCorpSetting(tx, deps, scope, { key, before, after: undefined, action: 'rfm-inherit' })
    await deps.jobs.add(tx, {
      name: 'insights.recalibrate',
      corpId,
      lane: 'import',
      key: `asked:${unitId}`,
      payload: { by: staffId },
    })
  })
  return readRfmState(deps, corpId, unitId)
}

/** An earlier version comes into force as a new one; the settings follow it, so that the next month measures the same way. */
export async function rollBack(deps: Deps, scope: Scope, version: string): Promise<RfmState> {
  const { corpId, staffId } = scope
  const { db } = deps.database
  const row = await db.rfmThreshold.findUnique({ where: { corpId_version: { corpId, version } } })
  if (row === null) throw new AppError('not-found')
  const { moneyOf, thresholds } = storedCuts.parse(JSON.parse(row.cutsJson))
  const { recency, frequency, monetary } = thresholds.high
  const mode = modeName(row.mode)
  const fixed = mode === 'fixed' ? { limits: { recency, frequency, monetary } } : {}
  const terms: RfmTerms = { windowDays: row.windowDays, mode, moneyOf, ...fixed }
  const now = deps.clock.now()
  const { unitId, asOf } = row
  const before = await readTerms(deps, corpId, unitId)
  const key = termsKey(unitId)
  const action = 'rfm-roll-back'
  await db.$transaction(async (tx) => {
    await changeCorpSetting(tx, deps, scope, { key, before, after: terms, action, detail: { version } })
    const frozen = { corpId, unitId, asOf, terms, thresholds, now }
    await storeCalibration(tx, { ...frozen, fromVersion: version, createdBy: staffId })
    await deps.jobs.add(tx, {
      name: 'insights.rebuild',
      corpId,
      lane: 'import',
      key: `roll-back:${localDateOf(now.getTime())}`,
      payload: {},
    })
  })
  return readRfmState(deps, corpId, unitId)
}

async function requireUnit({ database: { db } }: Deps, corpId: string, unitId: string): Promise<void> {
  if (unitId === '') return
  if ((await db.unit.count({ where: { corpId, id: unitId, lostAt: null } })) === 0)
    throw new AppError('not-found')
}
