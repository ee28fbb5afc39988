import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'
import type { ImportRun, OrderField, OrderMapping } from './contract.ts'
import { reportNow } from './report-import.ts'
import { findRun, readSetup, tellImport, toImportRun } from './run-row.ts'

const REQUIRED: readonly OrderField[] = ['orderNo', 'orderedAt', 'paid']

/** Starts a file, or starts it again: after a dry run, a failure or a cancellation it begins anew. */
export async function startImport(
  deps: Deps,
  {
    corpId,
    importId,
    mapping,
    isDryRun,
  }: { corpId: string; importId: string; mapping: OrderMapping; isDryRun: boolean },
): Promise<ImportRun> {
  const row = await findRun(deps, corpId, importId)
  const setup = readSetup(row)
  checkMapping(mapping, setup.headers)
  const isOpen = row.state === 'checking' || row.state === 'running'
  const isImported = row.state === 'done' && !row.isDryRun
  if (isOpen || isImported)
    throw new AppError('conflict', { log: 'import has started already', tell: { state: row.state } })
  const now = deps.clock.now()
  const counts = { doneRows: 0, newRows: 0, changedRows: 0, sameRows: 0, badRows: 0, linkedRows: 0 }
  const started = await deps.database.db.$transaction(async (tx) => {
    const { count } = await tx.importRun.updateMany({
      where: { corpId, id: importId, state: row.state, updatedAt: row.updatedAt },
      data: {
        ...counts,
        isDryRun,
        state: isDryRun ? 'checking' : 'running',
        mappingJson: JSON.stringify({ ...setup, mapping }),
        errorText: null,
        endedAt: null,
        updatedAt: now,
      },
    })
    if (count === 0) throw new AppError('conflict', { log: 'import was started twice' })
    await tx.importBadRow.deleteMany({ where: { corpId, importId } })
    await deps.jobs.add(tx, {
      name: 'orders.import',
      corpId,
      payload: { importId },
      key: importId,
      lane: 'import',
    })
    return tx.importRun.findUniqueOrThrow({ where: { corpId_id: { corpId, id: importId } } })
  })
  tellImport(deps, started)
  return toImportRun(started, null)
}

/** Rows written so far stay: an order number is the same order when the file is imported again. */
export async function cancelImport(deps: Deps, corpId: string, importId: string): Promise<ImportRun> {
  const now = deps.clock.now()
  const count = await deps.database.db.$transaction(async (tx) => {
    const ended = await tx.importRun.updateMany({
      where: { corpId, id: importId, state: { in: ['uploaded', 'checking', 'running'] } },
      data: { state: 'cancelled', updatedAt: now, endedAt: now },
    })
    await reportNow(deps, tx, { corpId, id: importId })
    return ended.count
  })
  const row = await findRun(deps, corpId, importId)
  if (count === 0) throw new AppError('conflict', { log: 'import has ended', tell: { state: row.state } })
  tellImport(deps, row)
  return toImportRun(row, null)
}

function checkMapping(mapping: OrderMapping, headers: readonly string[]): void {
  const { columns } = mapping
  const refuse = (errors: { path: string; problem: string }[]): void => {
    if (errors.length > 0)
      throw new AppError('invalid-input', { log: 'mapping does not fit', tell: { errors } })
  }
  refuse([
    ...REQUIRED.filter((field) => columns[field] === undefined).map((field) => problem(field, 'required')),
    ...(columns.kind === undefined && mapping.kind === undefined ? [problem('kind', 'required')] : []),
    ...Object.entries(columns)
      .filter(([, header]) => !headers.includes(header))
      .map(([field]) => problem(field, 'no-such-column')),
  ])
  const used = Object.values(columns)
  const twice = Object.entries(columns).filter(
    ([, header]) => used.indexOf(header) !== used.lastIndexOf(header),
  )
  refuse(twice.map(([field]) => problem(field, 'column-used-twice')))
}

function problem(field: string, what: string): { path: string; problem: string } {
  return { path: `mapping.columns.${field}`, problem: what }
}
