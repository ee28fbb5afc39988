import type { Mutant } from './mutant.ts'

export const madeAnew: Mutant = {
  name: 'made-anew',
  protection: 'the job of a moment is kept and asked about, never made again',
  edits: [
    {
      file: 'server/features/posts/run/moment-effect.ts',
      find: '  const { jobId } = accepted.parse(task.result)',
      replace: `  const made = await create(deps, task)
  const { jobId } = accepted.parse('result' in made ? made.result : task.result)`,
    },
  ],
  caughtBy: ['G4'],
}
