import { stat } from 'node:fs/promises'
import type { Sql } from './sql.ts'

/** Bytes of the database, and of SQLite's write-ahead log beside it. */
export async function databaseSize(sql: Sql): Promise<{ bytes: number; walBytes: number }> {
  if (sql.dialect === 'postgresql') {
    const [row] = await sql.all<{ bytes: number }>('SELECT pg_database_size(current_database()) AS "bytes"')
    return { bytes: Number(row?.bytes ?? 0), walBytes: 0 }
  }
  const [main] = await sql.all<{ file: string }>(
    `SELECT "file" FROM pragma_database_list WHERE "name" = 'main'`,
  )
  const path = main?.file ?? ''
  return { bytes: await sizeOf(path), walBytes: await sizeOf(`${path}-wal`) }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
