import type { Mutant } from './mutant.ts'

/** The usual bug: the place is saved before the page, in a transaction of its own. */
export const checkpointFirst: Mutant = {
  name: 'checkpoint-first',
  protection: 'the place is saved in the transaction of its page',
  edits: [
    {
      file: 'server/features/sync/steps/read-shard.ts',
      find: '  await deps.database.sql.transaction(async (tx) => {\n    await run.context.guard(tx)\n    const written =',
      replace:
        '  await deps.database.sql.transaction((tx) => savePlace(tx, run, { step: STEP, shard }))\n' +
        '  await deps.database.sql.transaction(async (tx) => {\n    await run.context.guard(tx)\n    const written =',
    },
  ],
  caughtBy: ['S1'],
  needsFull: true,
  numbers: { kills: 8, contacts: 20_000 },
}
