import type { CallNote } from '../../../server/simulator/calls.ts'
import { changeSilently } from '../silent-changes.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'

const BATCH = 'externalcontact/batch/get_by_user'
const MINUTE_MS = 60_000
/** Calls that were on their way when the window closed. */
const ON_THEIR_WAY = 10

export const s4: Scenario = {
  row: 'S4',
  title: 'call limits (45009)',
  target: '0 calls while blocked · wall ≤ 1.15 × (calls ÷ allowed rate) · other interfaces go on',
  run: (options) => {
    const { isFull, seed } = options
    const company = { contacts: isFull ? 20_000 : 300, staff: isFull ? 40 : 8, groups: isFull ? 60 : 6 }
    return withLab(options, { company, isSynced: true }, async (lab) => {
      const { calls, faults } = lab.simulator
      const heard: CallNote[] = []
      calls.listen((note) => void heard.push(note))
      changeSilently(lab, { remark: '限流' })
      // A window so small that the pass needs four of them.
      const perMinute = isFull ? Math.ceil((await pages(lab)) / 3.5) : 2
      faults.set({ seed, rules: [{ path: BATCH, rateLimit: { calls: perMinute, windowMs: MINUTE_MS } }] })
      const from = performance.now()
      const { id } = await lab.commands().sync({ kind: 'full' })
      // The small run moves the clocks instead of waiting for the minute.
      const moving = isFull ? null : moveOn(lab)
      const run = await lab.runEnded(id, 20 * MINUTE_MS).finally(() => moving?.stop())
      const wallS = (performance.now() - from) / 1_000
      const batch = heard.filter((note) => note.path === BATCH)
      const taken = batch.filter((note) => note.answer === '0').length
      const allowedS = (taken / perMinute) * 60 * 1.15
      const blocked = blocksOf(batch)
      const late = blocked.reduce((sum, block) => sum + Math.max(0, block.calls - ON_THEIR_WAY), 0)
      const others = heard.filter((note) => note.path !== BATCH && blocked.some((one) => isInside(note, one)))
      return [
        finding(
          `run ${run.state}; ${blocked.length} blocks, refused ${blocked.map((one) => one.calls).join('+')}, ${late} beyond those on their way`,
          run.state === 'done' && blocked.length > 0 && late === 0,
        ),
        finding(
          `${taken} calls at ${perMinute}/min took ${wallS.toFixed(0)} s, allowed ${allowedS.toFixed(0)} s`,
          !isFull || wallS <= allowedS,
        ),
        finding(`${others.length} calls of other interfaces meanwhile`, !isFull || others.length > 0),
        await lab.equality(),
      ]
    })
  },
}

interface Block {
  fromMs: number
  untilMs: number
  calls: number
}

/** From the first refusal to the next answer that was not one. */
function blocksOf(notes: CallNote[]): Block[] {
  const blocks: Block[] = []
  let open: Block | null = null
  for (const note of notes) {
    if (note.answer === '45009') {
      if (!open) blocks.push((open = { fromMs: note.atMs, untilMs: note.atMs, calls: 0 }))
      open.calls += 1
      open.untilMs = note.atMs
    } else if (open && note.atMs - open.fromMs > 5_000) {
      open.untilMs = note.atMs
      open = null
    }
  }
  return blocks
}

function isInside(note: CallNote, block: Block): boolean {
  return note.atMs > block.fromMs && note.atMs < block.untilMs
}

async function pages(lab: Parameters<typeof changeSilently>[0]): Promise<number> {
  const follows = await lab.count(
    `SELECT COUNT(*) AS "n" FROM "Follow" WHERE "endedAt" IS NULL AND "awaitingHandover" = 0`,
  )
  return follows / 100
}

function moveOn(lab: Parameters<typeof changeSilently>[0]): { stop(): void } {
  let offset = 0
  let isBlocked = false
  lab.simulator.calls.listen((note) => void (isBlocked ||= note.answer === '45009'))
  const timer = setInterval(() => {
    if (!isBlocked) return
    offset += 10_000
    lab.simulator.clock.advance(10_000)
    void lab.commands().setClock(offset)
  }, 40)
  return { stop: () => clearInterval(timer) }
}
