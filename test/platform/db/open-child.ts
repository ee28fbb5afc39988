// Child process of the tests: opens a database, says so, and holds it until it is killed.
import { openDatabase } from '../../../server/platform/db/index.ts'

const [url = '', mode = 'owner'] = process.argv.slice(2)
try {
  const database = await openDatabase({ url, log: console, as: mode === 'guest' ? 'guest' : 'owner' })
  if (mode === 'guest') await database.sql.run(`UPDATE "Corp" SET "name" = 'guest'`)
  console.log('open')
  setInterval(() => undefined, 1000)
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error))
}
