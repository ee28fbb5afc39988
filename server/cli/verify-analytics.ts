import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { sections } from './analytics/index.ts'
import type { Row } from './analytics/section.ts'

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
  let all = 0
  let failed = 0
  for (const { name, run } of sections) {
    process.stdout.write(`\n${name}\n`)
    const rows = await run((file) => readFileSync(join(from, file), 'utf8'))
    for (const row of rows) process.stdout.write(`${lineOf(row)}\n`)
    all += rows.length
    failed += rows.filter((row) => !row.ok).length
  }
  process.stdout.write(`\n${all - failed} of ${all} figures reached.\n`)
  return failed === 0
}

function lineOf({ figure, reference, tolerance, ours, ok }: Row): string {
  const allowed = tolerance === 0 ? '' : ` ± ${tolerance}`
  const shown = typeof ours === 'number' && !Number.isInteger(ours) ? Number(ours.toPrecision(10)) : ours
  return `${ok ? '✓' : '✗'} ${figure}: ${shown} (reference ${reference}${allowed})`
}
