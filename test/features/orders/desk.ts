import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { defaults } from '../../../config/defaults.ts'
import { readSettings } from '../../../config/env.ts'
import { createChanges } from '../../../server/features/changes.ts'
import { createAccessLog } from '../../../server/features/panel/access-log.ts'
import type { Deps } from '../../../server/features/deps.ts'
import type { Feature } from '../../../server/features/feature.ts'
import { acceptUpload } from '../../../server/features/orders/accept-upload.ts'
import type { ImportRun, OrderMapping } from '../../../server/features/orders/contract.ts'
import { findRun, toImportRun } from '../../../server/features/orders/run-row.ts'
import { startImport } from '../../../server/features/orders/start-import.ts'
import { createMetrics } from '../../../server/metrics/metrics.ts'
import { homeOnly } from '../../../server/corps/home-corp.ts'
import { type MovableClock, movableClock } from '../../../server/platform/clock.ts'
import { openJobs } from '../../../server/platform/jobs/index.ts'
import { createLiveFeed } from '../../../server/platform/live.ts'
import { createLog } from '../../../server/platform/log.ts'
import { createSealer } from '../../../server/platform/seal.ts'
import type { TestDatabase } from '../../support/database.ts'

export const CORP = 'wwlanyue00fake0001'
const KEY = Buffer.alloc(32, 7).toString('base64')

export interface Bench extends Deps {
  clock: MovableClock
  /** A file in a folder of this test's own. */
  file(name: string, content: string | Buffer): Promise<string>
  read(path: string): Promise<Buffer>
  close(): Promise<void>
}

/** The real parts over a test database: real jobs, sealing and changes, a clock that stands still. */
export async function openBench(database: TestDatabase, features: readonly Feature[]): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'liuke-test-'))
  const clock = movableClock('2026-03-17T02:00:00Z')
  const log = createLog({ level: 'silent' })
  const jobs = openJobs({ database, clock, log })
  const deps: Deps = {
    database,
    jobs,
    clock,
    log,
    sealer: createSealer({ keyId: 'test', key: KEY }),
    settings: testSettings(folder),
    defaults,
    live: createLiveFeed(),
    accessLog: createAccessLog({ sql: database.sql, clock, log }),
    changes: createChanges(features, () => jobs),
    metrics: createMetrics(),
    wecomBudget: () => Promise.resolve([]),
    corps: homeOnly(testSettings(folder)),
    wecomOf() {
      throw new Error('this test has no WeCom')
    },
  }
  jobs.work(Object.assign({}, ...features.map((feature) => feature.jobs?.(deps) ?? {})))
  return {
    ...deps,
    clock,
    async file(name, content) {
      const path = join(folder, name)
      await writeFile(path, content)
      return path
    },
    read: (path) => readFile(path),
    async close() {
      await jobs.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function testSettings(folder: string): Deps['settings'] {
  const read = readSettings({
    DATABASE_URL: `file:${join(folder, 'liuke.db')}`,
    LIUKE_ORIGIN: 'http://127.0.0.1:3000',
    LIUKE_SEALING_KEY: KEY,
    WECOM_CORP_ID: CORP,
    WECOM_AGENT_ID: '1000002',
    WECOM_AGENT_SECRET: 'secret',
    WECOM_CALLBACK_TOKEN: 'token',
    WECOM_CALLBACK_AES_KEY: 'a'.repeat(43),
  })
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.settings
}

/** Uploads, starts and waits for the end, as a person does in the console. */
export async function importText(
  bench: Bench,
  content: string | Buffer,
  { isDryRun = false, ...changes }: Partial<OrderMapping> & { isDryRun?: boolean } = {},
): Promise<ImportRun> {
  const { run, suggestedMapping } = await upload(bench, content)
  await startImport(bench, {
    corpId: CORP,
    importId: run.id,
    mapping: { ...suggestedMapping, ...changes },
    isDryRun,
  })
  await bench.jobs.drain()
  return readRun(bench, run.id)
}

export function upload(bench: Bench, content: string | Buffer) {
  const bytes = Readable.from([typeof content === 'string' ? Buffer.from(content) : content])
  return acceptUpload(bench, { corpId: CORP, staffId: null, fileName: 'orders.csv', bytes })
}

export async function readRun(bench: Bench, id: string): Promise<ImportRun> {
  return toImportRun(await findRun(bench, CORP, id), null)
}

export const HEADER = '订单号,下单时间,类型,金额,退款,状态,门店,项目,手机号,姓名,车牌,车型,会员号,里程'

/** One row of the dealer's export; what is not given is a paid service of nobody. */
export function row(part: Partial<Record<RowField, string>>): string {
  const cells: Record<RowField, string> = { ...BLANK, no: `N${(rowCount += 1)}`, ...part }
  const { no, at, kind, paid, refund, status, store, title, phone, name, plate, model, member, km } = cells
  return [no, at, kind, paid, refund, status, store, title, phone, name, plate, model, member, km]
    .map(quoted)
    .join(',')
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

let rowCount = 0
const BLANK = {
  no: '',
  at: '2026-01-10 10:00',
  kind: '保养',
  paid: '680.00',
  refund: '0',
  status: '已完成',
  store: '浦东店',
  title: '常规保养',
  phone: '',
  name: '',
  plate: '',
  model: '',
  member: '',
  km: '',
}
type RowField = keyof typeof BLANK

export function file(...rows: string[]): string {
  return `${[HEADER, ...rows].join('\r\n')}\r\n`
}

/** A customer with keys, as the sync or an earlier intake made it. */
export async function makeCustomer(
  bench: Bench,
  id: string,
  keys: Partial<Record<'phone' | 'unionid' | 'external_userid' | 'member_no', string>> = {},
): Promise<string> {
  const now = bench.clock.now()
  const { db } = bench.database
  await db.customer.create({
    data: { corpId: CORP, id, name: id, search: id, createdAt: now, updatedAt: now },
  })
  for (const [kind, value] of Object.entries(keys))
    await db.identity.create({
      data: {
        corpId: CORP,
        kind,
        valueHash: bench.sealer.lookupHash(kind, value),
        customerId: id,
        source: 'test',
        createdAt: now,
      },
    })
  return id
}
