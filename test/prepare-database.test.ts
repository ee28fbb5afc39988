import { randomUUID } from 'node:crypto'
import { expect, it, onTestFinished } from 'vitest'
import { prepareDatabase } from '../server/prepare-database.ts'
import { ConfigProblem } from '../server/seed-corp.ts'
import { databaseUrl, findServer, onServer } from './support/postgres-server.ts'

const server = await findServer()

async function failure(url: string): Promise<unknown> {
  return prepareDatabase(url).then(
    () => null,
    (error: unknown) => error,
  )
}

it('a PostgreSQL that does not answer is named, and may be tried again', async () => {
  const error = await failure('postgres://liuke@127.0.0.1:9/liuke')
  expect(error).not.toBeInstanceOf(ConfigProblem)
  expect(String(error)).toMatch(/does not answer at 127\.0\.0\.1:9 \(ECONNREFUSED\): start it, or correct/)
})

it.runIf(server)(
  'a database that is not there, and a role without rights, are told with the fix',
  async () => {
    const name = `liuke_test_${randomUUID().replaceAll('-', '')}`
    const missing = await failure(databaseUrl(server ?? '', name))
    expect(missing).toBeInstanceOf(ConfigProblem)
    expect(String(missing)).toContain(`has no database ${name}: CREATE DATABASE`)

    await onServer(server ?? '', `CREATE DATABASE "${name}"`)
    await onServer(server ?? '', `CREATE ROLE "${name}" LOGIN PASSWORD 'test'`)
    onTestFinished(async () => {
      await onServer(server ?? '', `DROP DATABASE "${name}" WITH (FORCE)`)
      await onServer(server ?? '', `DROP ROLE "${name}"`)
    })
    const url = new URL(databaseUrl(server ?? '', name))
    url.username = name
    url.password = 'test'
    const refused = await failure(url.href)
    expect(refused).toBeInstanceOf(ConfigProblem)
    expect(String(refused)).toMatch(
      /may not make the tables and the schema pgboss .* GRANT CREATE ON DATABASE/,
    )

    // five at once, on nothing: one makes it, the others wait
    const own = databaseUrl(server ?? '', name)
    await Promise.all([1, 2, 3, 4, 5].map(() => prepareDatabase(own)))
    const [queues] = await onServer(own, 'SELECT count(*) AS "n" FROM pgboss.queue')
    expect(Number(queues?.['n'])).toBe(6)
  },
)
