import axios from 'axios'
import { parse } from 'csv-parse/sync'
import type { Deps } from '../features/deps.ts'
import { parseOrderTime } from '../features/orders/parse-time.ts'
import { demoCarsOf, type DealerOrder } from './demo-cars.ts'
import { openDemoSource } from './tell-facts.ts'

const SOURCE = 'lanyue-dms'
/** Of parts that are proposed together with something else. */
const STOCK = [
  ['空调滤芯', 36],
  ['行车记录仪', 8],
  ['车窗贴膜', 12],
  ['高压电池检测', 40],
] as const

/** The workshop's system tells of cars and of parts in stock, through the intake like by anybody else. */
export async function fillCars(
  deps: Deps,
  { serviceOrigin, simulatorOrigin }: { serviceOrigin: string; simulatorOrigin: string },
): Promise<void> {
  const tell = await openDemoSource(deps, { name: SOURCE, serviceOrigin })
  if (tell === null) return
  const { data } = await axios.get<string>(`${simulatorOrigin}/sim/demo/orders.csv`, { responseType: 'text' })
  const nowMs = deps.clock.nowMs()
  await tell(demoCarsOf(readOrders(data), nowMs))
  await tell(
    STOCK.map(([item, left], n) => ({
      kind: 'stock',
      id: `stock-${n}`,
      at: new Date(nowMs).toISOString(),
      data: { item, left },
    })),
  )
}

function readOrders(csv: string): DealerOrder[] {
  const rows: Record<string, string>[] = parse(csv, { bom: true, columns: true })
  return rows.flatMap((row) => {
    const time = parseOrderTime(row['下单时间'] ?? '')
    if (time === null) return []
    return {
      atMs: time.ms,
      isDelivery: row['类型'] === '新车交付',
      phone: row['手机号'] ?? '',
      memberNo: row['会员号'] ?? '',
      plate: row['车牌'] ?? '',
      model: row['车型'] ?? '',
      odometerKm: row['里程'] ? Number(row['里程']) : null,
    }
  })
}
