import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

// D4: every unique key, index and reference begins with the corp, so that none can lead from one corp to another and
// every table can be cut into partitions by corp. What is exempt stands here with its reason.

const EXEMPT: Record<string, string> = {
  'Session @id idHash': 'looked up by the cookie alone; 256 random bits, and the row says the corp',
  'Session @@index expiresAt': 'the sweep of ended sessions',
  'OauthState @id stateHash': 'looked up by the state alone; 128 random bits, and the row says the corp',
  'OauthState @@index expiresAt': 'the sweep of ended logins',
  'Job @@index state,lane,name,runAt,id': 'one queue serves all corps',
  'TaskSlot @@id task,slotAt': 'the clock of the house; no company data',
  'Epoch @id number': 'which life of the whole database this is; no company data',
  'TrackedLink @unique code': 'looked up by the address alone; 96 random bits, and the row says the corp',
  'Lease @id name': 'names of the house, with the corp inside where it is about one; no company data',
}

const folder = resolve(import.meta.dirname, '../prisma/schema')
const schema = readdirSync(folder)
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('\n')

interface Key {
  name: string
  first: string
}

function keysOf(model: string, body: string): Key[] {
  const lines = body.split('\n').map((line) => line.replace(/\/\/.*$/, '').trim())
  return lines.flatMap((line): Key[] => {
    const block = /^(@@(?:id|unique|index))\(\s*(?:fields:\s*)?\[([^\]]+)\]/.exec(line)
    if (block) {
      const fields = (block[2] ?? '').split(',').map((field) => field.trim().replace(/\(.*$/, ''))
      return [{ name: `${model} ${block[1]} ${fields.join(',')}`, first: fields[0] ?? '' }]
    }
    const relation = /^(\w+)\s.*@relation\(.*fields:\s*\[([^\]]+)\]/.exec(line)
    if (relation) {
      const fields = (relation[2] ?? '').split(',').map((field) => field.trim())
      return [{ name: `${model} @relation ${fields.join(',')}`, first: fields[0] ?? '' }]
    }
    const single = /^(\w+)\s+\S+.*\s(@id|@unique)\b/.exec(line)
    return single ? [{ name: `${model} ${single[2]} ${single[1]}`, first: single[1] ?? '' }] : []
  })
}

const models = [...schema.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, name = '', body = '']) => ({
  name,
  body,
  keys: keysOf(name, body),
}))
const astray = models.flatMap(({ keys }) => keys).filter(({ first }) => first !== 'corpId')

it('D4 every key, index and reference of the schema begins with the corp', () => {
  expect(models.length).toBeGreaterThan(40)
  expect(astray.map(({ name }) => name).filter((name) => !(name in EXEMPT))).toEqual([])
})

it('D4 the list of exemptions holds nothing that is gone', () => {
  const names = new Set(astray.map(({ name }) => name))
  expect(Object.keys(EXEMPT).filter((name) => !names.has(name))).toEqual([])
})

it('D4 every table of company data names its corp', () => {
  const without = models.filter(({ body }) => !/^\s+corpId\s/m.test(body)).map(({ name }) => name)
  expect(without.sort()).toEqual(['Epoch', 'Lease', 'TaskSlot'])
})
