// The simulator as a process of its own: settings from the environment, one JSON line when it is ready.

import { startSimulator } from './index.ts'

const env = process.env

function whole(name: string, fallback: number): number {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} must be a whole number, not ${text}`)
  return value
}

function optional<K extends string>(key: K, name: string): Partial<Record<K, string>> {
  const text = env[name]
  const result: Partial<Record<K, string>> = {}
  if (text !== undefined && text !== '') result[key] = text
  return result
}

try {
  const simulator = await startSimulator({
    host: env.SIMULATOR_HOST ?? '127.0.0.1',
    port: whole('SIMULATOR_PORT', 3900),
    seed: whole('SIMULATOR_SEED', 1),
    contacts: whole('SIMULATOR_CONTACTS', 2000),
    staff: whole('SIMULATOR_STAFF', 40),
    groups: whole('SIMULATOR_GROUPS', 60),
    leaver: env.SIMULATOR_LEAVER === 'present' ? 'present' : 'gone',
    limits: env.SIMULATOR_LIMITS !== 'off',
    ...optional('journalFile', 'SIMULATOR_JOURNAL'),
    ...optional('callbackUrl', 'SIMULATOR_CALLBACK_URL'),
    ...optional('appOrigin', 'SIMULATOR_APP_ORIGIN'),
    credentials: optional('corpId', 'SIMULATOR_CORP_ID'),
  })
  const stop = (): void => void simulator.close().then(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  // Started by a launcher: ends with it, even when that was killed.
  if (env.SIMULATOR_UNTIL === 'stdin-ends') process.stdin.once('end', stop).resume()
  console.log(JSON.stringify({ ready: true, origin: simulator.origin }))
} catch (error) {
  console.error(`simulator: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
