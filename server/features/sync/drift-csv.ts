import { PassThrough } from 'node:stream'
import { stringify } from 'csv-stringify'
import type Koa from 'koa'
import type { Scope } from '../../platform/http/scope.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import { listDrift, type DriftQuery } from './list-drift.ts'

const COLUMNS = [
  'at',
  'objectKind',
  'objectId',
  'objectName',
  'field',
  'ours',
  'theirs',
  'reason',
  'state',
  'runId',
]

/**
 * The whole report, page by page, so that a large one does not sit in memory. It names customers: who took it away is noted
 * before its first byte.
 */
export async function sendDriftCsv(
  ctx: Koa.Context,
  deps: Deps,
  scope: Scope,
  query: DriftQuery,
): Promise<void> {
  const { corpId } = scope
  await writeAudit(deps.database.sql, deps, scope, {
    action: 'drift-exported',
    objectKind: 'sync-run',
    objectId: query.runId ?? 'all',
  })
  const csv = stringify({
    header: true,
    columns: COLUMNS,
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
  })
  const out = new PassThrough()
  csv.pipe(out)
  ctx.type = 'text/csv; charset=utf-8'
  ctx.attachment('drift.csv')
  ctx.body = out
  void writeRows(csv, deps, corpId, query).catch((error: unknown) => {
    deps.log.error({ err: error }, 'the drift report broke off')
    out.destroy(error instanceof Error ? error : new Error(String(error)))
  })
}

async function writeRows(
  csv: ReturnType<typeof stringify>,
  deps: Deps,
  corpId: string,
  query: DriftQuery,
): Promise<void> {
  let cursor: string | undefined
  do {
    const page = await listDrift(deps, corpId, { ...query, cursor, limit: 1000 })
    for (const row of page.items)
      if (!csv.write(row)) await new Promise((resolve) => csv.once('drain', resolve))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  csv.end()
}
