import { afterAll, beforeAll, describe } from 'vitest'
import { openTestPostgres, openTestSqlite } from './database.ts'
import { openPglite } from './pglite.ts'
import { findServer } from './postgres-server.ts'
import { startTestService, type TestService, type TestServiceOptions } from './service.ts'

const server = await findServer()

/** One synced service for all tests of a suite, on SQLite and on PostgreSQL (without a server the embedded one). */
export function onBothDatabases(
  name: string,
  suite: (service: () => TestService, dialect: 'sqlite' | 'postgresql') => void,
  options: TestServiceOptions = {},
): void {
  const opens = { sqlite: openTestSqlite, postgresql: server ? () => openTestPostgres(server) : openPglite }
  for (const dialect of ['sqlite', 'postgresql'] as const)
    describe(`${name} (${dialect})`, () => {
      let service: TestService | undefined
      beforeAll(async () => {
        service = await startTestService({ ...options, open: opens[dialect] })
      })
      afterAll(() => service?.close())
      suite(() => {
        if (!service) throw new Error('the service has not started')
        return service
      }, dialect)
    })
}
