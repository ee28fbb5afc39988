import type { Mutant } from './mutant.ts'

/** The usual bug of a retry: what was made before the crash is not looked for. */
export const repeatUnasked: Mutant = {
  name: 'repeat-unasked',
  protection: 'WeCom is asked for the task of a killed call before another is made',
  edits: [
    {
      file: 'server/features/posts/run/message-effect.ts',
      find: 'check: (task) => find(deps, task),',
      replace: `check: () => Promise.resolve({ state: 'not-done' }),`,
    },
  ],
  caughtBy: ['G1'],
}
