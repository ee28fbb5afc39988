import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../platform/clock.ts'
import { dialectOf } from '../platform/db/dialect.ts'
import { move, type MoveProgress } from '../platform/db/move/move.ts'
import { filePath } from '../platform/db/sqlite-file.ts'
import { UsageError } from '../platform/usage-error.ts'
import { commandSettings } from './command-settings.ts'
import { runFileCommand } from './open-command.ts'
import { progressLine } from './progress.ts'

const USAGE = 'Usage: npm run move -- --to postgres://user@host:5432/database [--restart]'

/** npm run move -- --to postgres://… */
await runFileCommand(async (args) => {
  const { values } = parseArgs({ args, options: { to: { type: 'string' }, restart: { type: 'boolean' } } })
  const { to } = values
  if (to === undefined || !/^postgres(ql)?:\/\//.test(to)) throw new UsageError(USAGE)
  const { settings } = commandSettings()
  if (dialectOf(settings.DATABASE_URL) === 'postgresql')
    throw new UsageError('DATABASE_URL names a PostgreSQL already: there is no SQLite company to move')
  const from = resolve(filePath(settings.DATABASE_URL))
  const lines = { copy: progressLine('Copying '), verify: progressLine('Checking') }
  const show = ({ phase, table, rows, totalRows }: MoveProgress): void =>
    lines[phase].show(totalRows === 0 ? 1 : rows / totalRows, `${rows} of ${totalRows} rows, ${table}`)
  const done = await move({
    from,
    to,
    clock: systemClock,
    onProgress: show,
    isRestart: values.restart === true,
  }).finally(() => lines.verify.end())

  const width = Math.max(...done.tables.map(({ name }) => name.length))
  for (const { name, rows, digest } of done.tables)
    process.stderr.write(`${name.padEnd(width)} ${String(rows).padStart(10)} rows  ${digest}  equal\n`)
  const rows = done.tables.reduce((sum, table) => sum + table.rows, 0)
  process.stdout.write(`Moved ${from}
to    ${masked(to)}${done.resumed ? ' (an interrupted move went on)' : ''}
${done.tables.length} tables, ${rows} rows: copied in ${seconds(done.copyMs)}, every table read again on both sides and equal in ${seconds(done.verifyMs)}

Next: set DATABASE_URL to that address, keep LIUKE_SEALING_KEY as it is, and npm start. Open jobs and writes to WeCom
moved along and go on there. The SQLite file is kept and marked as moved: a service started on it refuses.
`)
  return 0
})

function masked(address: string): string {
  const url = new URL(address)
  if (url.password !== '') url.password = '***'
  return url.href
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
