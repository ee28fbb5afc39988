import type { CallNote } from '../../../server/simulator/calls.ts'
import { corpId, type Lab } from '../lab.ts'
import { changeSilently } from '../silent-changes.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { pause } from '../until.ts'
import { watchGroups } from '../watch-groups.ts'

const BATCH = 'externalcontact/batch/get_by_user'
const MINUTE_MS = 60_000
const SETTLED_MS = 5_000
const END_MS = 10_000
const STAND_MS = 1_000
const LOOK_MS = 25

export const s4: Scenario = {
  row: 'S4',
  title: 'call limits (45009)',
  target: '0 calls while blocked · wall ≤ 1.15 × (calls ÷ allowed rate) · other interfaces go on',
  run: (options) => {
    const { isFull, seed } = options
    const company = { contacts: isFull ? 20_000 : 300, staff: isFull ? 40 : 8, groups: isFull ? 60 : 6 }
    return withLab(options, { company, isSynced: true, movesWaits: !isFull }, async (lab) => {
      const { calls, faults } = lab.simulator
      const heard: CallNote[] = []
      calls.listen((note) => void heard.push(note))
      changeSilently(lab, { remark: '限流' })
      // A window so small that the pass needs four of them.
      const perMinute = isFull ? Math.ceil((await pages(lab)) / 3.5) : 1
      faults.set({ seed, rules: [{ path: BATCH, rateLimit: { calls: perMinute, windowMs: MINUTE_MS } }] })
      const groupsOf = await watchGroups(lab)
      const from = performance.now()
      const { id } = await lab.commands().sync({ kind: 'full' })
      // The small run moves the clocks instead of waiting for the minute.
      const moving = isFull ? null : moveOn(lab)
      const run = await lab
        .runEnded(id, isFull ? 20 * MINUTE_MS : 2 * MINUTE_MS)
        .finally(() => moving?.stop())
      const wallS = (performance.now() - from) / 1_000
      const batch = heard.filter((note) => note.path === BATCH)
      const taken = batch.filter((note) => note.answer === '0').length
      const allowedS = (taken / perMinute) * 60 * 1.15
      // Each group of members has one call on its way at most: these met the closed window, nothing after them may.
      const groups = (await groupsOf(id)).size
      const blocked = blocksOf(batch, isFull ? SETTLED_MS : 0)
      const late = blocked.reduce((sum, block) => sum + Math.max(0, block.calls - groups), 0)
      const others = heard.filter((note) => note.path !== BATCH && blocked.some((one) => isInside(note, one)))
      return [
        finding(
          `run ${run.state}; ${blocked.length} blocks, refused ${blocked.map((one) => one.calls).join('+')} of ${groups} groups, ${late} while blocked`,
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

/** From the first refusal to the next answer that was not one; those on their way may still be answered a moment later. */
function blocksOf(notes: CallNote[], settledMs: number): Block[] {
  const blocks: Block[] = []
  let open: Block | null = null
  for (const note of notes) {
    if (note.answer === '45009') {
      if (!open) blocks.push((open = { fromMs: note.atMs, untilMs: note.atMs, calls: 0 }))
      open.calls += 1
      open.untilMs = note.atMs
    } else if (open && note.atMs - open.fromMs > settledMs) {
      open.untilMs = note.atMs
      open = null
    }
  }
  return blocks
}

function isInside(note: CallNote, block: Block): boolean {
  return note.atMs > block.fromMs && note.atMs < block.untilMs
}

async function pages(lab: Lab): Promise<number> {
  const follows = await lab.count(
    `SELECT COUNT(*) AS "n" FROM "Follow" WHERE "endedAt" IS NULL AND NOT "awaitingHandover"`,
  )
  return follows / 100
}

/**
 * Past the closed window in a moment, and no further: leases run out on this clock as well. Only once the service knows
 * that it is closed, however long its hearing took. On the way it stands for a while shortly before the end, where
 * whoever does not wait meets the closed window.
 */
function moveOn(lab: Lab): { stop(): Promise<void> } {
  let offset = 0
  let isStopped = false
  const move = async (ms: number): Promise<void> => {
    offset += ms
    lab.simulator.clock.advance(ms)
    await lab.commands().setClock(offset)
  }
  const going = (async () => {
    while (!isStopped)
      if ((await blockedUntil(lab)) > Date.now() + offset) {
        await move(MINUTE_MS - END_MS)
        await pause(STAND_MS)
        await move(2 * END_MS)
      } else await pause(LOOK_MS)
  })()
  // told by stop
  going.catch(() => undefined)
  return {
    stop() {
      isStopped = true
      return going
    },
  }
}

/** When the service may call again, as it keeps it for all its processes; 0 when it knows of no refusal. */
async function blockedUntil({ database, sealer }: Lab): Promise<number> {
  const [row] = await database.sql.all<{ valueSealed: string }>(
    'SELECT "valueSealed" FROM "WecomToken" WHERE "corpId" = ? AND "key" = ?',
    [corpId, `wecom:${corpId}:limits`],
  )
  if (!row) return 0
  const learned = new Map(
    JSON.parse(sealer.open(row.valueSealed)) as [string, { block?: { until: number } }][],
  )
  return learned.get(BATCH)?.block?.until ?? 0
}
