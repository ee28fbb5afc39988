import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { sections } from './analytics/index.ts'
import type { Row, Verdict } from './analytics/section.ts'

const SIGNS: Record<Verdict, string> = {
  reached: '✓',
  missed: '✗',
  'no published value': '·',
  'not measured here': '·',
}

const { values } = parseArgs({ options: { data: { type: 'string' } } })
const folder = values.data === undefined ? null : resolve(values.data)

if (folder === null || !existsSync(folder)) {
  process.stderr.write(
    folder === null
      ? 'Usage: npm run verify:analytics -- --data DIR\n'
      : `There is no folder ${folder}: give the one that holds cdnow_orders.csv and its neighbours.\n`,
  )
  process.exitCode = 2
} else process.exitCode = (await printSections(folder)) ? 0 : 1

async function printSections(from: string): Promise<boolean> {
  const counts = new Map<Verdict, number>()
  for (const { name, run } of sections) {
    process.stdout.write(`\n${name}\n`)
    for (const row of await run((file) => readFileSync(join(from, file), 'utf8'))) {
      process.stdout.write(`${lineOf(row)}\n`)
      counts.set(row.verdict, (counts.get(row.verdict) ?? 0) + 1)
    }
  }
  const summary = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')
  process.stdout.write(`\n${summary}.\n`)
  return !counts.has('missed')
}

function lineOf({ figure, reference, tolerance, ours, verdict }: Row): string {
  const allowed = tolerance === 0 ? '' : ` ± ${tolerance}`
  const shown = typeof ours === 'number' && !Number.isInteger(ours) ? Number(ours.toPrecision(10)) : ours
  const beside = reference === null ? verdict : `reference ${reference}${allowed}`
  return `${SIGNS[verdict]} ${figure}: ${shown} (${beside})`
}
