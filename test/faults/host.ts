import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { readSettings } from '../../config/env.ts'
import { offsetClock } from '../../server/platform/clock.ts'
import { createLog } from '../../server/platform/log.ts'
import { startService } from '../../server/start-service.ts'
import { commandsOf, type Commands } from './commands.ts'
import { movingClock } from './moving-clock.ts'

/** A running service. */
export interface Host {
  commands: Commands
  /** SIGKILL; within this process, a stop. */
  kill(): Promise<void>
}

/** One that is a process. */
export interface ChildHost extends Host {
  process: ChildProcess
}

export interface HostOptions {
  settings: Record<string, string>
  clockOffsetMs: number
  /** It takes events in and works nothing, as if its worker hung. */
  isReceiver: boolean
  /** Its waits end when its clock is moved past them. */
  movesWaits: boolean
  hear(logLine: string): void
}

export type StartHost = (options: HostOptions) => Promise<Host>

/** For a loaded machine: nothing waits so long. */
const READY_MS = 180_000
const webRoot = fileURLToPath(new URL('../support/web-root', import.meta.url))

/** The service in this process: quick to start, and it cannot be killed. */
export const startHere: StartHost = async ({ settings, clockOffsetMs, isReceiver, movesWaits, hear }) => {
  const read = readSettings(settings)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const clock = movesWaits ? movingClock(clockOffsetMs) : offsetClock(clockOffsetMs)
  const log = createLog({ level: 'warn', destination: { write: hear } })
  const service = await startService({
    settings: isReceiver ? { ...read.settings, LIUKE_ROLE: 'web' } : read.settings,
    clock,
    log,
    webRoot,
    ticks: false,
  })
  return {
    commands: commandsOf(service.deps, clock),
    async kill() {
      await service.stop()
      service.deps.wecomOf(read.settings.WECOM_CORP_ID).close()
    },
  }
}

/** The service as a child process; `script` is what was compiled of service.ts. `ticks`: its clock table runs. */
export function startChild(script: string, { ticks = false } = {}) {
  return async ({
    settings,
    clockOffsetMs,
    isReceiver,
    movesWaits,
    hear,
  }: HostOptions): Promise<ChildHost> => {
    const child = spawn(
      process.execPath,
      [
        script,
        String(clockOffsetMs),
        isReceiver ? 'receiver' : '',
        ticks ? 'ticks' : '',
        movesWaits ? 'moves-waits' : '',
      ],
      {
        env: { PATH: process.env['PATH'], ...settings },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    )
    const stop = (): void => void child.kill('SIGKILL')
    process.once('exit', stop)
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-4_000)
        for (const line of text.split('\n')) if (line !== '') hear(line)
      })
    const open = new Map<number, { done(value: never): void; fail(error: Error): void }>()
    const ready = new Promise<void>((done, fail) => {
      const late = setTimeout(() => fail(new Error(`the service did not start: ${said}`)), READY_MS)
      child.on('message', (message: { ready?: true; id?: number; result?: never; error?: string }) => {
        if (message.ready) {
          clearTimeout(late)
          return done()
        }
        const asked = open.get(message.id ?? 0)
        if (message.error === undefined) asked?.done(message.result as never)
        else asked?.fail(new Error(message.error))
      })
      child.once('exit', (code, signal) => {
        clearTimeout(late)
        fail(new Error(`the service ended (${code ?? signal}): ${said}`))
        for (const asked of open.values()) asked.fail(new Error('the service ended'))
      })
    })
    await ready.catch((error: unknown) => {
      stop()
      throw error
    })
    let asked = 0
    const ask = (name: keyof Commands, input?: unknown): Promise<never> =>
      new Promise((done, fail) => {
        asked += 1
        open.set(asked, { done, fail })
        child.send({ id: asked, name, input })
      })
    return {
      process: child,
      commands: {
        sync: (start) => ask('sync', start),
        setClock: (offsetMs) => ask('setClock', offsetMs),
        tick: (at) => ask('tick', at),
        memoryMb: () => ask('memoryMb'),
        liveMb: () => ask('liveMb'),
        importOrders: (csv) => ask('importOrders', csv),
        longestStretchMs: () => ask('longestStretchMs'),
      },
      async kill() {
        process.off('exit', stop)
        child.kill('SIGKILL')
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      },
    }
  }
}
