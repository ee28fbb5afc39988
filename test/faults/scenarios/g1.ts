import { bringToEnd, judgePosts } from '../judge-posts.ts'
import { killAtPoints, type Point } from '../kill-posts.ts'
import { KINDS, postCompany, type Kind } from '../post-company.ts'
import { withLab, type FaultOptions, type Finding, type Scenario } from '../scenario.ts'
import { seeded } from '../seeded.ts'

const POINTS: readonly Point[] = [
  'before the calls',
  'in the calls',
  'after a call',
  'asking for results',
  'hearing results',
  'at random',
]
/** The three around a call, and the answer about a moment's job that nobody heard. */
const FEW_POINTS: readonly Point[] = ['before the calls', 'in the calls', 'after a call', 'hearing results']
/** Of other rows one crash is one call; here ten times as many are promised. */
const TIMES = 10
/** A customer takes a mass message for each day of the month: then the next company begins. */
const KILLS_A_COMPANY = 30
const COMPANY = { contacts: 60, staff: 8, groups: 3 }

export const g1: Scenario = {
  row: 'G1',
  title: 'SIGKILL while messages to customers, to groups and moments are planned, made and asked about',
  target: '0 tasks or moments made twice, 0 receivers in two tasks, 0 forgotten, none settled twice',
  run: (options) =>
    killPosts(options, {
      kinds: KINDS,
      points: options.isFull ? POINTS : FEW_POINTS,
      kills: options.isFull ? options.kills * TIMES : FEW_POINTS.length,
    }),
}

/** One company after the other; their findings are summed up. */
export async function killPosts(
  options: FaultOptions,
  { kinds, points, kills }: { kinds: readonly Kind[]; points: readonly Point[]; kills: number },
): Promise<Finding[]> {
  const random = seeded(options.seed)
  const all: Finding[] = []
  for (let done = 0; done < kills; done += KILLS_A_COMPANY) {
    const some = Math.min(KILLS_A_COMPANY, kills - done)
    const company = { ...COMPANY, seed: options.seed + done }
    const found = await withLab(options, { company, isKilled: true, isSynced: true }, async (lab) => {
      const opened = await postCompany(lab)
      const { say } = options
      const killed = await killAtPoints(opened, { points, kinds, kills: some, random, say })
      await bringToEnd(opened, say)
      return judgePosts(opened, { ...killed, kinds })
    })
    options.say(`${done + some} kills`)
    all.push(
      ...found.map(({ figure, isMet }) => ({
        figure: `company ${done / KILLS_A_COMPANY + 1}: ${figure}`,
        isMet,
      })),
    )
  }
  return all
}
