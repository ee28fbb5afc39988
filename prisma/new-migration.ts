// npm run migration -- add_unionid   writes the next migration of both databases, offline.
// npm run migration -- expand_note   the same for a script that only adds: the version before it may go on beside it.
// npm run migration -- --check       ends with 1 when the schema and the migrations differ.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { PrismaPGlite } from 'pglite-prisma-adapter'
import { systemClock } from '../server/platform/clock.ts'
import { readMigrations } from '../server/platform/db/migrations-folder.ts'
import { sqlite3MemoryAdapter } from '../server/platform/db/sqlite3-adapter.ts'
import { openEngine } from './schema-engine.ts'
import { PROVIDERS, type Provider, schemaFiles } from './schema-files.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const filters = { externalTables: [], externalEnums: [] }

/** The script from what the committed migrations make to what the schema says; null when they agree. */
async function difference(provider: Provider): Promise<string | null> {
  const files = schemaFiles(root, provider)
  const engine = await openEngine(files, emptyDatabase(provider))
  await engine.applyMigrations({ migrationsList: committed(provider), filters })
  const schema = { files: files.map(([path, content]) => ({ path, content })) }
  const answer = await engine.diff({
    from: { tag: 'schemaDatasource', ...schema, configDir: '.' },
    to: { tag: 'schemaDatamodel', ...schema },
    script: true,
    exitCode: true,
    filters,
  })
  return answer.exitCode === 2 ? (answer.stdout ?? '') : null
}

function emptyDatabase(provider: Provider): SqlMigrationAwareDriverAdapterFactory {
  return provider === 'sqlite' ? sqlite3MemoryAdapter() : new PrismaPGlite(new PGlite())
}

function committed(provider: Provider): MigrationList {
  return {
    baseDir: folder(provider),
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: lockText(provider) },
    migrationDirectories: readMigrations(folder(provider)).map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  }
}

function write(provider: Provider, name: string, script: string): void {
  const target = join(folder(provider), name)
  mkdirSync(target, { recursive: true })
  writeFileSync(join(target, 'migration.sql'), script)
  writeFileSync(join(folder(provider), 'migration_lock.toml'), lockText(provider))
  console.log('wrote', relative(root, target))
}

function folder(provider: Provider): string {
  return join(root, 'prisma/migrations', provider)
}

function lockText(provider: Provider): string {
  return `provider = "${provider}"\n`
}

const wanted = process.argv[2] ?? ''
const isCheck = wanted === '--check'
if (!isCheck && !/^[a-z][a-z0-9_]*$/.test(wanted)) {
  console.error('Name the change in lower case: npm run migration -- add_unionid')
  process.exit(2)
}
const stamp = systemClock.now().toISOString().replace(/\D/g, '').slice(0, 14)
let differing = 0
for (const provider of PROVIDERS) {
  const script = await difference(provider)
  if (script === null) continue
  differing += 1
  if (isCheck) console.error(`${provider}: schema and migrations differ\n${script}`)
  else write(provider, `${stamp}_${wanted}`, script)
}
if (differing === 0) console.log('Schema and migrations agree')
process.exit(isCheck && differing > 0 ? 1 : 0)
