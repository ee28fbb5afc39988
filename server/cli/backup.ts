import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../platform/clock.ts'
import { backUp, megabytes } from '../platform/db/backup/back-up.ts'
import { stampOf } from '../platform/db/backup/restore-file.ts'
import { dialectOf } from '../platform/db/dialect.ts'
import { filePath } from '../platform/db/sqlite-file.ts'
import { commandSettings } from './command-settings.ts'
import { runFileCommand } from './open-command.ts'
import { progressLine } from './progress.ts'

const POSTGRES = `This company is on PostgreSQL, which has its own tools for backups:
  pg_dump --format=custom --file=liuke.dump "$DATABASE_URL"
docs/postgresql.md tells about continuous backups (point in time), and what to do after a restore.
`

/** npm run backup -- [--to FILE|FOLDER] */
await runFileCommand(async (args) => {
  const { values } = parseArgs({ args, options: { to: { type: 'string' } } })
  const { settings } = commandSettings()
  if (dialectOf(settings.DATABASE_URL) === 'postgresql') {
    process.stderr.write(POSTGRES)
    return 2
  }
  const from = resolve(filePath(settings.DATABASE_URL))
  const progress = progressLine('Copying')
  const done = await backUp({
    from,
    to: targetOf(values.to ?? join(dirname(from), 'backups/'), systemClock.now()),
    clock: systemClock,
    onProgress: (share) => progress.show(share),
  }).finally(() => progress.end())
  const rows = [...done.rows.values()].reduce((sum, count) => sum + count, 0)
  process.stdout.write(`Backed up ${from}
to        ${done.path} (${megabytes(done.bytes)}, ${done.rows.size} tables, ${rows} rows)
as of     ${done.takenAt.toISOString()}
in        ${seconds(done.copyMs + done.checkMs)}: copied in ${seconds(done.copyMs)}, checked in ${seconds(done.checkMs)} (integrity ok, row counts equal)
sha256    ${done.sha256}, also in ${done.path}.sha256

Not in it: the sealing key (LIUKE_SEALING_KEY). Without that key the sealed values of this file, phone numbers among
them, are lost: keep it elsewhere, together with your settings. To bring it back: npm run restore -- ${done.path}
`)
  return 0
})

/** A folder, there already or named with a slash at its end, gets a file named after the time. */
function targetOf(to: string, now: Date): string {
  const path = resolve(to)
  const isFolder = to.endsWith('/') || (existsSync(path) && statSync(path).isDirectory())
  return isFolder ? join(path, `liuke-${stampOf(now)}.db`) : path
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
