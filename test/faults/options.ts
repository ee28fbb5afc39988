import { parseArgs } from 'node:util'
import { UsageError } from '../../server/platform/usage-error.ts'

export interface RunOptions {
  only: string[]
  kills: number
  contacts: number
  seed: number
  seconds: number
  backlog: number
  mutant: string | null
  isJson: boolean
  isQuick: boolean
  isHelp: boolean
}

export const HELP = `npm run faults -- [options]

Shows that the copy ends equal to WeCom after crash, loss, duplicate, reordering, limit and outage: a simulated WeCom with
a seeded plan of accidents, the real service as a process of its own, and an oracle that compares every row.

  --only C1,S1        these rows only (C1–C12 callbacks, S1–S15 sync, T1–T6 hand-overs, G1 posts,
                      W1 writes, P1–P15 processes, storage, time)
  --kills 60          SIGKILLs for each row that kills
  --contacts 100000   contacts of the company in S1
  --seconds 60        length of the storm in C1
  --backlog 180000    events that wait in C11
  --seed 1            the accidents; FAULT_SEED does the same
  --quick             the small numbers of npm test
  --mutant NAME       switches one protection off; ends with 0 only when the oracle catches it
                      (--mutant list names them)
  --json              one JSON object instead of the table
  --help

Ends with 0 when every row met its target, 1 when one did not, 2 for options it does not know.
`

/** Checked options; throws a UsageError that says what to do. */
export function readOptions(args: readonly string[], faultSeed: string | undefined): RunOptions {
  const { values } = parse(args)
  return {
    only: (values.only ?? '')
      .split(/[,\s]+/)
      .filter(Boolean)
      .map((row) => row.toUpperCase()),
    kills: whole('--kills', values.kills, 60),
    contacts: whole('--contacts', values.contacts, 100_000),
    seconds: whole('--seconds', values.seconds, 60),
    backlog: whole('--backlog', values.backlog, 180_000),
    seed: whole(values.seed === undefined ? 'FAULT_SEED' : '--seed', values.seed ?? faultSeed, 1),
    mutant: values.mutant ?? null,
    isJson: values.json ?? false,
    isQuick: values.quick ?? false,
    isHelp: values.help ?? false,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        kills: { type: 'string' },
        contacts: { type: 'string' },
        seconds: { type: 'string' },
        backlog: { type: 'string' },
        seed: { type: 'string' },
        mutant: { type: 'string' },
        json: { type: 'boolean' },
        quick: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)}\nSee: npm run faults -- --help`,
    )
  }
}

function whole(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new UsageError(`${name} must be a whole number above 0, not ${text}`)
}
