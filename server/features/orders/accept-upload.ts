import type { Readable } from 'node:stream'
import { ulid } from 'ulid'
import { maskText } from '../../domain/masks.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'
import type { OrderField, OrderMapping, UploadedImport } from './contract.ts'
import { KEEP_FILE_DAYS, LIMITS } from './limits.ts'
import { readCsv, UnreadableFile } from './read-csv.ts'
import { findRun, type Setup, toImportRun } from './run-row.ts'
import { filePathOf, removeFile, storeUpload, type StoredFile } from './store-upload.ts'
import { suggestMapping } from './suggest-mapping.ts'

const SAMPLE_ROWS = 5
const DAY_MS = 86_400_000
const PERSONAL: ReadonlySet<OrderField> = new Set([
  'phone',
  'name',
  'plate',
  'memberNo',
  'unionid',
  'externalUserid',
])

/** Takes a file in and guesses its columns; nothing is imported before a person has looked. */
export async function acceptUpload(
  deps: Deps,
  {
    corpId,
    staffId,
    fileName,
    bytes,
  }: { corpId: string; staffId: string | null; fileName: string; bytes: Readable },
): Promise<UploadedImport> {
  const now = deps.clock.now()
  const id = ulid(now.getTime())
  const file = await storeUpload(deps, id, bytes)
  const setup = await readHead(deps, id, file).catch(async (error: unknown) => {
    await removeFile(deps, id)
    throw error
  })
  await deps.database.db.$transaction(async (tx) => {
    await tx.importRun.create({
      data: {
        corpId,
        id,
        kind: 'orders',
        fileName,
        fileHash: file.fileHash,
        state: 'uploaded',
        isDryRun: false,
        mappingJson: JSON.stringify(setup),
        charset: file.charset,
        totalRows: Math.max(0, file.lines - 1),
        doneRows: 0,
        newRows: 0,
        changedRows: 0,
        sameRows: 0,
        badRows: 0,
        linkedRows: 0,
        startedBy: staffId,
        createdAt: now,
        updatedAt: now,
      },
    })
    const runAt = new Date(now.getTime() + KEEP_FILE_DAYS * DAY_MS)
    await deps.jobs.add(tx, {
      name: 'orders.remove-file',
      corpId,
      payload: { importId: id },
      key: id,
      runAt,
      lane: 'import',
    })
  })
  return readUploaded(deps, corpId, id)
}

/** The run with what the mapping step shows. */
export async function readUploaded(deps: Deps, corpId: string, id: string): Promise<UploadedImport> {
  const row = await findRun(deps, corpId, id)
  const starter = await deps.database.db.staff.findFirst({
    where: { corpId, id: row.startedBy ?? '' },
    select: { name: true },
  })
  const run = toImportRun(row, starter?.name ?? null)
  const { sampleRows } = JSON.parse(row.mappingJson) as Setup // written by acceptUpload, checked by toImportRun
  return { run, suggestedMapping: suggestMapping(run.headers), sampleRows, limits: LIMITS }
}

async function readHead(deps: Deps, id: string, { charset }: StoredFile): Promise<Setup> {
  const [head, ...rows] = await readFirstRows(filePathOf(deps, id), charset)
  const headers = head?.map((cell) => cell.trim()) ?? []
  if (headers.filter((header) => header !== '').length < 2)
    throw new AppError('not-a-csv', { tell: { found: 'no-columns' } })
  if (headers.length > LIMITS.maxColumns)
    throw new AppError('not-a-csv', { tell: { found: 'too-many-columns', maxColumns: LIMITS.maxColumns } })
  const mapping = suggestMapping(headers)
  return { headers, mapping, sampleRows: rows.map((cells) => maskCells(cells, headers, mapping)) }
}

async function readFirstRows(path: string, charset: string): Promise<string[][]> {
  try {
    for await (const rows of readCsv(path, { charset, batchRows: SAMPLE_ROWS + 1 }))
      return rows.map((row) => row.cells)
    return []
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    throw new AppError('not-a-csv', {
      log: error.message,
      tell: { found: error.failure.reason, line: error.failure.at },
    })
  }
}

/** Until a person has said which columns are personal, only those that surely are not are shown in full. */
function maskCells(cells: string[], headers: string[], { columns }: OrderMapping): string[] {
  const open = new Set(
    Object.entries(columns).flatMap(([field, header]) => (PERSONAL.has(field as OrderField) ? [] : header)),
  )
  return headers.map((header, at) => {
    const cell = (cells[at] ?? '').slice(0, 60)
    return open.has(header) ? cell : maskText(cell)
  })
}
