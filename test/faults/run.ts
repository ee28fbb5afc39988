import { UsageError } from '../../server/platform/usage-error.ts'
import { buildService } from './build-service.ts'
import { startChild } from './host.ts'
import { openLab } from './lab.ts'
import { findMutant, mutants } from './mutants/index.ts'
import { HELP, readOptions, type RunOptions } from './options.ts'
import type { FaultOptions, Finding, Scenario } from './scenario.ts'
import { scenarios } from './scenarios/index.ts'

interface Ended {
  row: string
  title: string
  target: string
  isMet: boolean
  seconds: number
  findings: Finding[]
}

async function runOne(scenario: Scenario, options: FaultOptions): Promise<Ended> {
  const { row, title, target } = scenario
  const from = performance.now()
  let findings: Finding[]
  try {
    findings = await scenario.run(options)
  } catch (error) {
    findings = [{ figure: error instanceof Error ? error.message : String(error), isMet: false }]
  }
  const seconds = Math.round((performance.now() - from) / 100) / 10
  return { row, title, target, isMet: findings.every((one) => one.isMet), seconds, findings }
}

function chosen(rows: readonly string[]): readonly Scenario[] {
  const unknown = rows.filter((row) => !scenarios.some((one) => one.row === row))
  if (unknown.length > 0)
    throw new UsageError(
      `no row ${unknown.join(', ')}; there are ${scenarios.map((one) => one.row).join(', ')}`,
    )
  return rows.length === 0 ? scenarios : scenarios.filter((one) => rows.includes(one.row))
}

function faultOptions(options: RunOptions, script: string): FaultOptions {
  const { seed, kills, contacts, seconds, backlog } = options
  const start = startChild(script)
  return {
    isFull: !options.isQuick,
    seed,
    kills,
    contacts,
    seconds,
    backlog,
    openLab: (lab = {}) => openLab(start, { ...lab, seed }),
    say: (text) => void process.stderr.write(`     … ${text}\n`),
  }
}

function linesOf({ row, title, target, isMet, seconds, findings }: Ended): string {
  const head = `${isMet ? 'ok  ' : 'RED '} ${row.padEnd(4)} ${title} (${seconds} s)\n       target: ${target}\n`
  return head + findings.map((one) => `     ${one.isMet ? ' ' : '✗'} ${one.figure}\n`).join('')
}

async function runRows(options: RunOptions): Promise<number> {
  const rows = chosen(options.only)
  const all: Ended[] = []
  const built = buildService(null)
  try {
    for (const scenario of rows) {
      const ended = await runOne(scenario, faultOptions(options, built.script))
      all.push(ended)
      if (!options.isJson) process.stdout.write(linesOf(ended))
    }
  } finally {
    built.remove()
  }
  const red = all.filter((one) => !one.isMet)
  if (options.isJson) process.stdout.write(`${JSON.stringify({ seed: options.seed, rows: all })}\n`)
  else
    process.stdout.write(
      `\n${all.length - red.length} of ${all.length} rows met their target, seed ${options.seed}` +
        (red.length > 0 ? `; red: ${red.map((one) => one.row).join(', ')}\n` : '\n'),
    )
  return red.length === 0 ? 0 : 1
}

/** The mutant is caught when a row that must catch it turns red by what the oracle or the row measured. */
async function runMutant(options: RunOptions, name: string): Promise<number> {
  const mutant = findMutant(name)
  const built = buildService(mutant)
  try {
    const rows = options.only.length > 0 ? options.only : mutant.caughtBy
    let isCaught = true
    for (const scenario of chosen(rows)) {
      const small = { ...options, isQuick: !mutant.needsFull, ...mutant.numbers }
      const ended = await runOne(scenario, faultOptions(small, built.script))
      if (!options.isJson) process.stdout.write(linesOf(ended))
      isCaught &&= !ended.isMet
    }
    process.stdout.write(
      isCaught
        ? `caught: without “${mutant.protection}” ${rows.join(' and ')} turned red, as it must\n`
        : `NOT CAUGHT: “${mutant.protection}” was off and nobody noticed\n`,
    )
    return isCaught ? 0 : 1
  } finally {
    built.remove()
  }
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env['FAULT_SEED'])
  if (options.isHelp) process.stdout.write(HELP)
  else if (options.mutant === 'list')
    process.stdout.write(
      mutants
        .map((one) => `${one.name.padEnd(22)} ${one.protection} (${one.caughtBy.join(', ')})\n`)
        .join(''),
    )
  else if (options.mutant !== null) return runMutant(options, options.mutant)
  else return runRows(options)
  return 0
}

try {
  process.exit(await main())
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(2)
}
