import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { readSettings, type Settings } from '../../config/env.ts'
import { markRestored } from '../../server/cli/mark-restored.ts'
import { restoreCompany } from '../../server/cli/restore-company.ts'
import { demoCompany } from '../../server/demo/company.ts'
import { systemClock } from '../../server/platform/clock.ts'
import { backUp } from '../../server/platform/db/backup/back-up.ts'
import { beginEpoch } from '../../server/platform/db/epoch.ts'
import { openDatabase } from '../../server/platform/db/index.ts'
import { lockFile } from '../../server/platform/db/owner-lock.ts'
import { openConnection } from '../../server/platform/db/sqlite-connection.ts'
import { createLog } from '../../server/platform/log.ts'
import { ConfigProblem } from '../../server/seed-corp.ts'
import { buildDeps } from '../../server/start-service.ts'
import { runCommand } from '../stories/process.ts'
import { newSqliteFile } from '../support/templates.ts'
import { spoilTable } from './spoil-table.ts'

const log = createLog({ level: 'silent' })
const folder = mkdtempSync(join(tmpdir(), 'liuke-commands-'))
let path = ''
/** The one backup every test begins from. */
let backup = ''
let environment: Record<string, string> = {}
let remove = (): void => undefined

const settings = (changes: Record<string, string> = {}): Settings => {
  const read = readSettings({ ...environment, ...changes })
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.settings
}

beforeAll(async () => {
  const file = await newSqliteFile()
  ;({ path, remove } = file)
  environment = {
    ...demoCompany,
    DATABASE_URL: `file:${path}`,
    LIUKE_ORIGIN: 'http://127.0.0.1:3000',
    LIUKE_SEALING_KEY: Buffer.alloc(32, 7).toString('base64'),
    WECOM_API_BASE: 'http://127.0.0.1:9',
    WECOM_OAUTH_BASE: 'http://127.0.0.1:9',
  }
  const deps = await buildDeps({ settings: settings(), clock: systemClock, log })
  await deps.database.close()
  backup = join(folder, 'backup.db')
  await backUp({ from: path, to: backup, clock: systemClock })
})
afterAll(() => {
  remove()
  rmSync(folder, { recursive: true, force: true })
})

let said = ''
const catchOutput = (): void => {
  said = ''
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      said += String(text)
      return true
    })
}
afterEach(() => vi.restoreAllMocks())

const restore = async (file: string, changes: Record<string, string> = {}, isSure = true) => {
  catchOutput()
  return restoreCompany(settings(changes), { file, isSure })
}

/** The backup under another name, changed; without its digest unless that is the point. */
function copyOfBackup(name: string): string {
  const copy = join(folder, name)
  copyFileSync(backup, copy)
  return copy
}
async function inside(file: string, script: string): Promise<string> {
  const connection = await openConnection(file, { pragmas: 'PRAGMA journal_mode=DELETE;' })
  await connection.script(script).finally(() => connection.close())
  return file
}

it('backup says where it is, what is in it, what is not, and how to bring it back', async () => {
  const kept = join(folder, 'kept')
  const { code, stdout, stderr } = await runCommand('server/cli/backup.ts', ['--to', `${kept}/`], environment)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const [file = '', digest = ''] = readdirSync(kept).sort()
  expect(stdout).toContain(`to        ${join(kept, file)} (`)
  expect(stdout).toContain('integrity ok, row counts equal')
  expect(stdout).toContain('Not in it: the sealing key (LIUKE_SEALING_KEY)')
  expect(stdout).toContain(`npm run restore -- ${join(kept, file)}\n`)
  expect(file).toMatch(/^liuke-\d{8}T\d{6}Z\.db$/)
  expect(readFileSync(join(kept, digest), 'utf8')).toMatch(new RegExp(`^[0-9a-f]{64}  ${file}\n$`))
})

