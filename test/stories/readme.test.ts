import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const texts = readdirSync(resolve(root, 'docs')).filter((name) => name.endsWith('.md'))
const pages = ['README.md', ...texts.map((name) => `docs/${name}`)]
const read = (file: string): string => readFileSync(resolve(root, file), 'utf8')

describe.each(pages)('%s', (page) => {
  it('names only commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = [...read(page).matchAll(/npm (?:run )?(?!ci\b|install\b)([a-z:]+)/g)].map(
      ([, name]) => name ?? '',
    )
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
  })

  it('points only to files of the code that are there', () => {
    const named = [...read(page).matchAll(/`((?:server|sidebar|prisma|config|test|docs)\/[\w./-]+)`/g)]
    const missing = named.map(([, file]) => file ?? '').filter((file) => !existsSync(resolve(root, file)))
    expect(missing).toEqual([])
  })
})
