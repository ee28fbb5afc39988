import type { SqlTx } from '../../platform/db/index.ts'
import { rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { PostKind, PostState } from '../../domain/post/kinds.ts'
import { planFailure, postDraft, postKind, postState, type PostAudience, type PostDraft } from './contract.ts'
import { z } from 'zod'

/** A post as stored. */
export interface StoredPost {
  corpId: string
  id: string
  kind: PostKind
  state: PostState
  version: number
  title: string
  draft: PostDraft
  paths: string[]
  ownerStaffId: string
  startsAt: Date | null
  endsAt: Date | null
  planNumber: number
  planState: 'none' | 'running' | 'ready' | 'failed'
  plan: StoredPlan
  plannedAt: Date | null
  submittedBy: string | null
  submittedAt: Date | null
  decidedBy: string | null
  decidedAt: Date | null
  decisionNote: string | null
  startedAt: Date | null
  endedAt: Date | null
  updatedAt: Date
}

/** What decides whom something is meant for: a post, or a plan of steps (features/sops). */
export interface Aimed extends Pick<StoredPost, 'corpId' | 'ownerStaffId' | 'paths'> {
  draft: { audience: PostAudience }
}

const planState = z.enum(['none', 'running', 'ready', 'failed'])
const counted = z.object({
  /** Of the draft that was looked at. */
  version: z.number().default(0),
  seen: z.number().default(0),
  total: z.number().default(0),
  planned: z.number().default(0),
  people: z.number().nullable().default(null),
  held: z.array(z.object({ reason: z.string(), count: z.number() })).default([]),
  staff: z.number().default(0),
  mostTasks: z.number().default(0),
  arms: z.object({ a: z.number(), b: z.number() }).default({ a: 0, b: 0 }),
  touchedLately: z.number().default(0),
  failure: planFailure.nullable().default(null),
})
/** A look of an older version has not counted people: what it planned stands for them. */
const storedPlan = counted.transform((plan) => ({ ...plan, people: plan.people ?? plan.planned }))
export type StoredPlan = z.infer<typeof storedPlan>

type Row = Record<string, string | number | null>

export async function findPost(
  sql: Pick<SqlTx, 'all'>,
  { corpId, id }: { corpId: string; id: string },
): Promise<StoredPost | null> {
  const [row] = await sql.all<Row>('SELECT * FROM "Post" WHERE "corpId" = ? AND "id" = ?', [corpId, id])
  if (!row) return null
  const paths = await sql.all<{ path: string }>(
    'SELECT "path" FROM "PostPath" WHERE "corpId" = ? AND "postId" = ? ORDER BY "path"',
    [corpId, id],
  )
  const text = (name: string): string | null => (row[name] === null ? null : String(row[name]))
  return {
    corpId,
    id,
    kind: postKind.parse(row['kind']),
    state: postState.parse(row['state']),
    version: Number(row['version']),
    title: String(row['title']),
    draft: postDraft.parse(JSON.parse(String(row['draftJson']))),
    paths: paths.map(({ path }) => path),
    ownerStaffId: String(row['ownerStaffId']),
    startsAt: rowTimeOrNull(row['startsAt'] ?? null),
    endsAt: rowTimeOrNull(row['endsAt'] ?? null),
    planNumber: Number(row['planNumber']),
    planState: planState.parse(row['planState']),
    plan: storedPlan.parse(JSON.parse(String(row['planJson']))),
    plannedAt: rowTimeOrNull(row['plannedAt'] ?? null),
    submittedBy: text('submittedBy'),
    submittedAt: rowTimeOrNull(row['submittedAt'] ?? null),
    decidedBy: text('decidedBy'),
    decidedAt: rowTimeOrNull(row['decidedAt'] ?? null),
    decisionNote: text('decisionNote'),
    startedAt: rowTimeOrNull(row['startedAt'] ?? null),
    endedAt: rowTimeOrNull(row['endedAt'] ?? null),
    updatedAt: rowTime(row['updatedAt'] ?? ''),
  }
}
