import { createReadStream, existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { UsageError } from '../../usage-error.ts'
import { findUnknown } from '../migrate.ts'
import { migrationsFolder, readMigrations } from '../migrations-folder.ts'
import { openConnection, type SqliteConnection } from '../sqlite-connection.ts'
import { countRows, type RowCounts } from './count-rows.ts'
import { sha256Of } from './disk.ts'
import { findDamage } from './integrity.ts'

export interface BackupFound {
  path: string
  /** null: copied by other means than our command. */
  takenAt: string | null
  bytes: number
  rows: RowCounts
  corps: { corpId: string; name: string; secretsSealed: string }[]
}

/** Says why a file cannot be restored, before anything is touched: not ours, damaged, newer, of another company. */
export async function inspectBackup(path: string, { corpId }: { corpId: string }): Promise<BackupFound> {
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}`)
  if (!(await isSqlite(path))) throw new UsageError(`${path} is not a SQLite database`)
  await assertDigest(path)
  const connection = await openConnection(path, { pragmas: 'PRAGMA query_only=ON;', mayCreate: false })
  try {
    const damage = await findDamage(connection)
    if (damage) throw new UsageError(`${path} is damaged (${damage}): take another backup`)
    const rows = await countRows(connection)
    if (!rows.has('Corp') || !rows.has('_prisma_migrations'))
      throw new UsageError(`${path} is a database, but not one of Liuke`)
    await assertKnown(connection, path)
    const corps = await connection.all('SELECT "corpId", "name", "secretsSealed" FROM "Corp"', [])
    if (corps.length > 0 && !corps.some((corp) => corp['corpId'] === corpId))
      throw new UsageError(
        `${path} holds ${corps.map((corp) => String(corp['corpId'])).join(', ')}, not the company of the settings, ${corpId}`,
      )
    return {
      path,
      takenAt: await takenAt(connection, rows),
      bytes: (await stat(path)).size,
      rows,
      corps: corps.map((corp) => ({
        corpId: String(corp['corpId']),
        name: String(corp['name']),
        secretsSealed: String(corp['secretsSealed']),
      })),
    }
  } finally {
    await connection.close()
  }
}

async function isSqlite(path: string): Promise<boolean> {
  let head = ''
  for await (const part of createReadStream(path, { end: 14, encoding: 'latin1' })) head += String(part)
  return head === 'SQLite format 3'
}

/** A digest lies beside what our command wrote; a file that was cut or changed on its way is found by it. */
async function assertDigest(path: string): Promise<void> {
  if (!existsSync(`${path}.sha256`)) return
  const [expected] = (await readFile(`${path}.sha256`, 'utf8')).split(/\s/)
  if (expected !== (await sha256Of(path)))
    throw new UsageError(`${path} is not what ${path}.sha256 says: it was cut or changed; take another copy`)
}

async function assertKnown(connection: SqliteConnection, path: string): Promise<void> {
  const rows = await connection.all(
    'SELECT "migration_name" AS name, "checksum" AS checksum FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL',
    [],
  )
  const unknown = findUnknown(rows, readMigrations(migrationsFolder('sqlite')))
  if (unknown.length > 0)
    throw new UsageError(
      `${path} is of a newer or other version of this program (${unknown.join(', ')}): restore it with that one`,
    )
}

async function takenAt(connection: SqliteConnection, rows: RowCounts): Promise<string | null> {
  if (!rows.has('Epoch')) return null
  const [latest] = await connection.all(
    'SELECT "startedAt", "reason" FROM "Epoch" ORDER BY "number" DESC LIMIT 1',
    [],
  )
  return latest?.['reason'] === 'backup' ? String(latest['startedAt']) : null
}
