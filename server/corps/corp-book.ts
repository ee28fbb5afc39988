import type { Settings } from '../../config/env.ts'
import type { CorpAccess, CorpBook } from '../features/corps.ts'
import type { Clock } from '../platform/clock.ts'
import type { Sql } from '../platform/db/index.ts'
import type { Log } from '../platform/log.ts'
import type { Sealer } from '../platform/seal.ts'
import { homeCorp } from './home-corp.ts'
import { openAccess } from './sealed-access.ts'

/** A change by a command beside the service is known this soon after the next use. */
const STALE_AFTER_MS = 5_000
/** Strangers who name unknown corps cost one statement in this time, not one each. */
const ASK_EVERY_MS = 1_000

interface Parts {
  settings: Settings
  sql: Sql
  sealer: Sealer
  clock: Clock
  log: Log
}

interface CorpRow {
  corpId: string
  name: string
  agentId: number
  secretsSealed: string
}

/** Corps as the database has them, kept in memory and read again now and then. The home corp is the environment's. */
export function createCorpBook(parts: Parts): CorpBook {
  const home = homeCorp(parts.settings)
  let known = new Map<string, CorpAccess>([[home.corpId, home]])
  let readAtMs = -Infinity
  let flight: Promise<void> | null = null

  async function readAll(): Promise<void> {
    readAtMs = performance.now()
    const rows = await parts.sql.all<CorpRow>(
      'SELECT "corpId", "name", "agentId", "secretsSealed" FROM "Corp" ORDER BY "corpId"',
    )
    const next = new Map<string, CorpAccess>([[home.corpId, home]])
    for (const row of rows) {
      const access = row.corpId === home.corpId ? home : openOrTell(parts, home, row)
      if (access) next.set(access.corpId, access)
    }
    known = next
  }

  function refresh(afterMs: number): Promise<void> {
    if (performance.now() - readAtMs < afterMs) return flight ?? Promise.resolve()
    flight ??= readAll().finally(() => {
      flight = null
    })
    return flight
  }

  return {
    homeId: home.corpId,
    find(corpId) {
      // The answer does not wait: a database that is away must not stop who is known.
      void refresh(STALE_AFTER_MS).catch(() => undefined)
      return known.get(corpId) ?? null
    },
    async read(corpId) {
      await refresh(ASK_EVERY_MS)
      return known.get(corpId) ?? null
    },
    all: () => [...known.values()],
    changed() {
      readAtMs = -Infinity
    },
  }
}

/** One corp whose secrets no key opens must not keep the others from work. */
function openOrTell({ sealer, log }: Parts, home: CorpAccess, row: CorpRow): CorpAccess | null {
  try {
    return openAccess(sealer, row, home)
  } catch (error) {
    log.error({ err: error, corpId: row.corpId }, 'the secrets of a corp cannot be opened')
    return null
  }
}
