import { expect } from 'vitest'
import type { SyncRunView } from '../../server/features/sync/contract.ts'
import type { Browser } from '../support/http-client.ts'

// What a story asks over HTTP. Apart from story.ts, since a service in a process of its own need not be loaded here.

/** What the page gets; anything but 200 fails the test. */
export async function read<T>(browser: Browser, path: string): Promise<T> {
  const reply = await browser.get(`/api/v1${path}`)
  expect(reply.status, `${path} ${reply.text}`).toBe(200)
  return reply.json<T>()
}

export async function send<T>(browser: Browser, method: string, path: string, body?: unknown): Promise<T> {
  const reply = await browser.send(method, `/api/v1${path}`, body)
  expect(reply.status, `${path} ${reply.text}`).toBeLessThan(300)
  return reply.json<T>()
}

/** Looks until it is so, and says how many milliseconds that took. The patience is for a loaded machine. */
export async function seenAfter(look: () => Promise<boolean>, patienceMs = 240_000): Promise<number> {
  const start = performance.now()
  while (!(await look())) {
    if (performance.now() - start > patienceMs) throw new Error(`not seen within ${patienceMs} ms`)
    await new Promise((next) => setTimeout(next, 20))
  }
  return performance.now() - start
}

/** What an administrator does on the sync page, to the end of the run. */
export async function runSync(admin: Browser, kind: 'full' | 'reconcile' = 'full'): Promise<SyncRunView> {
  const { id } = await send<{ id: string }>(admin, 'POST', '/sync/runs', { kind })
  let run = await read<SyncRunView>(admin, `/sync/runs/${id}`)
  await seenAfter(async () => {
    run = await read<SyncRunView>(admin, `/sync/runs/${id}`)
    return run.state !== 'queued' && run.state !== 'running'
  })
  return run
}
