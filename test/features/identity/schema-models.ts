import { readdirSync, readFileSync } from 'node:fs'

export interface ModelField {
  name: string
  type: string
  isOptional: boolean
}

/** The tables as prisma/schema describes them. */
export function readModels(): Map<string, ModelField[]> {
  const folder = new URL('../../../prisma/schema/', import.meta.url)
  const text = readdirSync(folder)
    .filter((name) => name.endsWith('.prisma'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n')
  return new Map(
    [...text.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)].map(([, name = '', body = '']) => [
      name,
      [...body.matchAll(/^ {2}(\w+) +(\w+)(\??)/gm)].map(([, field = '', type = '', optional]) => ({
        name: field,
        type,
        isOptional: optional === '?',
      })),
    ]),
  )
}
