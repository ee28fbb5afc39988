import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { compiled } from '../support/compile.ts'

export interface Worker {
  process: ChildProcess
  said: string[]
  tell(line: string): void
  /** Resolves when it has said a line that fits, from the given one on. */
  hears(fits: (line: string) => boolean, from?: number): Promise<void>
  ended: Promise<number | null>
}

/** A worker-child.ts of its own; killed after the test. */
export function startWorkerProcess(url: string, role: 'ticks' | 'leads' | 'works'): Worker {
  const script = join(compiled(), 'test/faults/worker-child.js')
  const child = spawn(process.execPath, [script, url, role], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const said: string[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => said.push(line))
  const isOver = ended.then((code) => Promise.reject(new Error(`the ${role} process ended with ${code}`)))
  isOver.catch(() => undefined)
  return {
    process: child,
    said,
    tell: (line) => void child.stdin.write(`${line}\n`),
    async hears(fits, from = 0) {
      while (!said.slice(from).some(fits)) await Promise.race([once(lines, 'line'), isOver])
    },
    ended,
  }
}
