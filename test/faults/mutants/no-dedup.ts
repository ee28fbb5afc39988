import type { Mutant } from './mutant.ts'

export const noDedup: Mutant = {
  name: 'no-dedup',
  protection: 'a delivery that comes again is the same event',
  edits: [
    {
      file: 'server/wecom/callback.ts',
      find: 'JSON.stringify([corpId, app, plaintext])',
      replace: 'JSON.stringify([corpId, app, plaintext, Math.random()])',
    },
  ],
  caughtBy: ['C3', 'C5'],
}
