import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings, type Settings } from '../../config/env.ts'
import { demoCompany } from '../../server/demo/company.ts'

/** Settings of a service on an empty SQLite in a temporary folder, with a simulator as its WeCom. */
export function benchSettings({ weComOrigin, port = 0 }: { weComOrigin: string; port?: number }): Settings {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-bench-'))
  const read = readSettings({
    ...demoCompany,
    PORT: String(port),
    DATABASE_URL: `file:${join(folder, 'liuke.db')}`,
    LIUKE_ORIGIN: `http://127.0.0.1:${port || 3000}`,
    LIUKE_SEALING_KEY: Buffer.alloc(32, 7).toString('base64'),
    WECOM_API_BASE: weComOrigin,
    WECOM_OAUTH_BASE: weComOrigin,
    LOG_LEVEL: 'error',
  })
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.settings
}
