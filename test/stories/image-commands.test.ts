import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8')
const docs = readdirSync(resolve(root, 'docs')).filter((name) => name.endsWith('.md'))
const told = ['README.md', 'Dockerfile', 'compose.yaml', ...docs.map((name) => `docs/${name}`)]

it('every compiled file that the docs and the image name has its source', () => {
  const missing = told.flatMap((file) =>
    [...read(file).matchAll(/dist\/((?:server|config)\/[\w./-]+)\.js/g)]
      .map(([, path = '']) => `${path}.ts`)
      .filter((path) => !existsSync(resolve(root, path)))
      .map((path) => `${file}: ${path}`),
  )
  expect(missing).toEqual([])
})

it('the image has no tsx: each command of an operator is told as it runs there', () => {
  const { scripts, dependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
  expect(Object.keys(dependencies ?? {})).not.toContain('tsx')
  const operations = read('docs/operations.md')
  const rows = ['doctor', 'backup', 'restore', 'move', 'sync', 'import', 'corp'].map((name) => {
    const [, path] = /^tsx (server\/cli\/[\w-]+)\.ts$/.exec(scripts?.[name] ?? '') ?? []
    return [name, path !== undefined && operations.includes(`\`node dist/${path}.js\``)]
  })
  expect(rows.filter(([, isTold]) => isTold !== true)).toEqual([])
})
