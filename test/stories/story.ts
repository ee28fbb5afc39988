import { expect } from 'vitest'
import { corpId, startTestService, type TestService, type TestServiceOptions } from '../support/service.ts'

/** A service whose company calls it back: from here on everything is told by WeCom or asked over HTTP. */
export async function startStory(options: TestServiceOptions = {}): Promise<TestService> {
  const service = await startTestService({
    ...options,
    company: { contacts: 60, groups: 5, callbackRetryGapMs: 20, ...options.company },
  })
  const saved = await service.simulator.callbacks.setUrl(`${service.address}/wecom/callback/${corpId}`)
  expect(saved).toMatchObject({ ok: true })
  return service
}

/** The simulator's address for tests and people who run it. */
export async function tellSimulator(
  { simulator }: TestService,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await fetch(
    simulator.origin + path,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
  )
  expect(answer.status, path).toBe(200)
  return answer.json()
}

/** The customers of a member, in WeCom's own order. */
export function customersOf({ simulator }: TestService, userid: string): string[] {
  return [...simulator.world.follows.each(userid)].map((follow) => follow.externalUserid)
}
