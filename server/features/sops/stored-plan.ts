import type { SopKind, SopState } from '../../domain/sop/plan.ts'
import type { SqlRow, SqlTx } from '../../platform/db/index.ts'
import { rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import { sopDraft, sopKind, sopState, type SopDraft } from './contract.ts'

/** A plan as stored, with the draft somebody edits. */
export interface StoredPlan {
  corpId: string
  id: string
  kind: SopKind
  state: SopState
  edition: number
  version: number
  draft: SopDraft
  paths: string[]
  ownerStaffId: string
  startedOn: string | null
  givesFrom: string | null
  endedAt: Date | null
  updatedAt: Date
}

type Reader = Pick<SqlTx, 'all'>

export async function findPlan(
  sql: Reader,
  { corpId, id }: { corpId: string; id: string },
): Promise<StoredPlan | null> {
  const [row] = await sql.all<SqlRow>('SELECT * FROM "SopPlan" WHERE "corpId" = ? AND "id" = ?', [corpId, id])
  if (!row) return null
  const paths = await sql.all<{ path: string }>(
    'SELECT "path" FROM "SopPath" WHERE "corpId" = ? AND "planId" = ? ORDER BY "path"',
    [corpId, id],
  )
  const text = (name: string): string | null => (row[name] === null ? null : String(row[name]))
  return {
    corpId,
    id,
    kind: sopKind.parse(row['kind']),
    state: sopState.parse(row['state']),
    edition: Number(row['edition']),
    version: Number(row['version']),
    draft: readDraft(row['draftJson']),
    paths: paths.map(({ path }) => path),
    ownerStaffId: String(row['ownerStaffId']),
    startedOn: text('startedOn'),
    givesFrom: text('givesFrom'),
    endedAt: rowTimeOrNull(row['endedAt'] ?? null),
    updatedAt: rowTime(row['updatedAt'] ?? ''),
  }
}

/** What is in force, or was when a step was given. */
export async function findVersion(
  sql: Reader,
  { corpId, planId, version }: { corpId: string; planId: string; version: number },
): Promise<SopDraft | null> {
  const [row] = await sql.all<{ draftJson: string }>(
    'SELECT "draftJson" FROM "SopVersion" WHERE "corpId" = ? AND "planId" = ? AND "version" = ?',
    [corpId, planId, version],
  )
  return row ? readDraft(row.draftJson) : null
}

export function readDraft(json: unknown): SopDraft {
  return sopDraft.parse(JSON.parse(String(json)))
}
