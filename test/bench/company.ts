import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { bareInsertCpuUs } from './bare-insert.ts'
import { benchSettings } from './bench-settings.ts'
import { settingsFile, startChild } from './child.ts'
import { atLeast, atMost, type Goal } from './goals.ts'
import { closedLoop } from './load.ts'
import type { measureRecognition } from './recognise.ts'
import { median, round3, type ratioOf } from './rounds.ts'
import type { Watched } from './watch-process.ts'

type Recognition = Awaited<ReturnType<typeof measureRecognition>>
type Ratio = Awaited<ReturnType<typeof ratioOf>>
const IMPORT_ROUNDS = 5

/** d, e, g1, g3, g4, h, i and recognition at the store: what grows with the company, at two sizes. */
export async function measureCompany({ million }: { million: boolean }): Promise<Record<string, Goal>> {
  const large = million ? 1_000_000 : 100_000
  const rows = million ? 100_000 : 10_000
  const small = await measureSize(10_000, rows)
  const big = await measureSize(large, rows)
  const at = `${large} customers`
  const peaks = [big.memory.own, big.memory.all, big.rfmMemory]
  const peakMb = Math.max(...peaks.map((one) => one.peakMb))
  const smallMb = Math.max(small.memory.own.peakMb, small.memory.all.peakMb, small.rfmMemory.peakMb)
  return {
    d: atLeast(median(big.imports.map((one) => one.share)), 1 / 8, {
      spread: big.imports.map((one) => round3(one.share)),
      usARow: round3(median(big.imports.map((one) => one.us))),
      bareUsARow: round3(median(big.imports.map((one) => one.bareUs))),
      at: `${rows} rows into ${at}`,
    }),
    e1: atMost(big.rfm.full.ratio, 0.5, { ...big.rfm.full, unit: 'CPU s, baseline: windows in SQLite', at }),
    e2: atMost(big.rfm.few.ratio, 0.05, { ...big.rfm.few, unit: 'CPU s, baseline: full', at }),
    g1: atMost(big.reads.panelUs / small.reads.panelUs, 2.5, { us: round3(big.reads.panelUs), at }),
    g3: atMost(peakMb, 300, { unit: 'MB, import and RFM', at }),
    'g3 growth': atMost(peakMb - smallMb, 100, { unit: 'MB more than at 10,000 customers', at }),
    g4: atMost(big.reads.page.ratio, 1.5, { ...big.reads.page, at }),
    h: atMost(Math.max(...peaks.map((one) => one.longestBlockMs)), 200, {
      unit: 'ms, import and RFM',
      withoutWaitingForACore: round3(Math.max(...peaks.map((one) => one.ownBlockMs))),
      at,
    }),
    'h p99': atMost(Math.max(...peaks.map((one) => one.p99LagMs)), 50, {
      unit: 'ms',
      withoutWaitingForACore: round3(Math.max(...peaks.map((one) => one.ownP99LagMs))),
    }),
    recognise: atMost(big.recognised.p99Ms, 1000, {
      ...big.recognised,
      unit: 'ms, p99 of 200: plate, phone, VIN and member number',
      at,
    }),
    i: atMost(big.firstAnswerMs, 2000, { unit: 'ms from the start of the process', at }),
  }
}

async function measureSize(customers: number, rows: number) {
  const settings = benchSettings({ weComOrigin: 'http://127.0.0.1:9' })
  const file = settingsFile(settings)
  const run = async <T>(task: string, size = rows): Promise<T> => {
    const child = await startChild('company-child', [task, file, String(customers), String(size)])
    // The line that says where a server listens is here the result.
    return JSON.parse(child.origin) as T
  }
  const { cookie } = await run<{ cookie: string }>('seed')
  const reads = await run<{ panelUs: number; page: Ratio }>('reads')
  const recognised = await run<Recognition>('recognise')
  const rfm = await run<{ full: Ratio; few: Ratio }>('rfm')
  const rfmMemory = await run<Watched>('rfmMemory')
  const imports: { share: number; us: number; bareUs: number }[] = []
  let memory = await run<{ own: Watched; all: Watched }>('import')
  for (let round = 0; round < IMPORT_ROUNDS; round += 1) {
    const bareUs = await bareInsertCpuUs(rows)
    memory = await run<{ own: Watched; all: Watched }>('import')
    const us = (memory.own.cpuSeconds * 1e6) / rows
    imports.push({ share: bareUs / us, us, bareUs })
  }
  const started = performance.now()
  const server = await startChild('profile-server', [file])
  const path = (): string => '/api/v1/panel/contacts/wm0000000007?entry=bench'
  const headers = { cookie, 'x-liuke-app': 'chat' }
  await closedLoop({ origin: server.origin, path, headers }, { count: 1, connections: 1 })
  const firstAnswerMs = performance.now() - started
  server.process.kill()
  rmSync(dirname(settings.DATABASE_URL.slice('file:'.length)), { recursive: true, force: true })
  return { reads, recognised, rfm, rfmMemory, imports, memory, firstAnswerMs }
}
