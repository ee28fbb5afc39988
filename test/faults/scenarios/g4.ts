import type { Point } from '../kill-posts.ts'
import type { Scenario } from '../scenario.ts'
import { killPosts } from './g1.ts'

const POINTS: readonly Point[] = ['in the calls', 'after a call', 'asking for results', 'hearing results']

export const g4: Scenario = {
  row: 'G4',
  title: 'SIGKILL while the job that makes a moment is asked about',
  target: '0 jobs made twice, the first job kept, each settled once',
  run: (options) =>
    killPosts(options, { kinds: ['moment'], points: POINTS, kills: options.isFull ? options.kills : 4 }),
}
