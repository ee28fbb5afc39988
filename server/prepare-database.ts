import { dialectOf } from './platform/db/dialect.ts'
import { migrate } from './platform/db/migrate.ts'
import { filePath } from './platform/db/sqlite-file.ts'
import { checkBeforeStart } from './platform/db/start-check.ts'
import { prepareCarrier } from './platform/jobs/carrier-schema.ts'
import { ConfigProblem } from './seed-corp.ts'

/** Tables, and on PostgreSQL the schema of pg-boss, as this version wants them. Any number may start at once. */
export async function prepareDatabase(url: string): Promise<void> {
  if (dialectOf(url) === 'sqlite') {
    await checkBeforeStart(filePath(url))
    return void (await migrate(url))
  }
  try {
    await migrate(url)
    await prepareCarrier(url)
  } catch (error) {
    throw explain(error, new URL(url))
  }
}

const UNREACHABLE = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH']

/** What the administrator can do about it. What may pass by itself is no ConfigProblem: who restarts us tries again. */
function explain(error: unknown, { hostname, port, username, pathname }: URL): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error ? String(error.code) : ''
  const where = `${hostname}:${port || 5432}`
  const [role, database] = [decodeURIComponent(username), decodeURIComponent(pathname.slice(1))]
  const options = { cause: error }
  if (UNREACHABLE.includes(code) || /timeout expired|Connection terminated/.test(error.message))
    return new Error(
      `PostgreSQL does not answer at ${where} (${code || error.message}): start it, or correct DATABASE_URL`,
      options,
    )
  if (code === '57P03')
    return new Error(`PostgreSQL at ${where} is starting or stopping: try again in a moment`, options)
  if (code === '28P01' || code === '28000')
    return new ConfigProblem(
      `PostgreSQL at ${where} refuses the role ${role}: correct name and password in DATABASE_URL`,
      options,
    )
  if (code === '3D000')
    return new ConfigProblem(
      `PostgreSQL at ${where} has no database ${database}: CREATE DATABASE "${database}" OWNER "${role}"`,
      options,
    )
  if (code === '42501')
    return new ConfigProblem(
      `The role ${role} may not make the tables and the schema pgboss in ${database} (${error.message}): ALTER DATABASE "${database}" OWNER TO "${role}", or GRANT CREATE ON DATABASE "${database}" TO "${role}" and GRANT CREATE ON SCHEMA public TO "${role}"`,
      options,
    )
  return error
}