const cut = (file: string): void => truncateSync(file, 3 * 4096)
const refusals: [string, () => Promise<string> | string, Record<string, string>, string][] = [
  ['no file', () => join(folder, 'nowhere.db'), {}, 'There is no file'],
  ['another kind of file', () => `${backup}.sha256`, {}, 'is not a SQLite database'],
  [
    'a foreign database',
    () => inside(join(folder, 'foreign.db'), 'CREATE TABLE "A" ("b" TEXT)'),
    {},
    'not one of Liuke',
  ],
  [
    'damaged',
    async () => {
      const file = copyOfBackup('damaged.db')
      await spoilTable(file, 'Follow')
      return file
    },
    {},
    'is damaged (',
  ],
  [
    'cut, and without its digest',
    () => {
      const file = copyOfBackup('cut.db')
      cut(file)
      return file
    },
    {},
    'is damaged (',
  ],
  [
    'cut, with its digest',
    () => {
      const file = copyOfBackup('cut-too.db')
      copyFileSync(`${backup}.sha256`, `${file}.sha256`)
      cut(file)
      return file
    },
    {},
    'it was cut or changed',
  ],
  [
    'of a newer version',
    () =>
      inside(
        copyOfBackup('newer.db'),
        `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name") VALUES ('n', 'n', '29990101000000_next')`,
      ),
    {},
    'is of a newer or other version of this program (29990101000000_next)',
  ],
  [
    'of another company',
    () => backup,
    { WECOM_CORP_ID: 'wwanothercorp0001' },
    'not the company of the settings, wwanothercorp0001',
  ],
  [
    'sealed with another key',
    () => backup,
    { LIUKE_SEALING_KEY: Buffer.alloc(32, 8).toString('base64') },
    'LIUKE_SEALING_KEY does not open this backup',
  ],
  ['the database itself', () => path, {}, 'That file is the database itself'],
]

it.each(refusals)('restore refuses, and touches nothing: %s', async (_, file, changes, reason) => {
  const before = readFileSync(path)
  await expect(restore(await file(), changes)).rejects.toThrow(reason)
  expect(readFileSync(path).equals(before)).toBe(true)
  expect(readdirSync(dirname(path)).filter((name) => name.includes('restoring'))).toEqual([])
})

it('restore refuses while a service has the database, and asks first where nobody can answer', async () => {
  const service = await lockFile(path)
  await expect(restore(backup)).rejects.toThrow(
    `Another Liuke (process ${process.pid}) is running on ${path}`,
  )
  await service.release()
  const before = readFileSync(path)
  const asked = await runCommand('server/cli/restore.ts', [backup], environment)
  expect(asked).toMatchObject({ code: 2, stderr: 'Nothing was changed. To restore it, add --yes\n' })
  expect(asked.stdout).toContain(`company   ${demoCompany.WECOM_CORP_NAME} (${demoCompany.WECOM_CORP_ID})`)
  expect(readFileSync(path).equals(before)).toBe(true)
})

it('restore keeps the former database and says what the next start does', async () => {
  expect(await restore(backup)).toBe(0)
  const [former] = readdirSync(dirname(path)).filter((name) => name.includes('.before-'))
  expect(said).toContain(`The former database is kept: ${join(dirname(path), former ?? 'none')}`)
  expect(said).toContain('写入记录 / Writes')
  const database = await openDatabase({ url: `file:${path}`, log })
  const epochs = await database.sql.all('SELECT "reason" FROM "Epoch" ORDER BY "number"')
  expect(epochs).toEqual([{ reason: 'backup' }, { reason: 'restored' }])
  await database.close()
})

it('a service refuses to start on a company that was moved, until the file is marked as restored', async () => {
  const database = await openDatabase({ url: `file:${path}`, log })
  await beginEpoch(database.sql, systemClock, 'moved')
  await database.close()
  const start = () => buildDeps({ settings: settings(), clock: systemClock, log })
  const refused: unknown = await start().catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ConfigProblem)
  expect(String(refused)).toContain('This company was moved to PostgreSQL')
  catchOutput()
  expect(await markRestored(settings())).toBe(0)
  expect(said).toContain('Marked: the next start holds what was open')
  const deps = await start()
  const [epoch] = await deps.database.sql.all(
    'SELECT "reason", "settledAt" FROM "Epoch" ORDER BY "number" DESC LIMIT 1',
  )
  expect(epoch).toMatchObject({ reason: 'restored', settledAt: expect.any(String) as unknown })
  await deps.database.close()
})

it('doctor reads every page, and names the damage with the way out', async () => {
  await spoilTable(path, 'AuditEntry')
  const { code, stdout } = await runCommand('server/cli/doctor.ts', ['--json'], {
    ...environment,
    LANG: 'en_US.UTF-8',
  })
  expect(code).toBe(1)
  expect(stdout).toContain('"outcome":"damaged"')
  expect(stdout).toContain('npm run restore -- FILE')
  expect(existsSync(`${path}-wal`)).toBe(false)
})
