import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Settings } from '../../config/env.ts'

export interface Child {
  process: ChildProcess
  pid: number
  origin: string
}

/** A program of this folder as a process of its own; its first line says where it listens, or what it measured. */
export async function startChild(name: string, args: string[]): Promise<Child> {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.js`), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // As the image of the service has it.
    env: { ...process.env, MALLOC_ARENA_MAX: '2', NODE_OPTIONS: '--max-old-space-size=1024' },
  })
  const lines = createInterface({ input: child.stdout })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${code}`)
  })
  const [origin] = await Promise.race([once(lines, 'line'), failed])
  failed.catch(() => undefined)
  return { process: child, pid: child.pid ?? 0, origin: String(origin) }
}

export function settingsFile(settings: Settings): string {
  const file = join(mkdtempSync(join(tmpdir(), 'liuke-bench-')), 'settings.json')
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 })
  return file
}
