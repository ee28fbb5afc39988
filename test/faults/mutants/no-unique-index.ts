import type { Mutant } from './mutant.ts'

export const noUniqueIndex: Mutant = {
  name: 'no-unique-index',
  protection: 'a relation is in one open hand-over at a time',
  edits: [
    {
      file: 'server/features/handover/run/confirm.ts',
      find: `"openKey" = \${OPEN_KEY} WHERE`,
      replace: `"openKey" = NULL WHERE`,
    },
  ],
  caughtBy: ['T5'],
}
