// The environment of developer commands: the Prisma CLI and tests that may use a PostgreSQL server.

/** Which of the two databases the Prisma CLI is asked about. */
export function cliProvider(): string {
  return process.env.DB_PROVIDER ?? 'sqlite'
}

export function cliDatabaseUrl(): string {
  return process.env.DATABASE_URL ?? 'file:./data/liuke.db'
}

/**
 * The CLI looks for a native engine and tries to download it, although generate, validate and format run without it.
 * Any file that exists ends the search.
 */
export function cliEnvironment(provider: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DB_PROVIDER: provider,
    PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  }
}

/** PostgreSQL server for tests; a user who may create databases. */
export function testServerUrl(): string {
  return process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'
}

/** Whether tests that need just some database take PostgreSQL: TEST_DATABASE=postgres, npm run test:postgres. */
export function isPostgresTheTestDatabase(): boolean {
  return process.env.TEST_DATABASE === 'postgres'
}

/** True when somebody asked for a server: then not reaching it is a failure, not a reason to skip. */
export function isTestServerNamed(): boolean {
  return process.env.TEST_DATABASE_URL !== undefined || isPostgresTheTestDatabase()
}
