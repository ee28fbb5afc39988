import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { demos, portsOf, type DemoPorts } from './demo.ts'

const READY_MS = 480_000

/** One demo for each worker of the run. */
export default async function startDemos(): Promise<() => Promise<void>> {
  const stops = await Promise.all(Array.from({ length: demos }, (_, worker) => startDemo(portsOf(worker))))
  return async () => void (await Promise.all(stops.map((stop) => stop())))
}

/** The built demo with an empty data folder, as `npm start` runs it. */
async function startDemo(ports: DemoPorts): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'liuke-browser-'))
  const entry = resolve(import.meta.dirname, '../../dist/server/demo.js')
  const { WECOM_CORP_ID: _real, ...rest } = process.env
  const child = spawn(process.execPath, [entry], {
    env: {
      ...rest,
      PORT: String(ports.service),
      SIMULATOR_PORT: String(ports.simulator),
      SIMULATOR_CONTACTS: '400',
      DEMO_FOLDER: folder,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  let said = ''
  const ready = new Promise<void>((done, fail) => {
    const late = setTimeout(() => fail(new Error(`The demo was not ready in time:\n${said}`)), READY_MS)
    const hear = (chunk: Buffer): void => {
      said += chunk.toString()
      if (!said.includes('The demo is ready.')) return
      clearTimeout(late)
      done()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => fail(new Error(`The demo ended with ${code}:\n${said}`)))
  })
  await ready
  return async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
    await rm(folder, { recursive: true })
  }
}
