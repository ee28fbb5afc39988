import type { Handover, NewHandover } from '../../server/features/handover/contract.ts'
import { groupBy } from '../../server/platform/group-by.ts'
import type { Browser, Reply } from '../support/http-client.ts'
import { signIn } from './kill-effects.ts'
import { corpId, type Lab } from './lab.ts'
import { finding, type Finding } from './scenario.ts'
import { until } from './until.ts'

export const START = {
  resigned: 'externalcontact/resigned/transfer_customer',
  onjob: 'externalcontact/transfer_customer',
} as const
export const DAY = 86_400_000
const HOUR = 3_600_000
/** What is put off by a moment only is waited for, too. */
const SOON_MS = 4_000

type Family = NewHandover['family']

/** A manager's hand-over in a lab, and both clocks that its end waits for. */
export interface HandoverLab {
  draft(from: string, to: readonly string[], family: Family): Promise<Handover>
  confirm(draft: Handover): Promise<Reply>
  read(id: string): Promise<Handover>
  /** How many rows of the handover are in these states. */
  countRows(id: string, states: readonly string[]): Promise<number>
  /** Both clocks go on, hour by hour, so that what is due in between happens in between. */
  advance(ms: number): Promise<void>
  /** Until no customer of it is open any more. */
  ended(id: string): Promise<void>
  /** Rows against WeCom: nobody twice, nobody forgotten, every row as WeCom says. */
  judge(id: string, from: string): Promise<Finding[]>
}

export function handoverLab(lab: Lab): HandoverLab {
  const { simulator } = lab
  let offsetMs = 0
  const company = { simulator, home: new URL(lab.callbackUrl).origin }
  // A session does not outlive a day.
  const asAdmin = async <T>(run: (admin: Browser) => Promise<T>): Promise<T> => {
    const admin = await signIn(company, 'hanyue', 'console')
    try {
      return await run(admin)
    } finally {
      admin.close()
    }
  }
  const ask = <T>(method: string, path: string, body?: unknown): Promise<T> =>
    asAdmin(async (admin) => {
      const reply = await admin.send(method, `/api/v1${path}`, body)
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
      return reply.json<T>()
    })
  const staffId = async (userid: string): Promise<string> => {
    const [row] = await lab.database.sql.all<{ id: string }>(
      'SELECT "id" FROM "Staff" WHERE "corpId" = ? AND "userid" = ?',
      [corpId, userid],
    )
    if (!row) throw new Error(`${userid} is not in the copy`)
    return row.id
  }
  const countRows = (id: string, states: readonly string[]): Promise<number> =>
    lab.count(
      `SELECT COUNT(*) AS "n" FROM "HandoverRow" WHERE "handoverId" = '${id}' AND "kind" = 'customer' AND "state" IN (${states
        .map((state) => `'${state}'`)
        .join(', ')})`,
    )
  /** Nothing that is due waits or is being done. */
  const idle = (): Promise<void> =>
    until(
      async () => {
        const [row] = await lab.database.sql.all<{ n: number }>(
          `SELECT COUNT(*) AS "n" FROM "Job" WHERE "state" IN ('ready', 'running') AND "lane" = 3 AND "runAt" <= ?`,
          [new Date(simulator.clock.now() + SOON_MS)],
        )
        return Number(row?.n ?? 0) === 0
      },
      { patienceMs: 60_000, what: () => 'the end of what was due' },
    )
  return {
    countRows,
    read: (id) => ask('GET', `/handovers/${id}`),
    async draft(from, to, family) {
      const fromStaffId = await staffId(from)
      const successors = await Promise.all(to.map(async (userid) => ({ staffId: await staffId(userid) })))
      const plan = { customers: {}, groups: false, rule: { kind: 'even' }, successors }
      return ask('POST', '/handovers', { fromStaffId, family, plan })
    },
    confirm: ({ id, version, summary }) =>
      asAdmin((admin) =>
        admin.send('POST', `/api/v1/handovers/${id}/confirm`, { version, typed: summary.typed }),
      ),
    async advance(ms) {
      await idle()
      const end = offsetMs + ms
      while (offsetMs < end) {
        const step = Math.min(HOUR * 6, end - offsetMs)
        offsetMs += step
        simulator.clock.advance(step)
        await lab.commands().setClock(offsetMs)
        await simulator.callbacks.settled()
        await idle()
      }
    },
    async ended(id) {
      const open = ['queued', 'unknown', 'accepted', 'waiting']
      let left = 0
      await until(async () => (left = await countRows(id, open)) === 0, {
        patienceMs: 60_000,
        what: () => `the end of the hand-over; ${left} rows are open`,
      })
    },
    judge: (id, from) => judge(lab, { id, from }),
  }
}

const STATES: Record<number, string> = { 1: 'done', 2: 'waiting', 3: 'refused', 4: 'full' }

async function judge(lab: Lab, { id, from }: { id: string; from: string }): Promise<Finding[]> {
  const rows = await lab.database.sql.all<{ objectId: string; state: string }>(
    `SELECT "objectId", "state" FROM "HandoverRow" WHERE "corpId" = ? AND "handoverId" = ? AND "kind" = 'customer' AND "state" <> 'blocked'`,
    [corpId, id],
  )
  const truth = groupBy(
    lab.simulator.world.transfers.all().filter((one) => one.handover === from),
    (one) => one.externalUserid,
  )
  const twice = rows.filter((row) => (truth.get(row.objectId)?.length ?? 0) > 1).length
  const never = rows.filter((row) => !truth.has(row.objectId)).length
  const wrong = rows.filter((row) => {
    const last = truth.get(row.objectId)?.at(-1)
    return last !== undefined && STATES[last.status] !== row.state
  }).length
  const failed = rows.filter((row) => row.state === 'failed').length
  return [
    finding(`of ${rows.length} customers ${twice} transferred twice, ${never} never`, twice + never === 0),
    finding(`${wrong} rows say something else than WeCom, ${failed} failed`, wrong + failed === 0),
  ]
}
