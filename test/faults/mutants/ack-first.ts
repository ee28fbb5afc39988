import type { Mutant } from './mutant.ts'

export const ackFirst: Mutant = {
  name: 'ack-first',
  protection: 'an event is durable before it is answered',
  edits: [
    {
      file: 'server/features/sync/callback-route.ts',
      find: '  if (!(await isDurable(deps, stored))) {',
      replace: '  void isDurable(deps, stored)\n  if (deps.settings.PORT < 0) {',
    },
  ],
  caughtBy: ['C10'],
}
