import pg from 'pg'
import { isTestServerNamed, testServerUrl } from '../../config/tooling-env.ts'

/** Address of a PostgreSQL server for tests, or null when none answers and none was asked for. */
export async function findServer(): Promise<string | null> {
  const url = testServerUrl()
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 })
  try {
    await client.connect()
    await client.end()
    return url
  } catch (error) {
    if (isTestServerNamed())
      throw new Error('TEST_DATABASE_URL is set but no server answers there', { cause: error })
    return null
  }
}

/** One statement on a connection of its own. */
export async function onServer(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

export function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
