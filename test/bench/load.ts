import { Agent, request } from 'node:http'

export interface Target {
  origin: string
  /** The n-th request's path. */
  path(n: number): string
  headers: Record<string, string>
  /** The n-th request's body; it is a POST then. */
  body?(n: number): string
}

/** One request; resolves with the body's length, rejects unless it answers 200. */
function get(target: Target, agent: Agent, n: number): Promise<number> {
  return new Promise((done, fail) => {
    const call = request(
      target.origin + target.path(n),
      { agent, headers: target.headers, method: target.body ? 'POST' : 'GET' },
      (answer) => {
        let size = 0
        answer.on('data', (chunk: Buffer) => (size += chunk.length))
        answer.on('end', () =>
          answer.statusCode === 200
            ? done(size)
            : fail(new Error(`${target.path(n)} answered ${answer.statusCode}`)),
        )
      },
    )
    call.on('error', fail)
    call.end(target.body?.(n))
  })
}

/** Closed loop: `connections` at a time until `count` are answered. */
export async function closedLoop(
  target: Target,
  { count, connections }: { count: number; connections: number },
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let next = 0
  const worker = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) await get(target, agent, n)
  }
  await Promise.all(Array.from({ length: connections }, worker))
  agent.destroy()
}

/** Open loop: a fixed arrival rate; each time counts from the intended send, so that a stall is not forgiven. */
export async function openLoop(
  target: Target,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const started = performance.now()
  const calls: Promise<number>[] = []
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const intended = started + (n * 1000) / perSecond
    const wait = intended - performance.now()
    if (wait > 0) await new Promise((next) => setTimeout(next, wait))
    calls.push(get(target, agent, n).then(() => performance.now() - intended))
  }
  const times = await Promise.all(calls)
  agent.destroy()
  return times
}
