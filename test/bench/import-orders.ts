import { Readable } from 'node:stream'
import { acceptUpload } from '../../server/features/orders/accept-upload.ts'
import { startImport } from '../../server/features/orders/start-import.ts'
import type { Deps } from '../../server/features/deps.ts'
import { bulkUpsert } from '../../server/platform/db/bulk-upsert.ts'
import { jobsSettled } from './run-sync.ts'

const PEOPLE = 5_000

/** Uploads a file of new orders, four for each of 5,000 known customers in turn, and imports it to its end. */
export async function importOrders(deps: Deps, rows: number): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { run, suggestedMapping } = await acceptUpload(deps, {
    corpId,
    staffId: null,
    fileName: 'bench.csv',
    bytes: Readable.from(lines(rows)),
  })
  await startImport(deps, { corpId, importId: run.id, mapping: suggestedMapping, isDryRun: false })
  for (;;) {
    const [row] = await deps.database.sql.all<{ state: string; newRows: number; linkedRows: number }>(
      'SELECT "state", "newRows", "linkedRows" FROM "ImportRun" WHERE "corpId" = ? AND "id" = ?',
      [corpId, run.id],
    )
    if (row?.state === 'done') {
      if (row.newRows !== rows || row.linkedRows !== rows)
        throw new Error(`of ${rows} rows ${row.newRows} are new and ${row.linkedRows} found their customer`)
      return
    }
    if (row?.state !== 'running') throw new Error(`the import is ${row?.state}`)
    await new Promise((next) => setTimeout(next, 20))
  }
}

/** The phones by which the orders find their customers. */
export async function seedPhones(deps: Deps, customerIds: readonly string[]): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  const createdAt = deps.clock.now()
  await deps.database.sql.transaction((tx) =>
    bulkUpsert(tx, {
      table: 'Identity',
      columns: ['corpId', 'kind', 'valueHash', 'customerId', 'source', 'createdAt'],
      key: ['corpId', 'kind', 'valueHash'],
      rows: customerIds.slice(0, PEOPLE).map((customerId, n) => ({
        corpId,
        kind: 'phone',
        valueHash: deps.sealer.lookupHash('phone', `+86${phone(n)}`),
        customerId,
        source: 'import',
        createdAt,
      })),
    }),
  )
}

export async function importAndSettle(deps: Deps, rows: number): Promise<void> {
  await importOrders(deps, rows)
  await jobsSettled(deps)
}

function* lines(rows: number): Generator<string> {
  const batch = `B${Date.now()}`
  yield '订单号,下单时间,类型,金额,退款,状态,门店,项目,手机号,姓名,车牌,车型,里程\n'
  for (let n = 0; n < rows; n += 1) {
    const day = String((n % 28) + 1).padStart(2, '0')
    yield `${batch}-${n},2026-0${(n % 8) + 1}-${day} 10:20,保养,${680 + (n % 90)}.00,0,已完成,浦东店,常规保养,${phone(n % PEOPLE)},客户,,澜岳 S7,${n % 90000}\n`
  }
}

// Not from 13800000000: numbers that look invented find nobody.
const phone = (n: number): string => `1391${String(n).padStart(7, '0')}`
