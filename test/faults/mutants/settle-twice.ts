import type { Mutant } from './mutant.ts'

export const settleTwice: Mutant = {
  name: 'settle-twice',
  protection: 'an outcome that is settled is not asked for and not written again',
  edits: [
    {
      file: 'server/features/effects/poll-effect.ts',
      find: `if (effect?.state !== 'accepted' || !handler?.poll) return`,
      replace: 'if (!effect || !handler?.poll) return',
    },
    {
      file: 'server/features/effects/poll-effect.ts',
      find: `if (current?.state !== 'accepted') return false`,
      replace: 'if (!current) return false',
    },
    {
      file: 'server/features/effects/poll-effect.ts',
      find: `if (after?.state !== 'accepted') return`,
      replace: `if (after?.state !== 'accepted') return { again: { afterMs: 200 } }`,
    },
  ],
  caughtBy: ['G4'],
}
