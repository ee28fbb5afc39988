import type { SqliteConnection } from '../sqlite-connection.ts'

export type RowCounts = Map<string, number>

/** Rows of each of our tables. */
export async function countRows(connection: SqliteConnection): Promise<RowCounts> {
  const tables = await connection.all(
    `SELECT "name" FROM "sqlite_master" WHERE "type" = 'table' AND "name" NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY "name"`,
    [],
  )
  const counts: RowCounts = new Map()
  for (const { name } of tables) {
    const [row] = await connection.all(`SELECT count(*) AS "n" FROM "${String(name)}"`, [])
    counts.set(String(name), Number(row?.['n']))
  }
  return counts
}

/** The tables whose counts differ, in words. */
export function differences(expected: RowCounts, found: RowCounts): string[] {
  const names = new Set([...expected.keys(), ...found.keys()])
  return [...names]
    .filter((name) => expected.get(name) !== found.get(name))
    .map(
      (name) =>
        `${name}: ${expected.get(name) ?? 'no table'} expected, ${found.get(name) ?? 'no table'} found`,
    )
}
