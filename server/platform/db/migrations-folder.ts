import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Dialect } from './dialect.ts'

export interface Migration {
  name: string
  sql: string
  checksum: string
}

/** The migrations of a folder in the order they are applied. */
export function readMigrations(folder: string): Migration[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'migration.sql')))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

/** Found from this file upwards, so that it does not matter where the process was started or whether it was compiled. */
export function packageRoot(from = import.meta.url): string {
  let folder = dirname(fileURLToPath(from))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder)
      throw new Error('No package.json above the program: the installation is incomplete')
    folder = parent
  }
  return folder
}

export function migrationsFolder(provider: Dialect): string {
  return join(packageRoot(), 'prisma/migrations', provider)
}
