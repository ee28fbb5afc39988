import { createReadStream, existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { stringify } from 'csv-stringify/sync'
import { ulid } from 'ulid'
import { AppError } from '../../../platform/http/app-error.ts'
import { UsageError } from '../../../platform/usage-error.ts'
import { servedCorp } from '../../corps.ts'
import type { Deps } from '../../deps.ts'
import { filePathOf, removeFile, storeUpload } from '../../orders/store-upload.ts'
import { FILE_KINDS, type FileKind } from './columns.ts'
import { importFacts, type FileCounts } from './import-facts.ts'

const SHOWN_BAD_ROWS = 10

export function isFileKind(word: string): word is FileKind {
  return Object.hasOwn(FILE_KINDS, word)
}

/** `KIND FILE.csv [--dry-run] [--map field=header]… [--corp ID]`. Refused rows go to FILE.bad.csv. */
export async function runFactsImport(deps: Deps, kind: FileKind, args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      map: { type: 'string', multiple: true, default: [] },
      corp: { type: 'string' },
    },
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1)
    throw new UsageError(`Name one file: npm run import -- ${kind} FILE.csv`)
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}: check the path`)
  const { corpId } = await servedCorp(deps.corps, values.corp)
  const id = ulid(deps.clock.nowMs())
  const { charset } = await storeUpload(deps, id, createReadStream(file))
  const isDryRun = values['dry-run']
  const mapping = Object.fromEntries(values.map.map(readPair))
  try {
    const path = filePathOf(deps, id)
    const counts = await importFacts(deps, { corpId, kind, path, charset, isDryRun, mapping }).catch(explain)
    await print(file, counts, isDryRun)
  } finally {
    await removeFile(deps, id)
  }
  return 0
}

function readPair(pair: string): [string, string] {
  const at = pair.indexOf('=')
  if (at < 1) throw new UsageError(`--map ${pair}: write field=header`)
  return [pair.slice(0, at), pair.slice(at + 1)]
}

function explain(error: unknown): never {
  if (error instanceof AppError && error.kind === 'not-a-csv')
    throw new Error(`The file cannot be read: ${JSON.stringify(error.tell)}. Use --map field=header.`, {
      cause: error,
    })
  throw error
}

async function print(file: string, counts: FileCounts, isDryRun: boolean): Promise<void> {
  const { accepted, changed, same, refused, bad, headers } = counts
  process.stdout.write(
    `${isDryRun ? 'Checked' : 'Imported'} ${file}\n  new ${accepted}, changed ${changed}, unchanged ${same}, refused ${refused}\n`,
  )
  if (bad.length === 0) return
  const why = (one: (typeof bad)[number]): string =>
    one.errors.map(({ path, message }) => `${path} ${message}`).join('; ')
  for (const one of bad.slice(0, SHOWN_BAD_ROWS)) process.stdout.write(`  line ${one.line}: ${why(one)}\n`)
  const rows = [
    [...headers, '原因'],
    ...bad.map((one) => [...headers.map((_, n) => one.cells[n] ?? ''), why(one)]),
  ]
  await writeFile(
    `${file}.bad.csv`,
    stringify(rows, { bom: true, record_delimiter: '\r\n', escape_formulas: true }),
  )
  process.stdout.write(`  refused rows: ${file}.bad.csv\n`)
}
