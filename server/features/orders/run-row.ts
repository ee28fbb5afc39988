import { z } from 'zod'
import type { Db } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'
import { importFailure, importState, orderMapping, type ImportFailure, type ImportRun } from './contract.ts'

/** What mappingJson keeps of a file beside its mapping. */
const setup = z.object({
  headers: z.array(z.string()),
  mapping: orderMapping,
  sampleRows: z.array(z.array(z.string())),
})
export type Setup = z.infer<typeof setup>

export type RunRow = NonNullable<Awaited<ReturnType<Db['importRun']['findUnique']>>>

export function readSetup(row: Pick<RunRow, 'mappingJson'>): Setup {
  return setup.parse(JSON.parse(row.mappingJson))
}

export async function findRun(deps: Deps, corpId: string, id: string): Promise<RunRow> {
  const row = await deps.database.db.importRun.findUnique({ where: { corpId_id: { corpId, id } } })
  if (!row) throw new AppError('not-found', { log: 'no such import' })
  return row
}

export function toImportRun(row: RunRow, startedByName: string | null): ImportRun {
  const { headers, mapping } = readSetup(row)
  return {
    id: row.id,
    kind: 'orders',
    fileName: row.fileName,
    state: importState.parse(row.state),
    isDryRun: row.isDryRun,
    charset: row.charset,
    headers,
    mapping,
    totalRows: row.totalRows,
    doneRows: row.doneRows,
    newRows: row.newRows,
    changedRows: row.changedRows,
    sameRows: row.sameRows,
    badRows: row.badRows,
    linkedRows: row.linkedRows,
    failure: row.errorText === null ? null : readFailure(row.errorText),
    startedByName,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  }
}

function readFailure(text: string): ImportFailure {
  return importFailure.parse(JSON.parse(text))
}

/** A hint for open pages; they read the run again. */
export function tellImport(
  deps: Deps,
  row: Pick<RunRow, 'corpId' | 'id' | 'state' | 'doneRows' | 'totalRows'>,
): void {
  const { corpId, id, state, doneRows, totalRows } = row
  deps.live.tell({ corpId, topic: 'import', id, detail: { state, doneRows, totalRows } })
}
