import { UsageError } from '../../server/platform/usage-error.ts'
import { buildService } from './build-service.ts'
import { startChild } from './host.ts'
import { judgeMutant, VERDICT_EXIT, type Pair, type Verdict } from './judge-mutant.ts'
import { openLab } from './lab.ts'
import { findMutant, mutants } from './mutants/index.ts'
import { HELP, readOptions, type RunOptions } from './options.ts'
import { exitCodeOf, linesOf, runOne, type Ended, type Outcome } from './outcome.ts'
import type { FaultOptions, Scenario } from './scenario.ts'
import { scenarios } from './scenarios/index.ts'

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
  const rowsThat = (outcome: Outcome): string[] =>
    all.filter((one) => one.outcome === outcome).map((one) => one.row)
  const [red, broken] = [rowsThat('red'), rowsThat('broken')]
  if (options.isJson) process.stdout.write(`${JSON.stringify({ seed: options.seed, rows: all })}\n`)
  else
    process.stdout.write(
      `\n${rowsThat('met').length} of ${all.length} rows met their target, seed ${options.seed}` +
        (red.length > 0 ? `; red: ${red.join(', ')}` : '') +
        (broken.length > 0 ? `; broken, so not measured: ${broken.join(', ')}\n` : '\n'),
    )
  return exitCodeOf(all.map((one) => one.outcome))
}

/** The mutant is caught when a row that must catch it turns red by what the oracle or the row measured. */
async function runMutant(options: RunOptions, name: string): Promise<number> {
  const mutant = findMutant(name)
  const rows = options.only.length > 0 ? options.only : mutant.caughtBy
  const small = { ...options, isQuick: !mutant.needsFull, ...mutant.numbers }
  const mutated = buildService(mutant)
  const sound = buildService(null)
  try {
    const run = async (scenario: Scenario, script: string, label: string): Promise<Ended> => {
      const ended = await runOne(scenario, faultOptions(small, script))
      if (!options.isJson) process.stdout.write(`${label}:\n${linesOf(ended)}`)
      return ended
    }
    const pairs: Pair[] = []
    for (const scenario of chosen(rows)) {
      const before = await run(scenario, sound.script, 'as it is')
      const isGreen = before.outcome === 'met'
      const after = isGreen ? await run(scenario, mutated.script, `with ${name}`) : null
      pairs.push({ sound: before, mutated: after })
    }
    const verdict = judgeMutant(pairs)
    const texts: Record<Verdict, string> = {
      caught: `caught: without “${mutant.protection}” ${rows.join(' and ')} turned red, as it must`,
      'not-caught': `NOT CAUGHT: “${mutant.protection}” was off and nobody noticed`,
      broken: 'BROKEN: a row was not green as the product is, or could not be measured; nothing is proved',
    }
    process.stdout.write(
      options.isJson
        ? `${JSON.stringify({ seed: options.seed, mutant: name, verdict, pairs })}\n`
        : `${texts[verdict]}\n`,
    )
    return VERDICT_EXIT[verdict]
  } finally {
    mutated.remove()
    sound.remove()
  }
}

/** As for `npm run test:postgres`; the rows that are tests inherit it. */
function takePostgres(server: string): void {
  process.env['TEST_DATABASE'] = 'postgres'
  process.env['TEST_DATABASE_URL'] = server
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env['FAULT_SEED'])
  if (options.postgres !== null) takePostgres(options.postgres)
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
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
  // Such as an edit that no longer fits: no row said anything.
  process.stderr.write(`BROKEN: ${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(3)
}
