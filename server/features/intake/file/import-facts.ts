import { createHash } from 'node:crypto'
import { withRetryOnBusy } from '../../../platform/db/retry.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Deps } from '../../deps.ts'
import { readCsv, UnreadableFile } from '../../orders/read-csv.ts'
import type { IntakeAnswer, IntakeResult } from '../contract.ts'
import { takeItems } from '../take-items.ts'
import type { FileKind } from './columns.ts'
import { rowReader, type RowReader } from './read-row.ts'

const CHUNK_ROWS = 500
const KEPT_BAD_ROWS = 1000
/** Facts of files stand under this name, whoever uploaded them. */
const SOURCE = { id: 'csv', name: 'csv', isOfMany: true }

export interface BadFactRow {
  line: number
  cells: string[]
  errors: NonNullable<IntakeResult['errors']>
}

export type FileCounts = Omit<IntakeAnswer, 'results'> & { headers: string[]; bad: BadFactRow[] } & Pick<
    RowReader,
    'missing' | 'fields'
  >

interface FileInput {
  corpId: string
  kind: FileKind
  path: string
  charset: string
  /** Counts as a real run would, and writes nothing. */
  isDryRun: boolean
  mapping?: Record<string, string>
}

/** Takes the rows of a file as facts, chunk by chunk, through the same door as the intake API. */
export async function importFacts(deps: Deps, input: FileInput): Promise<FileCounts> {
  const total: FileCounts = {
    accepted: 0,
    same: 0,
    changed: 0,
    refused: 0,
    headers: [],
    bad: [],
    missing: [],
    fields: [],
  }
  let reader: RowReader | null = null
  try {
    for await (const batch of readCsv(input.path, { charset: input.charset, batchRows: CHUNK_ROWS })) {
      const [head] = reader === null ? batch : []
      if (head) {
        total.headers = head.cells.map((cell) => cell.trim())
        reader = rowReader(input.kind, total.headers, input.mapping)
        Object.assign(total, { missing: reader.missing, fields: reader.fields })
        // A check says what it found, so that a person can say which column it is.
        if (reader.missing.length > 0 && input.isDryRun) return total
        if (reader.missing.length > 0)
          throw new AppError('not-a-csv', { tell: { found: 'missing-columns', columns: reader.missing } })
      }
      const rows = head ? batch.slice(1) : batch
      if (reader === null || rows.length === 0) continue
      const { read } = reader
      const answer = await takeChunk(
        deps,
        input,
        rows.map(({ cells }) => read(cells, hashOf(cells))),
      )
      count(total, answer)
      for (const [n, { errors }] of answer.results.entries()) {
        const row = rows[n]
        if (errors && row && total.bad.length < KEPT_BAD_ROWS) total.bad.push({ ...row, errors })
      }
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    throw new AppError('not-a-csv', { tell: { found: error.failure.reason, line: error.failure.at } })
  }
  if (reader === null) throw new AppError('not-a-csv', { tell: { found: 'no-columns' } })
  deps.jobs.nudge()
  return total
}

/** Thrown to leave nothing of a dry run behind. */
class DryRun extends Error {
  constructor(readonly answer: IntakeAnswer) {
    super('dry run')
  }
}

async function takeChunk(
  deps: Deps,
  { corpId, isDryRun }: FileInput,
  items: unknown[],
): Promise<IntakeAnswer> {
  const source = { ...SOURCE, corpId }
  const write = (): Promise<IntakeAnswer> =>
    deps.database.sql.transaction(async (tx) => {
      const answer = await takeItems(tx, deps, { source, items })
      if (isDryRun) throw new DryRun(answer)
      return answer
    })
  try {
    return await withRetryOnBusy(deps.clock, write)
  } catch (error) {
    if (error instanceof DryRun) return error.answer
    throw error
  }
}

function count(total: FileCounts, answer: IntakeAnswer): void {
  for (const word of ['accepted', 'same', 'changed', 'refused'] as const) total[word] += answer[word]
}

/** A row without an id of its own is named by its content: the same file again is the same facts. */
function hashOf(cells: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(cells)).digest('base64url').slice(0, 22)
}
