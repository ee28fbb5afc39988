import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import pg from 'pg'
import type { Clock } from '../../clock.ts'
import { UsageError } from '../../usage-error.ts'
import { findDamage } from '../backup/integrity.ts'
import { CURRENT_EPOCH } from '../epoch.ts'
import { migrate } from '../migrate.ts'
import { migrationsFolder, readMigrations } from '../migrations-folder.ts'
import { lockFile } from '../owner-lock.ts'
import { postgresSql } from '../postgres-sql.ts'
import type { Sql } from '../sql.ts'
import { openConnection, type SqliteConnection } from '../sqlite-connection.ts'
import { sqliteTime } from '../sqlite-values.ts'
import { copyTable } from './copy-table.ts'
import { type MovedTable, readTables } from './tables.ts'
import { assertUsable, beginProgress, emptyBegun, endProgress } from './target.ts'
import { verifyTable } from './verify-table.ts'

export interface MoveProgress {
  phase: 'copy' | 'verify'
  table: string
  rows: number
  totalRows: number
}

export interface MoveDone {
  tables: { name: string; rows: number; digest: string }[]
  resumed: boolean
  copyMs: number
  verifyMs: number
}

interface MoveOptions {
  /** Path of the SQLite file; nobody else may have it open. */
  from: string
  /** postgres://… */
  to: string
  clock: Clock
  /** Empties what an earlier move began there. */
  isRestart?: boolean
  onProgress?(progress: MoveProgress): void
}

/**
 * Moves a SQLite company to PostgreSQL: table by table in pages, so that memory is bounded and a killed move goes on
 * where it stood; then reads both sides anew and compares counts and digests. The source is kept, marked as moved.
 */
export async function move(options: MoveOptions): Promise<MoveDone> {
  const { from, to } = options
  const lock = await lockFile(from)
  const pool = new pg.Pool({ connectionString: to, max: 3, connectionTimeoutMillis: 10_000 })
  // an idle connection that breaks would otherwise end the process; the statements themselves still fail
  pool.on('error', () => undefined)
  const holder = await pool.connect().catch((error: Error) => {
    throw new UsageError(`PostgreSQL does not answer there: ${error.message}`)
  })
  try {
    holder.on('error', () => undefined)
    await holdTarget(holder)
    await migrate(`file:${from}`)
    const source = await openConnection(from, {
      pragmas: 'PRAGMA wal_checkpoint(TRUNCATE); PRAGMA cache_size=-32000;',
      mayCreate: false,
    })
    try {
      return await moveInto(postgresSql(pool), source, options)
    } finally {
      await source.close()
    }
  } finally {
    holder.release(true)
    await pool.end()
    await lock.release()
  }
}

/** Released with its connection. */
async function holdTarget(holder: pg.PoolClient): Promise<void> {
  const { rows } = await holder.query<{ held: boolean }>('SELECT pg_try_advisory_lock(72707371) AS held')
  if (rows[0]?.held !== true) throw new UsageError('Another move into this database is under way')
}

async function moveInto(target: Sql, source: SqliteConnection, options: MoveOptions): Promise<MoveDone> {
  const damage = await findDamage(source)
  if (damage) throw new UsageError(`The database is damaged (${damage}): restore a backup first`)
  await assertNothingAhead(source)
  const tables = await readTables(source)
  if (options.isRestart) await emptyBegun(target, tables)
  const fingerprint = await fingerprintOf(options.from, source)
  const found = await assertUsable(target, { fingerprint, ours: tables })
  await migrate(options.to)
  await beginProgress(target, fingerprint)

  const began = performance.now()
  const totalRows = tables.reduce((sum, { rows }) => sum + rows, 0)
  const tell = teller(options, totalRows)
  for (const table of tables)
    await copyTable({ source, target }, table, (rows) => tell('copy', table.name, rows))
  await target.run('ANALYZE')
  const copied = performance.now()

  const verified = await verifyAll({ source, target }, tables, (table) =>
    tell('verify', table.name, table.rows),
  )
  await markMoved(source, options.clock)
  await endProgress(target)
  return {
    tables: verified,
    resumed: found === 'begun',
    copyMs: copied - began,
    verifyMs: performance.now() - copied,
  }
}

/** What a newer program added, this one's target would not have. */
async function assertNothingAhead(source: SqliteConnection): Promise<void> {
  const rows = await source.all('SELECT "migration_name" AS "name" FROM "_prisma_migrations"', [])
  const own = new Set(readMigrations(migrationsFolder('sqlite')).map(({ name }) => name))
  const ahead = rows.map((row) => String(row['name'])).filter((name) => !own.has(name))
  if (ahead.length > 0)
    throw new UsageError(
      `A newer version has added to this database (${ahead.join(', ')}): move it with that one`,
    )
}

async function verifyAll(
  sides: { source: SqliteConnection; target: Sql },
  tables: MovedTable[],
  onTable: (table: MovedTable) => void,
): Promise<MoveDone['tables']> {
  const verified: MoveDone['tables'] = []
  const wrong: string[] = []
  for (const table of tables) {
    const { ours, theirs, isEqual } = await verifyTable(sides, table)
    if (!isEqual) wrong.push(`${table.name} (${ours.rows} rows here, ${theirs.rows} there)`)
    verified.push({ name: table.name, rows: ours.rows, digest: ours.sum })
    onTable(table)
  }
  if (wrong.length > 0)
    throw new Error(`Not equal after copying: ${wrong.join(', ')}. Begin again with --restart`)
  return verified
}

/** The same source, untouched since: a copy that goes on with other rows would be of no day. */
async function fingerprintOf(path: string, source: SqliteConnection): Promise<string> {
  const [first] = await source.all(
    'SELECT "id" FROM "_prisma_migrations" ORDER BY "migration_name" LIMIT 1',
    [],
  )
  const { size, mtimeMs } = await stat(path)
  return createHash('sha256')
    .update(`${String(first?.['id'])} ${size} ${mtimeMs}`)
    .digest('hex')
}

/** A service started on the old file by mistake refuses, instead of doing everything a second time. */
async function markMoved(source: SqliteConnection, clock: Clock): Promise<void> {
  await source.run(
    `INSERT INTO "Epoch" ("number", "reason", "startedAt") SELECT ${CURRENT_EPOCH} + 1, 'moved', ?`,
    [sqliteTime(clock.now())],
  )
}

function teller({ onProgress }: MoveOptions, totalRows: number) {
  const done = { copy: new Map<string, number>(), verify: new Map<string, number>() }
  return (phase: MoveProgress['phase'], table: string, rows: number): void => {
    done[phase].set(table, rows)
    const sum = [...done[phase].values()].reduce((all, each) => all + each, 0)
    onProgress?.({ phase, table, rows: sum, totalRows })
  }
}
