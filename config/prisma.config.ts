import { defineConfig } from 'prisma/config'
import { cliDatabaseUrl, cliProvider } from './tooling-env.ts'

// Paths are relative to this file. The PostgreSQL schema is a copy made by prisma/generate.ts.
const provider = cliProvider()

export default defineConfig({
  schema: provider === 'sqlite' ? '../prisma/schema' : `../generated/.schema/${provider}`,
  migrations: { path: `../prisma/migrations/${provider}` },
  datasource: { url: cliDatabaseUrl() },
})
