import type pg from 'pg'
import { fromPostgres, transactionEnded } from './database-error.ts'
import { postgresTypes, toPostgres } from './postgres-values.ts'
import { numberPlaceholders, type Sql, type SqlParam, type SqlTx } from './sql.ts'

type Queryable = Pick<pg.ClientBase, 'query'>

export function postgresSql(pool: pg.Pool): Sql {
  return {
    ...postgresTx(pool),
    async transaction(work) {
      const client = await connect(pool)
      let broken: Error | undefined
      let isOpen = true
      try {
        await client.query('BEGIN')
        const result = await work(postgresTx(client, () => isOpen))
        isOpen = false
        await client.query('COMMIT')
        return result
      } catch (error) {
        isOpen = false
        await client.query('ROLLBACK').catch((failure: Error) => (broken = failure))
        throw fromPostgres(error)
      } finally {
        // a connection that cannot roll back must not go back to the pool
        client.release(broken)
      }
    },
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw fromPostgres(error)
  }
}

function postgresTx(client: Queryable, isOpen = (): boolean => true): SqlTx {
  async function query(text: string, params: readonly SqlParam[]): Promise<pg.QueryResult> {
    if (!isOpen()) throw transactionEnded()
    try {
      return await client.query({
        text: numbered(text),
        values: params.map(toPostgres),
        types: postgresTypes,
      })
    } catch (error) {
      throw fromPostgres(error)
    }
  }
  return {
    dialect: 'postgresql',
    all: async <T extends object>(text: string, params: readonly SqlParam[] = []) =>
      // the caller names the row type of the statement it wrote; the contract tests hold the value forms
      (await query(text, params)).rows as T[],
    run: async (text, params = []) => (await query(text, params)).rowCount ?? 0,
  }
}

const CACHED_TEXTS = 500
const texts = new Map<string, string>()

/** Statements repeat: their translation is kept. */
function numbered(text: string): string {
  const known = texts.get(text)
  if (known !== undefined) return known
  if (texts.size >= CACHED_TEXTS) texts.clear()
  const made = numberPlaceholders(text)
  texts.set(text, made)
  return made
}
