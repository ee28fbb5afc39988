import type { CallOptions, Unassigned } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { ensureStaff } from '../staff/sync.ts'
import { userKeyOf } from '../staff/find-staff.ts'
import type { Run } from './run.ts'
import { markSeen } from './steps/shards.ts'

/** A relation of a member who left. */
export interface Waiting {
  staffId: string
  externalUserid: string
  leftAt: Date
}

export interface UnassignedList {
  waiting: Waiting[]
  /** False when a row could not be read: then absence means nothing. */
  isComplete: boolean
  calls: number
}

const SEEN = 'unassigned'
const COMPLETE = 'complete'

/** Who left and whom they left; people we do not know yet get a row. */
export async function listUnassigned(
  deps: Deps,
  { corpId, options }: { corpId: string; options: CallOptions },
): Promise<UnassignedList> {
  const { rows, calls, isComplete } = await readPages(deps, { corpId, options })
  const staff = await ensureStaff(deps, corpId, [...new Set(rows.map((row) => row.handoverUserid))])
  const waiting = rows.flatMap((row): Waiting[] => {
    const staffId = staff.get(userKeyOf(row.handoverUserid))
    return staffId === undefined
      ? []
      : [{ staffId, externalUserid: row.externalUserid, leftAt: new Date(row.leftAt) }]
  })
  return { waiting, isComplete, calls }
}

async function readPages(
  deps: Deps,
  { corpId, options }: { corpId: string; options: CallOptions },
): Promise<{ rows: Unassigned[]; calls: number; isComplete: boolean }> {
  const { contacts } = deps.wecomOf(corpId)
  const rows: Unassigned[] = []
  const met = new Set<string>()
  let calls = 0
  let isComplete = true
  let cursor: string | undefined
  do {
    const page = await contacts.listUnassigned(cursor, options)
    calls += 1
    rows.push(...page.rows)
    isComplete &&= page.invalidRows.length === 0
    if (cursor !== undefined) met.add(cursor)
    cursor = page.nextCursor
    if (cursor !== undefined && met.has(cursor)) return { rows, calls, isComplete: false }
  } while (cursor !== undefined)
  return { rows, calls, isComplete }
}

/** Leavers must be known before groups are listed, and their contacts after the others are read: kept in between. */
export async function keepUnassigned(run: Run): Promise<number> {
  const { deps, corpId } = run
  const { waiting, isComplete, calls } = await listUnassigned(deps, { corpId, options: run.calls })
  const keys = waiting.map((row) => `${row.staffId} ${row.externalUserid} ${row.leftAt.getTime()}`)
  await deps.database.sql.transaction(async (tx) => {
    await run.context.guard(tx)
    await markSeen(tx, run, { step: SEEN, keys: isComplete ? [...keys, COMPLETE] : keys })
  })
  return calls
}

export async function keptUnassigned(run: Run): Promise<Pick<UnassignedList, 'waiting' | 'isComplete'>> {
  const rows = await run.deps.database.sql.all<{ key: string }>(
    'SELECT "key" FROM "SyncSeen" WHERE "corpId" = ? AND "runId" = ? AND "step" = ?',
    [run.corpId, run.runId, SEEN],
  )
  const keys = rows.map((row) => row.key)
  const waiting = keys
    .filter((key) => key !== COMPLETE)
    .map((key): Waiting => {
      const [staffId = '', externalUserid = '', leftAt = '0'] = key.split(' ')
      return { staffId, externalUserid, leftAt: new Date(Number(leftAt)) }
    })
  return { waiting, isComplete: keys.includes(COMPLETE) }
}
