import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import axios from 'axios'
import { demoCompany } from './company.ts'

export interface SimulatorProcess {
  setCallbackUrl(url: string): Promise<void>
  /** What a person does in WeCom or its admin console; raises the real callbacks. */
  act(name: string, input: object): Promise<void>
  stop(): Promise<void>
}

/** The simulated WeCom as a process of its own, on loopback. It ends with this one. */
export async function startSimulatorProcess(options: {
  port: number
  contacts: number
  journalFile: string
  appOrigin: string
}): Promise<SimulatorProcess> {
  // Beside this file: .ts while developing, .js when built.
  const entry = fileURLToPath(import.meta.url).replace(
    /demo\/simulator-process\.(ts|js)$/,
    'simulator/main.$1',
  )
  const child = spawn(process.execPath, [...process.execArgv, entry], {
    env: {
      SIMULATOR_HOST: '127.0.0.1',
      SIMULATOR_PORT: String(options.port),
      SIMULATOR_CONTACTS: String(options.contacts),
      SIMULATOR_JOURNAL: options.journalFile,
      SIMULATOR_APP_ORIGIN: options.appOrigin,
      SIMULATOR_CORP_ID: demoCompany.WECOM_CORP_ID,
      SIMULATOR_LEAVER: 'present',
      // Its input closes with this process, however that ends.
      SIMULATOR_UNTIL: 'stdin-ends',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const origin = await readyOrigin(child)
  let isStopping = false
  child.once('exit', () => {
    if (!isStopping) process.stderr.write('The simulated WeCom has ended: stop the demo and start it again\n')
  })
  return {
    async setCallbackUrl(url) {
      await axios.post(`${origin}/sim/callback-url`, { url }, { timeout: 10_000 })
    },
    async act(name, input) {
      await axios.post(`${origin}/sim/actions/${name}`, input, { timeout: 10_000 })
    },
    async stop() {
      isStopping = true
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** The first line it prints says where it listens; a process that ends before has said why on stderr. */
async function readyOrigin(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the simulator has no output')
  const lines = createInterface({ input: child.stdout })
  const isGone = (): never => process.exit(1)
  child.once('exit', isGone)
  const [line] = await once(lines, 'line')
  child.off('exit', isGone)
  lines.close()
  child.stdout.resume()
  const said: { origin: string } = JSON.parse(String(line))
  return said.origin
}
