import { closeSync, openSync, writeSync } from 'node:fs'
import { openConnection } from '../../server/platform/db/sqlite-connection.ts'

const PAGE = 4096

/** Overwrites the beginning of the page a table's tree starts on. */
export async function spoilTable(path: string, table: string): Promise<void> {
  const connection = await openConnection(path, { pragmas: '' })
  const [row] = await connection
    .all('SELECT "rootpage" FROM "sqlite_master" WHERE "name" = ?', [table])
    .finally(() => connection.close())
  if (!row) throw new Error(`no table ${table}`)
  const handle = openSync(path, 'r+')
  writeSync(handle, Buffer.alloc(200, 0x5a), 0, 200, (Number(row['rootpage']) - 1) * PAGE)
  closeSync(handle)
}
