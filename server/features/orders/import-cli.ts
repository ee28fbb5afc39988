import { createReadStream, existsSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { AppError } from '../../platform/http/app-error.ts'
import { UsageError } from '../../platform/usage-error.ts'
import { servedCorp } from '../corps.ts'
import type { Deps } from '../deps.ts'
import { acceptUpload } from './accept-upload.ts'
import { BAD_ROW_TEXTS } from './bad-row-texts.ts'
import { listBadRows } from './bad-rows.ts'
import { type ImportRun, orderField, orderKind, type OrderMapping, orderMapping } from './contract.ts'
import { findRun, toImportRun } from './run-row.ts'
import { startImport } from './start-import.ts'

const POLL_MS = 500
const SHOWN_BAD_ROWS = 10

/**
 * `FILE.csv [--dry-run] [--map field=header]… [--kind service] [--unit fen] [--create-customers] [--corp ID] [--json]`.
 * Enqueues the import and follows it to its end; a worker carries it, this process' or the service's. Gives the exit
 * code.
 */
export async function runOrdersImport(deps: Deps, args: readonly string[]): Promise<number> {
  const { values, file } = readArgs(args)
  const { corpId } = await servedCorp(deps.corps, values.corp)
  const { run, suggestedMapping } = await acceptUpload(deps, {
    corpId,
    staffId: null,
    fileName: basename(file),
    bytes: createReadStream(file),
  })
  const mapping = readMapping(values, suggestedMapping)
  await startImport(deps, { corpId, importId: run.id, mapping, isDryRun: values['dry-run'] }).catch(explain)
  const ended = await follow(deps, corpId, run.id)
  await print(deps, { corpId, run: ended, asJson: values.json })
  return ended.state === 'done' ? 0 : 1
}

function readArgs(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      map: { type: 'string', multiple: true, default: [] },
      kind: { type: 'string' },
      corp: { type: 'string' },
      unit: { type: 'string' },
      'create-customers': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1)
    throw new UsageError('Name one file: npm run import -- orders FILE.csv')
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}: check the path`)
  return { values, file }
}

type Values = ReturnType<typeof readArgs>['values']

function readMapping(values: Values, suggested: OrderMapping): OrderMapping {
  const columns = { ...suggested.columns }
  for (const pair of values.map) {
    const at = pair.indexOf('=')
    const field = orderField.safeParse(pair.slice(0, at))
    if (!field.success)
      throw new UsageError(`--map ${pair}: write field=header; fields are ${orderField.options.join(', ')}`)
    const header = pair.slice(at + 1)
    if (header === '') delete columns[field.data]
    else columns[field.data] = header
  }
  const kind = values.kind ?? (columns.kind === undefined ? suggested.kind : undefined)
  if (kind !== undefined && !orderKind.safeParse(kind).success)
    throw new UsageError(`--kind ${kind}: must be one of ${orderKind.options.join(', ')}`)
  return orderMapping.parse({
    columns,
    ...(kind === undefined ? {} : { kind }),
    amountUnit: values.unit ?? suggested.amountUnit,
    createCustomers: values['create-customers'],
  })
}

/** A mapping that does not fit is told by field, so that the command can be corrected. */
function explain(error: unknown): never {
  if (error instanceof AppError && error.kind === 'invalid-input')
    throw new Error(
      `The columns do not fit: ${JSON.stringify(error.tell['errors'])}. Use --map field=header.`,
      { cause: error },
    )
  throw error
}

async function follow(deps: Deps, corpId: string, importId: string): Promise<ImportRun> {
  for (;;) {
    const run = toImportRun(await findRun(deps, corpId, importId), null)
    if (run.state !== 'checking' && run.state !== 'running') return run
    await deps.clock.sleep(POLL_MS)
  }
}

async function print(
  deps: Deps,
  { corpId, run, asJson }: { corpId: string; run: ImportRun; asJson: boolean },
): Promise<void> {
  if (asJson) {
    const { headers: _headers, mapping: _mapping, ...numbers } = run
    process.stdout.write(`${JSON.stringify(numbers)}\n`)
    return
  }
  const { doneRows, newRows, changedRows, sameRows, badRows, linkedRows } = run
  const what = run.isDryRun ? 'Checked' : 'Imported'
  const head = run.failure
    ? `Failed: ${run.failure.reason} ${run.failure.at ?? ''}`
    : `${what} ${run.fileName}`
  process.stdout.write(
    `${head}\n  rows ${doneRows}: new ${newRows}, changed ${changedRows}, unchanged ${sameRows}, refused ${badRows}; ` +
      `with a customer ${linkedRows}\n`,
  )
  if (badRows === 0) return
  const { items } = await listBadRows(deps, {
    corpId,
    importId: run.id,
    cursor: undefined,
  })
  for (const { line, column, reason, value } of items.slice(0, SHOWN_BAD_ROWS))
    process.stdout.write(`  line ${line} ${column}: ${BAD_ROW_TEXTS[reason]} ${value}\n`)
}
