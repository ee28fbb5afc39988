import type { Handover, NewHandover, RowPage } from '../../../server/features/handover/contract.ts'
import type { Browser } from '../../support/http-client.ts'
import type { TestService } from '../../support/service.ts'

// What a manager does on the handover pages.

export const DAY = 86_400_000

export async function ask<T>(by: Browser, method: string, path: string, body?: unknown): Promise<T> {
  const reply = await by.send(method, `/api/v1${path}`, body)
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
  return reply.json<T>()
}

export async function plan(
  service: TestService,
  by: Browser,
  input: { from: string; to: readonly string[]; family?: NewHandover['family'] } & Partial<
    NewHandover['plan']
  >,
): Promise<Handover> {
  const { from, to, family = 'resigned', ...rest } = input
  const successors = await Promise.all(to.map(async (userid) => ({ staffId: await service.staffId(userid) })))
  const body = {
    fromStaffId: await service.staffId(from),
    family,
    plan: { customers: {}, groups: true, rule: { kind: 'even' }, successors, ...rest },
  }
  return ask<Handover>(by, 'POST', '/handovers', body)
}

export function confirm(by: Browser, { id, version, summary }: Handover): Promise<Handover> {
  return ask<Handover>(by, 'POST', `/handovers/${id}/confirm`, { version, typed: summary.typed })
}

export async function rowsOf(by: Browser, id: string, query = ''): Promise<RowPage['items']> {
  const reply = await by.get(`/api/v1/handovers/${id}/rows?limit=200${query}`)
  return reply.json<RowPage>().items
}

/** Everything that is due happens. */
export async function settle(service: TestService): Promise<void> {
  await service.simulator.callbacks.settled()
  service.deps.jobs.nudge()
  await service.deps.jobs.drain()
}

/** Both clocks go on, and what follows from it happens: an event is read again a moment later, then the list it names. */
export async function later(service: TestService, ms: number): Promise<void> {
  for (const step of [ms, 5_000, 5_000]) {
    service.advance(step)
    await settle(service)
  }
}
