import type { Mutant } from './mutant.ts'

export const deleteOnPartial: Mutant = {
  name: 'delete-on-partial',
  protection: 'only members who were read to their end are judged',
  edits: [
    {
      file: 'server/features/sync/conclude-contacts.ts',
      find: ".filter((shard) => shard.state === 'done' && !shard.isDoubtful)",
      replace: '.filter((shard) => shard.userids.length > 0)',
    },
  ],
  caughtBy: ['S11'],
}
