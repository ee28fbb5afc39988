// An append-only file with one JSON line for each change, so that a restart is no mass deletion.

import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Seed } from './world/seed.ts'
import type { Change } from './world/changes.ts'

export interface Journal {
  append(change: Change): void
}

interface Header {
  journal: 1
  seed: Seed
}

export interface OpenedJournal {
  journal: Journal
  /** The seed that the file was begun with, epoch included. */
  seed: Seed
  changes: readonly Change[]
}

/** Lines are written by this file alone, so their shape is checked by kind and no further. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function isHeader(value: unknown): value is Header {
  return (
    typeof value === 'object' &&
    value !== null &&
    'journal' in value &&
    value.journal === 1 &&
    'seed' in value
  )
}

function isChange(value: unknown): value is Change {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'
}

/** Reads whole lines only: a line cut by a crash is removed, so that the next one starts cleanly. */
function readLines(file: string): string[] {
  const bytes = readFileSync(file)
  const end = bytes.lastIndexOf(10) + 1
  if (end < bytes.length) truncateSync(file, end)
  return bytes
    .subarray(0, end)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
}

export function openJournal(file: string, seed: Seed): OpenedJournal {
  mkdirSync(dirname(file), { recursive: true })
  const append = (value: Header | Change): void => appendFileSync(file, JSON.stringify(value) + '\n')
  const lines = existsSync(file) ? readLines(file) : []
  if (lines.length === 0) {
    append({ journal: 1, seed })
    return { journal: { append }, seed, changes: [] }
  }
  const header = parseLine(lines[0] ?? '')
  if (!isHeader(header))
    throw new Error(`${file} is not a journal of the simulator; remove it or name another file`)
  const differs = (['seed', 'contacts', 'staff', 'groups'] as const).filter(
    (name) => header.seed[name] !== seed[name],
  )
  if (differs.length > 0) {
    throw new Error(
      `${file} was written for another company (${differs.map((name) => `${name} ${header.seed[name]}, now ${seed[name]}`).join('; ')}). ` +
        'Start with the same numbers, or remove the journal together with the database that was filled from it.',
    )
  }
  const changes = lines.slice(1).map((line, n) => {
    const change = parseLine(line)
    if (!isChange(change)) throw new Error(`${file}, line ${n + 2}: not a change; the journal is damaged`)
    return change
  })
  return { journal: { append }, seed: header.seed, changes }
}
