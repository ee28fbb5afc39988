import type { Mutant } from './mutant.ts'

/** 接收事件 says to tell duplicates by FromUserName and CreateTime; the sender of customer events is always “sys”. */
export const documentedDedupKey: Mutant = {
  name: 'documented-dedup-key',
  protection: 'two customers of one second are two events',
  edits: [
    {
      file: 'server/wecom/callback.ts',
      find: 'JSON.stringify([corpId, app, plaintext])',
      replace: `JSON.stringify([corpId, app, /<FromUserName>.*<\\/CreateTime>/s.exec(plaintext)?.[0]])`,
    },
  ],
  caughtBy: ['C4'],
}
