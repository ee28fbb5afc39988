import { PassThrough } from 'node:stream'
import { stringify } from 'csv-stringify'
import type Koa from 'koa'
import { localDateOf } from '../../domain/time.ts'
import { rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import { requireHandover } from './policy.ts'
import { standingSql } from './standing-sql.ts'

const PAGE = 1000
const COLUMNS = [
  'kind',
  'objectId',
  'name',
  'from',
  'to',
  'tierCode',
  'spentYuan',
  'storeName',
  'model',
  'state',
  'reason',
  'errorCode',
  'attempts',
  'startedAt',
  'dueAt',
  'settledAt',
  'takenAt',
  'restoredTags',
  'movedTasks',
  'standing',
  'day7',
  'day30',
]

/** Every row of a handover with its end, page by page; who took the file away is noted before the first byte. */
export async function sendReport(ctx: Koa.Context, deps: Deps, scope: Scope, id: string): Promise<void> {
  await requireHandover(deps, scope, id)
  const now = deps.clock.now()
  await writeAudit(deps.database.sql, deps, scope, {
    action: 'handover-report',
    objectKind: 'handover',
    objectId: id,
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
  ctx.attachment(`handover-${localDateOf(now.getTime())}.csv`)
  ctx.body = out
  void writeRows(csv, deps, { corpId: scope.corpId, id }).catch((error: unknown) => {
    deps.log.error({ err: error }, 'the handover report broke off')
    out.destroy(error instanceof Error ? error : new Error(String(error)))
  })
}

async function writeRows(
  csv: ReturnType<typeof stringify>,
  deps: Deps,
  of: { corpId: string; id: string },
): Promise<void> {
  let after: [string, string] = ['', '']
  for (;;) {
    const rows = await readRows(deps, of, after)
    for (const row of rows)
      if (!csv.write(lineOf(row))) await new Promise((resolve) => csv.once('drain', resolve))
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) break
    after = [String(last['kind']), String(last['objectId'])]
  }
  csv.end()
}

function readRows(
  { database: { sql } }: Deps,
  { corpId, id }: { corpId: string; id: string },
  after: [string, string],
): Promise<SqlRow[]> {
  // By bytes on both databases, as the key is ordered.
  const bytes = sql.dialect === 'sqlite' ? '' : ' COLLATE "C"'
  const place = `r."kind"${bytes}, r."objectId"${bytes}`
  return sql.all<SqlRow>(
    `SELECT r.*, COALESCE(c."name", q."name", '') AS "name", g."name" AS "from", s."name" AS "to", t."beganAt", t."movedTasks",
       t."restoredJson", t."day7", t."day30", CASE WHEN t."id" IS NULL THEN NULL ELSE ${standingSql('t')} END AS "standing"
     FROM "HandoverRow" r
     LEFT JOIN "Contact" c ON r."kind" = 'customer' AND c."corpId" = r."corpId" AND c."externalUserid" = r."objectId"
     LEFT JOIN "Group" q ON r."kind" = 'group' AND q."corpId" = r."corpId" AND q."chatId" = r."objectId"
     LEFT JOIN "Staff" g ON g."corpId" = r."corpId" AND g."id" = r."fromStaffId"
     LEFT JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."toStaffId"
     LEFT JOIN "Takeover" t ON t."corpId" = r."corpId" AND t."handoverId" = r."handoverId" AND t."toStaffId" = r."toStaffId"
       AND r."kind" = 'customer' AND t."externalUserid" = r."objectId"
     WHERE r."corpId" = ? AND r."handoverId" = ? AND (${place}) > (?, ?) ORDER BY ${place} LIMIT ${PAGE}`,
    [corpId, id, ...after],
  )
}

function lineOf(row: SqlRow): Record<string, unknown> {
  const restored: unknown = JSON.parse(String(row['restoredJson'] ?? '{}'))
  const tagIds = typeof restored === 'object' && restored !== null && 'tagIds' in restored && restored.tagIds
  const time = (name: string): string => rowTimeOrNull(row[name] ?? null)?.toISOString() ?? ''
  return {
    ...row,
    spentYuan: (Number(row['spentFen']) / 100).toFixed(2),
    startedAt: time('startedAt'),
    dueAt: time('dueAt'),
    settledAt: time('settledAt'),
    takenAt: time('beganAt'),
    restoredTags: Array.isArray(tagIds) ? tagIds.length : '',
  }
}
