import type { Mutant } from './mutant.ts'

export const callBeforeIntent: Mutant = {
  name: 'call-before-intent',
  protection: 'the intent is stored before the call, so that a killed process asks before it calls again',
  edits: [
    {
      file: 'server/features/effects/run-effects.ts',
      find: `  if (!(await markCalling(run))) return 'changed'
  try {
    return await handler.run(task)`,
      replace: `  try {
    const said = await handler.run(task)
    return (await markCalling(run)) ? said : 'changed'`,
    },
  ],
  caughtBy: ['T1'],
  numbers: { kills: 3 },
}
