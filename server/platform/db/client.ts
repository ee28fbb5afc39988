import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type pg from 'pg'
import { PrismaClient as PostgresClient } from '../../../generated/postgresql/client.ts'
import { type Prisma, PrismaClient } from '../../../generated/sqlite/client.ts'
import { markDialect } from './dialect.ts'
import { sqlite3Adapter } from './sqlite3-adapter.ts'
import type { SqliteFile } from './sqlite-file.ts'

/** The typed client. All code is typed against SQLite's, the narrower of the two. */
export type Db = PrismaClient
/** The client inside a transaction. */
export type Tx = Prisma.TransactionClient

// maxWait: how long a transaction may queue for SQLite's one writer
const transactionOptions = { maxWait: 10_000, timeout: 30_000 }

export function sqliteClient(file: SqliteFile): Db {
  return markDialect(new PrismaClient({ adapter: sqlite3Adapter(file), transactionOptions }), 'sqlite')
}

export function postgresClient(pool: pg.Pool): Db {
  return postgresClientOver(new PrismaPg(pool))
}

/** The one cast between the two clients: same models, and what SQLite's type allows PostgreSQL's does as well. */
export function postgresClientOver(adapter: SqlDriverAdapterFactory): Db {
  return markDialect(new PostgresClient({ adapter, transactionOptions }) as unknown as Db, 'postgresql')
}
