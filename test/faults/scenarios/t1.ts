import { corpId, type Lab } from '../lab.ts'
import { DAY, handoverLab, START } from '../handover-lab.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { until } from '../until.ts'

const HELD_MS = 60_000
/** A process that stores no intent does not show that its call is out. */
const OUT_BY_MS = 4_000
const A_CALL = 100
/** Around one call: before it, after it and before the answer is written, after that. */
const POINTS = 3
/** Enough of them that nobody reaches the limit of customers. */
const TAKERS = ['lina', 'zhaohang', 'xuli', 'wanglei'] as const

export const t1: Scenario = {
  row: 'T1',
  title: 'SIGKILL before, in and after the calls of a hand-over',
  target: '0 customers transferred twice, 0 forgotten; every row ends as WeCom says',
  run: (options) => {
    // The leaver has half of a company of this size; each round of three points uses up a call.
    const contacts = Math.max(300, Math.ceil(options.kills / POINTS) * A_CALL * 3)
    const company = { contacts, staff: 8, groups: 0 }
    return withLab(options, { company, isKilled: true, isSynced: true, isCalledBack: true }, async (lab) => {
      const handover = handoverLab(lab)
      const draft = await handover.draft('hejun', TAKERS, 'resigned')
      options.say(`${draft.summary.customers} customers in ${draft.summary.batches} calls`)
      // The first call is held too, and its caller killed before the kills are counted.
      lab.simulator.faults.set({ rules: [{ path: START.resigned, latencyMs: HELD_MS }] })
      const confirmed = await handover.confirm(draft)
      if (confirmed.status !== 200) throw new Error(confirmed.text)
      await lab.kill()
      const kills = await killAround(lab, { kills: options.kills, id: draft.id, say: options.say })
      lab.simulator.faults.set({})
      await lab.start()
      await until(async () => (await handover.countRows(draft.id, ['queued', 'unknown'])) === 0, {
        patienceMs: 60_000,
        what: () => 'the last call',
      })
      const refuses = lab.simulator.world.transfers.all().filter((one) => one.handover === 'hejun')
      for (const { externalUserid } of refuses.slice(0, 3)) lab.act('refuse-transfer', { externalUserid })
      await handover.advance(DAY + 10 * 60_000)
      await handover.ended(draft.id)
      const found = await handover.judge(draft.id, 'hejun')
      const { calls, lots } = await countCalls(lab)
      const refused = await handover.countRows(draft.id, ['refused'])
      return [
        finding(`${kills} kills around the calls`, kills === options.kills),
        finding(`${calls} calls took effect for ${lots} lots`, calls === lots),
        ...found,
        finding(`${refused} of 3 refusals known`, refused === 3),
      ]
    })
  },
}

/** A second call for the same lot would do no harm where WeCom notices; it must not be made. */
async function countCalls(lab: Lab): Promise<{ calls: number; lots: number }> {
  const answers = lab.simulator.calls.counts().byPath[START.resigned]?.answers ?? {}
  const lots = await lab.count(`SELECT COUNT(*) AS "n" FROM "HandoverBatch" WHERE "state" <> 'void'`)
  return { calls: (answers['0'] ?? 0) + (answers['gone-after'] ?? 0), lots }
}

async function killAround(
  lab: Lab,
  { kills, id, say }: { kills: number; id: string; say: (text: string) => void },
): Promise<number> {
  const { simulator } = lab
  const path = START.resigned
  const started = () => simulator.world.transfers.all().length
  const answered = () =>
    lab.count(
      `SELECT COUNT(*) AS "n" FROM "HandoverBatch" WHERE "corpId" = '${corpId}' AND "handoverId" = '${id}' AND "state" IN ('answered', 'unknown')`,
    )
  const calls = () => lab.count(`SELECT SUM("attempts") AS "n" FROM "Effect" WHERE "kind" = 'transfer'`)
  const reach = (what: string, look: () => Promise<boolean> | boolean) =>
    until(look, { patienceMs: 60_000, what: () => `the point ${what}` })
  for (let nth = 0; nth < kills; nth += 1) {
    const point = nth % POINTS
    const before = { started: started(), answered: await answered(), calls: await calls() }
    // Set anew and not cleared: clearing would let go of a call whose caller is dead.
    const rule = [{ latencyMs: HELD_MS }, { answerLatencyMs: HELD_MS }, { latencyMs: HELD_MS, skip: 1 }][
      point
    ]
    simulator.faults.set({ rules: [{ path, ...rule }] })
    await lab.start()
    const outBy = performance.now() + OUT_BY_MS
    if (point === 0)
      await reach('before the call', async () => (await calls()) > before.calls || performance.now() > outBy)
    else if (point === 1) await reach('in the call', () => started() > before.started)
    else await reach('after the answer', async () => (await answered()) > before.answered)
    await lab.kill()
    if ((nth + 1) % 10 === 0) say(`${nth + 1} kills`)
  }
  return kills
}
