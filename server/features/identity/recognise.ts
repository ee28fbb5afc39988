import { ulid } from 'ulid'
import { guessKeys, type KeyKind } from '../../domain/identity/clean-key.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { readCustomerRows } from '../customers/read-customer-rows.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import type { Recognised } from './contract.ts'
import { readCustomers, readUnits, seenAmong } from './recognised-rows.ts'

const ACTION = 'recognise'
const HOUR_MS = 3_600_000
/** A reception desk greets some twenty cars an hour; who asks more is reading the customer file. */
export const RECOGNITIONS_PER_HOUR = 60

type Kind = NonNullable<Recognised['kind']>

/**
 * Who has come: a plate, phone, VIN or member number → the person, by keyed hashes alone. Whom the caller may see is
 * answered whole; of anybody else only the store is named, so that the guest can be sent there and nothing is given away.
 * Every question is recorded, without what was asked.
 */
export async function recognise(deps: Deps, scope: Scope, text: string): Promise<Recognised> {
  const guesses = guessKeys(text)
  await admit(deps, scope, guesses[0]?.kind ?? null)
  const { sql } = deps.database
  for (const { kind, value } of guesses) {
    const valueHash = deps.sealer.lookupHash(kind, value)
    const isQuarantined = await inQuarantine(sql, scope.corpId, { kind, valueHash })
    const ids = await holdersOf(sql, scope.corpId, { kind, valueHash })
    if (ids.length === 0 && !isQuarantined) continue
    const seen = await seenAmong(sql, scope, ids)
    const others = ids.filter((id) => !seen.includes(id))
    return {
      kind: kind as Kind,
      people: await readPeople(deps, scope, seen),
      elsewhere: (await readUnits(sql, scope.corpId, others)).map((unitName) => ({ unitName })),
      isQuarantined,
    }
  }
  return {
    kind: (guesses[0]?.kind as Kind | undefined) ?? null,
    people: [],
    elsewhere: [],
    isQuarantined: false,
  }
}

interface Wanted {
  kind: KeyKind
  valueHash: string
}

/** Cars name their present owner; a plate that only orders know names whoever came with it last. */
async function holdersOf(sql: SqlTx, corpId: string, { kind, valueHash }: Wanted): Promise<string[]> {
  const car = kind === 'vin' ? 'vinHash' : kind === 'plate' ? 'plateHash' : null
  const rows = await sql.all<{ customerId: string }>(
    `SELECT "customerId" FROM "Identity" WHERE "corpId" = ? AND "kind" = ? AND "valueHash" = ?
     ${car === null ? '' : `UNION SELECT "customerId" FROM "Vehicle" WHERE "corpId" = ? AND "${car}" = ?`}`,
    [corpId, kind, valueHash, ...(car === null ? [] : [corpId, valueHash])],
  )
  return rows.map((row) => row.customerId)
}

async function inQuarantine(sql: SqlTx, corpId: string, { kind, valueHash }: Wanted): Promise<boolean> {
  const rows = await sql.all(
    `SELECT 1 AS "ok" FROM "KeyQuarantine" WHERE "corpId" = ? AND "kind" = ? AND "valueHash" = ? AND "releasedAt" IS NULL`,
    [corpId, kind, valueHash],
  )
  return rows.length > 0
}

async function readPeople(deps: Deps, scope: Scope, ids: string[]): Promise<Recognised['people']> {
  const [rows, more] = await Promise.all([
    readCustomerRows(deps, scope, ids),
    readCustomers(deps.database.sql, scope.corpId, ids),
  ])
  return rows.map((row) => ({
    customerId: row.id,
    externalUserid: row.externalUserid,
    name: row.name,
    phoneMask: row.phoneMask,
    memberNo: more.get(row.id)?.memberNo ?? null,
    tierCode: row.tierCode,
    lastVisitOn: row.lastVisitOn,
    vehicle: more.get(row.id)?.vehicle ?? null,
    staff: row.staff,
  }))
}

/** Counted and recorded before anything is looked up, also what finds nobody. */
async function admit(deps: Deps, scope: Scope, kind: KeyKind | null): Promise<void> {
  const { database, clock } = deps
  const { corpId, staffId } = scope
  const now = clock.now()
  const since = new Date(now.getTime() - HOUR_MS)
  await database.db.$transaction(async (tx) => {
    // Two questions of one person at once wait here for each other, so that both are counted.
    await tx.staff.update({ where: { corpId_id: { corpId, id: staffId } }, data: { lastActiveAt: now } })
    const used = await tx.auditEntry.findMany({
      // Ids begin with their time, so the hour is a short piece of the table.
      where: {
        corpId,
        staffId,
        action: ACTION,
        at: { gt: since },
        id: { gte: ulid(since.getTime()).slice(0, 10) },
      },
      select: { at: true },
      orderBy: { id: 'asc' },
    })
    if (used.length >= RECOGNITIONS_PER_HOUR) {
      const freeAt = (used[0]?.at ?? now).getTime() + HOUR_MS
      const retryAfterSeconds = Math.ceil((freeAt - now.getTime()) / 1000)
      throw new AppError('limit-reached', { tell: { limit: RECOGNITIONS_PER_HOUR, retryAfterSeconds } })
    }
    await writeAudit(tx, deps, scope, { action: ACTION, objectKind: 'key', objectId: kind ?? 'unknown' })
  })
}
