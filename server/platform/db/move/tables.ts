import type { SqliteConnection } from '../sqlite-connection.ts'

export interface MovedTable {
  name: string
  columns: string[]
  /** Primary key, in its order: the source is read along it. */
  key: string[]
  rows: number
}

/** Every table of the source but Prisma's own record, which the target's migrations write. */
export async function readTables(source: SqliteConnection): Promise<MovedTable[]> {
  const names = await source.all(
    `SELECT "name" FROM "sqlite_master" WHERE "type" = 'table' AND "name" <> '_prisma_migrations'
       AND "name" NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY "name"`,
    [],
  )
  const tables: MovedTable[] = []
  for (const row of names) {
    const name = String(row['name'])
    const columns = await source.all(`SELECT "name", "pk" FROM pragma_table_info(?) ORDER BY "cid"`, [name])
    const key = columns
      .filter((column) => Number(column['pk']) > 0)
      .sort((one, other) => Number(one['pk']) - Number(other['pk']))
      .map((column) => String(column['name']))
    if (key.length === 0) throw new Error(`The table ${name} has no primary key: it cannot be moved in parts`)
    const [counted] = await source.all(`SELECT count(*) AS "n" FROM "${name}"`, [])
    tables.push({
      name,
      key,
      columns: columns.map((column) => String(column['name'])),
      rows: Number(counted?.['n']),
    })
  }
  return tables
}
