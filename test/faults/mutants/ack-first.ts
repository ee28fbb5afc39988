import type { Mutant } from './mutant.ts'

export const ackFirst: Mutant = {
  name: 'ack-first',
  protection: 'an event is durable before it is answered',
  edits: [
    {
      file: 'server/features/sync/callback-door.ts',
      find: 'const stored = await waitDurable(deps, receiveEvent(deps, { corpId, hash, event, plaintext }))',
      replace: `const stored: Stored = 'new'
  void waitDurable(deps, receiveEvent(deps, { corpId, hash, event, plaintext }))`,
    },
  ],
  caughtBy: ['C10'],
}
