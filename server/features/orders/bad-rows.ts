import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify'
import { z } from 'zod'
import { maskPhone, maskText } from '../../domain/masks.ts'
import { normalisePhone } from '../../domain/identity-values.ts'
import type { AnyTx } from '../../platform/db/prisma-sql.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import { BAD_ROW_TEXTS } from './bad-row-texts.ts'
import { badRowReason, type BadRowList, type OrderField } from './contract.ts'
import { MAX_KEPT_BAD_ROWS } from './limits.ts'
import { findRun, readSetup, type RunRow } from './run-row.ts'
import type { RefusedRow } from './sort-rows.ts'

const PAGE = 50
const FILE_PAGE = 500
const OPEN_FIELDS: ReadonlySet<string> = new Set([
  'orderedAt',
  'kind',
  'paid',
  'refunded',
  'status',
  'odometerKm',
  'storeName',
])
const sealedCells = z.array(z.string())

/** Keeps refused rows, sealed, up to the limit; they are counted all. */
export async function keepBadRows(
  tx: AnyTx,
  { deps, run, bad }: { deps: Deps; run: RunRow; bad: readonly RefusedRow[] },
): Promise<void> {
  const room = Math.max(0, MAX_KEPT_BAD_ROWS - run.badRows)
  await bulkUpsert(tx, {
    table: 'ImportBadRow',
    columns: ['corpId', 'importId', 'line', 'column', 'reason', 'rowSealed'],
    key: ['corpId', 'importId', 'line'],
    rows: bad.slice(0, room).map(({ line, field, reason, cells }) => ({
      corpId: run.corpId,
      importId: run.id,
      line,
      column: field,
      reason,
      rowSealed: deps.sealer.seal(JSON.stringify(cells)),
    })),
  })
}

/** Refused rows for the page: the column that is wrong, its value masked where it is personal. */
export async function listBadRows(
  deps: Deps,
  { corpId, importId, cursor }: { corpId: string; importId: string; cursor: string | undefined },
): Promise<BadRowList> {
  const { headers, mapping } = readSetup(await findRun(deps, corpId, importId))
  const rows = await readPage(deps, { corpId, importId, after: Number(cursor) || 0, limit: PAGE + 1 })
  const items = rows.slice(0, PAGE).map(({ line, column, reason, cells }) => {
    const header = mapping.columns[column as OrderField] ?? ''
    const value = cells[headers.indexOf(header)] ?? ''
    return { line, column: header, reason, value: OPEN_FIELDS.has(column) ? value.slice(0, 60) : mask(value) }
  })
  return { items, nextCursor: rows.length > PAGE ? String(items.at(-1)?.line ?? '') : null }
}

/**
 * The rows as they came, phones and all, with what is wrong, so that they can be mended and imported again. Streamed; who
 * took them away is noted before the first byte.
 */
export async function badRowsCsv(deps: Deps, scope: Scope, importId: string): Promise<Readable> {
  const { corpId } = scope
  const { headers, mapping } = readSetup(await findRun(deps, corpId, importId))
  await writeAudit(deps.database.sql, deps, scope, {
    action: 'import-rows-exported',
    objectKind: 'import',
    objectId: importId,
  })
  const lines = async function* (): AsyncGenerator<(string | number)[]> {
    yield [...headers, '行号', '出错的列', '原因']
    for (let after = 0; ;) {
      const rows = await readPage(deps, { corpId, importId, after, limit: FILE_PAGE })
      for (const { line, column, reason, cells } of rows)
        yield [
          ...headers.map((_, at) => cells[at] ?? ''),
          line,
          mapping.columns[column as OrderField] ?? '',
          BAD_ROW_TEXTS[reason],
        ]
      after = rows.at(-1)?.line ?? 0
      if (rows.length < FILE_PAGE) return
    }
  }
  // A cell that begins like a formula would run in Excel; bom, since Excel in China takes UTF-8 for GBK without it.
  const file = stringify({ bom: true, record_delimiter: '\r\n', escape_formulas: true })
  const rows = Readable.from(lines())
  // A download that breaks must not look complete.
  rows.on('error', (error) => file.destroy(error))
  return rows.pipe(file)
}

async function readPage(
  deps: Deps,
  { corpId, importId, after, limit }: { corpId: string; importId: string; after: number; limit: number },
): Promise<{ line: number; column: string; reason: z.infer<typeof badRowReason>; cells: string[] }[]> {
  const rows = await deps.database.db.importBadRow.findMany({
    where: { corpId, importId, line: { gt: after } },
    orderBy: { line: 'asc' },
    take: limit,
  })
  return rows.map((row) => ({
    line: row.line,
    column: row.column,
    reason: badRowReason.parse(row.reason),
    cells: sealedCells.parse(JSON.parse(deps.sealer.open(row.rowSealed))),
  }))
}

function mask(value: string): string {
  const phone = normalisePhone(value)
  return phone === null ? maskText(value) : maskPhone(phone)
}
