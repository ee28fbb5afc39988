import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readDemoPorts, readSettings, type Settings } from '../../config/env.ts'
import { packageRoot } from '../platform/db/migrations-folder.ts'
import { demoCompany } from './company.ts'
import { sealingKeyOf } from './sealing-key.ts'

export interface DemoSettings {
  settings: Settings
  simulatorOrigin: string
  simulatorPort: number
  contacts: number
  /** Where the demo keeps its database, its key and the simulator's journal. */
  folder: string
}

/** The demo's settings: its own but for ports, size and log level. */
export function demoSettings(): DemoSettings | { problems: string[] } {
  const ports = readDemoPorts()
  if ('problems' in ports) return ports
  const folder = resolve(packageRoot(), ports.folder)
  mkdirSync(folder, { recursive: true })
  const simulatorOrigin = `http://127.0.0.1:${ports.simulatorPort}`
  const read = readSettings({
    ...demoCompany,
    PORT: String(ports.servicePort),
    HOST: '127.0.0.1',
    DATABASE_URL: `file:${join(folder, 'liuke.db')}`,
    LIUKE_ORIGIN: `http://127.0.0.1:${ports.servicePort}`,
    LIUKE_SEALING_KEY: sealingKeyOf(folder),
    LIUKE_DEMO_HOST: simulatorOrigin,
    WECOM_API_BASE: simulatorOrigin,
    WECOM_OAUTH_BASE: simulatorOrigin,
    LOG_LEVEL: ports.logLevel,
  })
  if ('problems' in read) return read
  return {
    settings: read.settings,
    simulatorOrigin,
    simulatorPort: ports.simulatorPort,
    contacts: ports.contacts,
    folder,
  }
}
