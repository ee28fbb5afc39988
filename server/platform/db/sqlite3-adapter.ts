// Prisma 7 driver adapter over npm sqlite3, the only SQLite driver of the product.
import {
  type ConnectionInfo,
  type IsolationLevel,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
  DriverAdapterError,
} from '@prisma/driver-adapter-utils'
import { toDriverError } from './sqlite3-adapter-errors.ts'
import { toArgument, toResultSet } from './sqlite3-adapter-values.ts'
import { openSqliteFile, type SqliteFile, type SqliteTransaction } from './sqlite-file.ts'

const NAME = { provider: 'sqlite', adapterName: 'sqlite3' } as const

/** Adapter over a file that is already open and shared with the raw helper; Prisma does not close it. */
export function sqlite3Adapter(file: SqliteFile): SqlMigrationAwareDriverAdapterFactory {
  return {
    ...NAME,
    connect: async () => adapter(file, async () => undefined),
    connectToShadowDb: shadowDatabase,
  }
}

/** Adapter that opens and closes its own in-memory database: the migration engine works on one. */
export function sqlite3MemoryAdapter(): SqlMigrationAwareDriverAdapterFactory {
  return { ...NAME, connect: shadowDatabase, connectToShadowDb: shadowDatabase }
}

async function shadowDatabase(): Promise<SqlDriverAdapter> {
  const file = await openSqliteFile(':memory:')
  return adapter(file, () => file.close())
}

function adapter(file: SqliteFile, dispose: () => Promise<void>): SqlDriverAdapter {
  return {
    ...NAME,
    queryRaw: (query) =>
      answered(async () => {
        const args = query.args.map((value, n) => toArgument(value, query.argTypes[n]))
        return toResultSet(await (isRead(query.sql) ? file.read : file.writeRows)(query.sql, args))
      }),
    executeRaw: (query) =>
      answered(() =>
        file.write(
          query.sql,
          query.args.map((value, n) => toArgument(value, query.argTypes[n])),
        ),
      ),
    executeScript: (script) => answered(() => file.script(script)),
    getConnectionInfo: (): ConnectionInfo => ({ maxBindValues: 32_766, supportsRelationJoins: false }),
    startTransaction: (level) =>
      answered(async () => {
        assertIsolation(level)
        return prismaTransaction(await file.begin())
      }),
    dispose,
  }
}

function prismaTransaction(transaction: SqliteTransaction): Transaction {
  return {
    ...NAME,
    // true: Prisma leaves BEGIN, COMMIT and ROLLBACK to us and only tells its event log of them
    options: { usePhantomQuery: true },
    queryRaw: (query) => answered(() => allIn(transaction, query)),
    executeRaw: (query) =>
      answered(() =>
        transaction.run(
          query.sql,
          query.args.map((value, n) => toArgument(value, query.argTypes[n])),
        ),
      ),
    commit: () => answered(transaction.commit),
    rollback: () => answered(transaction.rollback),
    createSavepoint: (name) => savepoint(transaction, `SAVEPOINT ${name}`),
    rollbackToSavepoint: (name) => savepoint(transaction, `ROLLBACK TO ${name}`),
    releaseSavepoint: (name) => savepoint(transaction, `RELEASE SAVEPOINT ${name}`),
  }
}

async function allIn(transaction: SqliteTransaction, query: SqlQuery): Promise<SqlResultSet> {
  return toResultSet(
    await transaction.all(
      query.sql,
      query.args.map((value, n) => toArgument(value, query.argTypes[n])),
    ),
  )
}

async function savepoint(transaction: SqliteTransaction, statement: string): Promise<void> {
  await answered(() => transaction.run(statement, []))
}

/** A statement that cannot change anything may go to a reader. A WITH may end in a write, so it does not. */
export function isRead(sql: string): boolean {
  return /^\s*SELECT\b/i.test(sql)
}

function assertIsolation(level: IsolationLevel | undefined): void {
  if (level === undefined || level === 'SERIALIZABLE') return
  throw new DriverAdapterError({ kind: 'InvalidIsolationLevel', level })
}

async function answered<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw toDriverError(error)
  }
}
