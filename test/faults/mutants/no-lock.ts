import type { Mutant } from './mutant.ts'

export const noLock: Mutant = {
  name: 'no-lock',
  protection: 'one sync of a company at a time; who asks again joins it',
  edits: [
    {
      file: 'server/features/sync/start-run.ts',
      find: '  if (stronger && !confirm) return',
      replace: '  if (stronger && trigger === "start") return',
    },
    {
      file: 'server/features/sync/claim-run.ts',
      find: `o."corpId" = ? AND o."state" = 'running')`,
      replace: `o."corpId" = ? AND o."state" = 'nobody')`,
    },
  ],
  caughtBy: ['S15'],
}
