import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const PROVIDERS = ['sqlite', 'postgresql'] as const
export type Provider = (typeof PROVIDERS)[number]

/** The files of the one schema folder as [name, text], written for the provider. */
export function schemaFiles(root: string, provider: Provider): [string, string][] {
  const folder = join(root, 'prisma/schema')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.prisma'))
    .sort()
    .map((name) => [name, translate(readFileSync(join(folder, name), 'utf8'), provider)])
}

function translate(text: string, provider: Provider): string {
  if (provider === 'sqlite') return text
  return text
    .replace('provider = "sqlite"', `provider = "${provider}"`)
    .replace('"../../generated/sqlite"', `"../../../generated/${provider}"`)
}
