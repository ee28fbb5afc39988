import type { CorpAccess } from '../features/corps.ts'
import type { Clock } from '../platform/clock.ts'
import { createBudget, createWecom, memoryTokenStore, type Wecom } from '../wecom/index.ts'

/** A client of this corp that knows no earlier token, so that each secret is proved anew. Close it after use. */
export function openProof(access: CorpAccess, clock: Clock): Wecom {
  const { corpId, agentId, agentSecret, directorySecret, apiBase } = access
  const time = { now: () => clock.nowMs(), sleep: (ms: number) => clock.sleep(ms) }
  return createWecom({
    corpId,
    agentId,
    agentSecret,
    ...(directorySecret === null ? {} : { directorySecret }),
    baseUrl: apiBase,
    tokens: memoryTokenStore(),
    // A handful of calls: far below any limit.
    budget: createBudget({
      perMinute: 100,
      perHour: 1_000,
      interactiveShare: 0.5,
      maxConcurrency: 2,
      ...time,
    }),
    ...time,
  })
}

/** Throws WeCom's refusal: of the corp id, the app's secret, or this server's address. */
export async function proveAccess(access: CorpAccess, clock: Clock): Promise<void> {
  const wecom = openProof(access, clock)
  try {
    await wecom.auth.agentTicket()
  } finally {
    wecom.close()
  }
}
