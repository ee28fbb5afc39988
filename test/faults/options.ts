import { parseArgs } from 'node:util'
import { testServerUrl } from '../../config/tooling-env.ts'
import { UsageError } from '../../server/platform/usage-error.ts'

/** How much a row is to do. */
interface Numbers {
  kills: number
  contacts: number
  seconds: number
  backlog: number
}

export interface RunOptions extends Numbers {
  only: string[]
  seed: number
  /** Which database the rows run on that do not name one; a PostgreSQL server. Null: SQLite. */
  postgres: string | null
  mutant: string | null
  isJson: boolean
  isQuick: boolean
  isHelp: boolean
}

export const HELP = `npm run faults -- [options]

Shows that the copy ends equal to WeCom after crash, loss, duplicate, reordering, limit and outage: a simulated WeCom with
a seeded plan of accidents, the real service as a process of its own, and an oracle that compares every row.

  --only C1,S1        these rows only (C1–C12 callbacks, S1–S15 sync, T1–T6 hand-overs, G1 and G4 posts,
                      W1 writes, P1–P16 processes, storage, time)
  --kills 60          SIGKILLs for each row that kills; ten times as many in G1
  --contacts 100000   contacts of the company in S1
  --seconds 60        length of the storm in C1
  --backlog 180000    events that wait in C11
  --seed 1            the accidents; FAULT_SEED does the same
  --database postgres the rows C, S, T, G and W on PostgreSQL: TEST_DATABASE_URL, otherwise the server on this
                      machine; or its URL (a user who may create databases). Otherwise on SQLite
  --quick             the small numbers of npm test, but for those given here
  --mutant NAME       switches one protection off; ends with 0 only when the rows that guard it are green with it
                      and red without it (--mutant list names them)
  --json              one JSON object instead of the table
  --help

Ends with 0 when every row met its target, 1 when one did not, 2 for options it does not know, 3 when a row broke: it
could not be measured (a service that did not start, patience that ended, an edit that no longer fits).
`

const FULL: Numbers = { kills: 60, contacts: 100_000, seconds: 60, backlog: 180_000 }
/** Those of `npm test`, and of --quick. */
export const SMALL: Numbers = { kills: 1, contacts: 600, seconds: 1, backlog: 120 }

/** Checked options; throws a UsageError that says what to do. */
export function readOptions(args: readonly string[], faultSeed: string | undefined): RunOptions {
  const { values } = parse(args)
  const isQuick = values.quick ?? false
  const numbers = isQuick ? SMALL : FULL
  return {
    only: (values.only ?? '')
      .split(/[,\s]+/)
      .filter(Boolean)
      .map((row) => row.toUpperCase()),
    kills: whole('--kills', values.kills, numbers.kills),
    contacts: whole('--contacts', values.contacts, numbers.contacts),
    seconds: whole('--seconds', values.seconds, numbers.seconds),
    backlog: whole('--backlog', values.backlog, numbers.backlog),
    seed: whole(values.seed === undefined ? 'FAULT_SEED' : '--seed', values.seed ?? faultSeed, 1),
    postgres: postgresOf(values.database),
    mutant: values.mutant ?? null,
    isJson: values.json ?? false,
    isQuick,
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
        database: { type: 'string' },
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

function postgresOf(text: string | undefined): string | null {
  if (text === undefined || text === 'sqlite') return null
  if (text === 'postgres') return testServerUrl()
  if (/^postgres(ql)?:\/\//.test(text)) return text
  throw new UsageError(`--database must be sqlite, postgres or a postgres:// URL, not ${text}`)
}

function whole(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new UsageError(`${name} must be a whole number above 0, not ${text}`)
}
