import type { Sql, SqlParam, SqlTx } from './sql.ts'
import type { SqliteRow } from './sqlite-connection.ts'
import type { SqliteFile, SqliteTransaction } from './sqlite-file.ts'
import { toSqlite } from './sqlite-values.ts'

export function sqliteSql(file: SqliteFile): Sql {
  return {
    dialect: 'sqlite',
    async all<T extends object>(text: string, params: readonly SqlParam[] = []) {
      const args = params.map(toSqlite)
      return typed<T>(await (isReading(text) ? file.read(text, args) : file.writeRows(text, args)))
    },
    run: async (text, params = []) => file.write(text, params.map(toSqlite)),
    async transaction(work) {
      const transaction = await file.begin()
      try {
        const result = await work(sqliteTx(transaction))
        await transaction.commit()
        return result
      } catch (error) {
        await transaction.rollback()
        throw error
      }
    },
  }
}

function sqliteTx(transaction: SqliteTransaction): SqlTx {
  return {
    dialect: 'sqlite',
    all: async <T extends object>(text: string, params: readonly SqlParam[] = []) =>
      typed<T>(await transaction.all(text, params.map(toSqlite))),
    run: async (text, params = []) => transaction.run(text, params.map(toSqlite)),
  }
}

/** A WITH may end in INSERT, UPDATE or DELETE; taking a read for a write is only slower. */
export function isReading(text: string): boolean {
  if (/^\s*(SELECT|VALUES|EXPLAIN)\b/i.test(text)) return true
  return /^\s*WITH\b/i.test(text) && !/\b(INSERT|UPDATE|DELETE|REPLACE)\b/i.test(text)
}

// The caller names the row type of the statement it wrote; the contract tests hold the value forms.
function typed<T extends object>(rows: SqliteRow[]): T[] {
  return rows as unknown as T[]
}
