import { DAY, handoverLab } from '../handover-lab.ts'
import type { Lab } from '../lab.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { until } from '../until.ts'

const RESULTS = 'externalcontact/resigned/transfer_result'
const PAGE = 1000
const HELD_MS = 60_000
const MOST_KILLS = 6

export const t6: Scenario = {
  row: 'T6',
  title: 'SIGKILL while the result list of a hand-over is read, between two pages',
  target: 'read again from its start; counts equal to WeCom',
  run: (options) => {
    const kills = Math.min(options.kills, MOST_KILLS)
    const lab = { company: { contacts: 120, groups: 0 }, isKilled: true, isSynced: true }
    return withLab(options, lab, async (opened) => {
      const handover = handoverLab(opened)
      fillFirstPage(opened)
      const draft = await handover.draft('hejun', ['lina'], 'resigned')
      await handover.confirm(draft)
      await until(async () => (await handover.countRows(draft.id, ['queued', 'unknown'])) === 0, {
        patienceMs: 30_000,
        what: () => 'the call',
      })
      const { simulator } = opened
      const last = simulator.world.transfers.all().at(-1)
      opened.act('refuse-transfer', { externalUserid: last?.externalUserid })
      await opened.kill()
      const clockOffsetMs = DAY + 10 * 60_000
      simulator.clock.advance(clockOffsetMs)
      let half = 0
      for (let nth = 0; nth < kills; nth += 1) {
        simulator.faults.set({ rules: [{ path: RESULTS, latencyMs: HELD_MS, skip: 1 }] })
        await opened.start({ clockOffsetMs })
        await until(async () => (await handover.countRows(draft.id, ['done'])) === 2, {
          patienceMs: 60_000,
          what: () => 'the first page',
        })
        half += (await handover.countRows(draft.id, ['accepted', 'waiting'])) > 0 ? 1 : 0
        await opened.kill()
      }
      simulator.faults.set({})
      await opened.start({ clockOffsetMs })
      await handover.ended(draft.id)
      const refused = await handover.countRows(draft.id, ['refused'])
      return [
        finding(`${half} of ${kills} kills between two pages`, half === kills),
        ...(await handover.judge(draft.id, 'hejun')),
        finding(`${refused} of 1 refusals known`, refused === 1),
      ]
    })
  },
}

/** Old entries of the pair, so that two of the customers are on the first page and the others on the next. */
function fillFirstPage({ simulator }: Lab): void {
  const startedAtMs = simulator.clock.now() - 300 * DAY
  for (let n = 0; n < PAGE - 2; n += 1)
    simulator.world.change({
      kind: 'transfer',
      transfer: {
        family: 'resigned',
        handover: 'hejun',
        takeover: 'lina',
        externalUserid: `wmOld${n}`,
        startedAtMs,
        dueAtMs: startedAtMs,
        status: 1,
        takeoverTime: 1,
      },
    })
}
