import { bulkUpsert } from '../../../server/platform/db/bulk-upsert.ts'
import type { Database } from '../../../server/platform/db/index.ts'
import { addDays, startOfDayMs, type LocalDate } from '../../../server/domain/time.ts'

/** Orders of one customer on some days, a service of 680 yuan each. */
export async function makeVisits(
  { db }: Database,
  { corpId, customerId, days }: { corpId: string; customerId: string; days: readonly LocalDate[] },
): Promise<void> {
  await db.$transaction((tx) => writeOrders(tx, { corpId, rows: days.map((on) => ({ customerId, on })) }))
}

/** People who come at times of their own and stop some day: as many as a fit needs. The same ones each time. */
export async function makeVisitors(
  { db }: Database,
  { corpId, count, today }: { corpId: string; count: number; today: LocalDate },
): Promise<void> {
  const rows: { customerId: string; on: LocalDate }[] = []
  const ids = Array.from({ length: count }, (_, n) => `VISITOR${String(n).padStart(5, '0')}`)
  const draw = draws()
  for (const customerId of ids) {
    const meanGap = 20 + 120 * draw()
    const stops = 0.05 + 0.4 * draw()
    for (
      let ago = 720 - Math.floor(draw() * 400);
      ago > 0;
      ago -= 1 + Math.floor(-Math.log(1 - draw()) * meanGap)
    ) {
      rows.push({ customerId, on: addDays(today, -ago) })
      if (draw() < stops) break
    }
  }
  const now = new Date(startOfDayMs(today))
  await db.$transaction(async (tx) => {
    await bulkUpsert(tx, {
      table: 'Customer',
      columns: ['corpId', 'id', 'name', 'gender', 'search', 'createdAt', 'updatedAt'],
      key: ['corpId', 'id'],
      rows: ids.map((id) => ({
        corpId,
        id,
        name: id,
        gender: 0,
        search: id.toLowerCase(),
        createdAt: now,
        updatedAt: now,
      })),
    })
    await writeOrders(tx, { corpId, rows })
  })
}

/** Numbers in [0, 1), always the same. */
function draws(): () => number {
  let state = 7
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

async function writeOrders(
  tx: Parameters<typeof bulkUpsert>[0],
  { corpId, rows }: { corpId: string; rows: readonly { customerId: string; on: LocalDate }[] },
): Promise<void> {
  await bulkUpsert(tx, {
    table: 'Order',
    columns: [
      ...([
        'corpId',
        'orderNo',
        'customerId',
        'kind',
        'status',
        'paidFen',
        'refundedFen',
        'orderedAt',
      ] as const),
      ...(['orderedOn', 'storeName', 'title', 'digest', 'importId', 'updatedAt'] as const),
    ],
    key: ['corpId', 'orderNo'],
    rows: rows.map(({ customerId, on }) => {
      const at = new Date(startOfDayMs(on) + 10 * 3_600_000)
      return {
        corpId,
        orderNo: `${customerId}-${on}`,
        customerId,
        kind: 'service',
        status: 'done',
        paidFen: 68_000,
        refundedFen: 0,
        orderedAt: at,
        orderedOn: on,
        storeName: '浦东店',
        title: '常规保养',
        digest: '',
        importId: 'IMPORT',
        updatedAt: at,
      }
    }),
  })
}
