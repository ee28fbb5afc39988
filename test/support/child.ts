import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export interface Child {
  process: ChildProcess
  /** The next line it prints; rejects when it ends without one. */
  line(): Promise<string>
  ended: Promise<number | null>
}

/** Runs one of our TypeScript files in a process of its own; killed after the test. `script` is relative to `from`. */
export function startChild(from: string, script: string, args: string[]): Child {
  const path = fileURLToPath(new URL(script, from))
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    process: child,
    async line() {
      const next = await lines.next()
      if (next.done) throw new Error(`${script} ended without another line`)
      return next.value
    },
    ended: new Promise((done) => child.once('exit', done)),
  }
}
