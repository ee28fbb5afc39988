// Child process of the tests: migrates and says what it applied.
import { migrate } from '../../../server/platform/db/migrate.ts'

const [url = '', folder = ''] = process.argv.slice(2)
console.log(JSON.stringify(await migrate(url, { folder })))
