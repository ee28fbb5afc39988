import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { onServer } from '../support/postgres-server.ts'
import { freePort } from '../support/free-port.ts'
import { newPostgresDatabase } from '../support/templates.ts'

/** A PostgreSQL of this test alone, which may be stopped: the server of the other tests may not. */
export interface PrivatePostgres {
  /** Fast: sessions are ended, everything is written. Immediate: as after a crash, it recovers at the next start. */
  stop(how: 'fast' | 'immediate'): Promise<void>
  start(): Promise<void>
  /** A migrated, empty database whose commits outlive a crash of the server. */
  newDatabase(): Promise<{ url: string; remove(): Promise<void> }>
}

const DEBIAN = '/usr/lib/postgresql'
const isRoot = process.getuid?.() === 0

/** Where initdb and pg_ctl are, the newest first; null where there are none, or nobody who may run them. */
export function findPrograms(): string | null {
  // PostgreSQL refuses to be run by root.
  if (isRoot && !(existsSync('/usr/sbin/runuser') && /^postgres:/m.test(readFileSync('/etc/passwd', 'utf8'))))
    return null
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ]
  return (
    folders.find((folder) => ['initdb', 'pg_ctl'].every((name) => existsSync(join(folder, name)))) ?? null
  )
}

async function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: tmpdir() })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = await once(child, 'exit')
  child.stderr.destroy()
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${String(code)}: ${said}`)
}

/** Makes and starts a server in a folder of its own; both go after the test. */
export async function openPrivatePostgres(programs: string): Promise<PrivatePostgres> {
  const home = mkdtempSync(join(tmpdir(), 'liuke-postgres-'))
  const data = join(home, 'data')
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const asOwner = (name: string, ...args: string[]): Promise<void> =>
    isRoot
      ? run('/usr/sbin/runuser', ['-u', 'postgres', '--', join(programs, name), ...args])
      : run(join(programs, name), args)
  const options = `-p ${port} -k ${home} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=32MB`
  const start = (): Promise<void> =>
    asOwner('pg_ctl', 'start', '-w', '-D', data, '-l', join(home, 'log'), '-o', options)
  const stop = (how: string): Promise<void> => asOwner('pg_ctl', 'stop', '-w', '-D', data, '-m', how)
  onTestFinished(async () => {
    if (existsSync(join(data, 'postmaster.pid'))) await stop('immediate')
    rmSync(home, { recursive: true, force: true })
  })
  if (isRoot) await run('chown', ['postgres', home])
  await asOwner('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '--encoding=UTF8', '--no-sync')
  await start()
  return {
    start,
    stop,
    async newDatabase() {
      const made = await newPostgresDatabase(url)
      const name = new URL(made.url).pathname.slice(1)
      await onServer(url, `ALTER DATABASE "${name}" RESET synchronous_commit`)
      return made
    },
  }
}
