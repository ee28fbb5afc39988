import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import axios from 'axios'
import type { Deps } from '../features/deps.ts'
import { runOrdersImport } from '../features/orders/import-cli.ts'
import { runSyncCli } from '../features/sync/sync-cli.ts'
import { saveDemoAudiences } from './demo-audiences.ts'
import { demoLeaver, demoOperators } from './company.ts'
import type { SimulatorProcess } from './simulator-process.ts'

/** What a store typed in by hand afterwards, with the mistakes that happen then. */
const LATE_ORDERS = `订单号,下单时间,类型,金额,状态,门店,项目,手机号,姓名,车牌,车型
PX26-0001,2026-03-02 10:20,保养,680.00,已完成,浦西店,常规保养 机油机滤,13800990411,程悦,沪C8K216,L5
PX26-0002,2026-02-30 09:00,保养,1260.00,已完成,浦西店,空调养护 四轮定位,13800990412,罗一帆,沪C2M873,S5
PX26-0003,2026-03-05 15:40,维修,一千二,已完成,浦西店,更换前刹车片,13800990413,乔楠,沪C5T019,A3
PX26-0004,2026-03-06 11:05,精品,1280.00,已完成,浦西店,行车记录仪,13800990414,韦思源,沪C7Q340,M7
`

/**
 * First start of the demo: sync with a progress bar, import the orders of the dealer's own system, and let one advisor
 * leave, so that a manager finds a departure waiting.
 */
export async function fillDemo(
  deps: Deps,
  { simulator, simulatorOrigin }: { simulator: SimulatorProcess; simulatorOrigin: string },
): Promise<void> {
  await runSyncCli(deps, [])
  await appointOperators(deps)
  await saveDemoAudiences(deps)
  const imported = await deps.database.db.importRun.count({
    where: { corpId: deps.settings.WECOM_CORP_ID, state: 'done' },
  })
  if (imported > 0) return
  await simulator.act('resign-member', { userid: demoLeaver })
  const folder = await mkdtemp(join(tmpdir(), 'liuke-'))
  try {
    const file = join(folder, 'orders.csv')
    const answer = await axios.get(`${simulatorOrigin}/sim/demo/orders.csv`, { responseType: 'stream' })
    await pipeline(answer.data, createWriteStream(file))
    await runOrdersImport(deps, [file])
    const late = join(folder, '浦西店补录.csv')
    await writeFile(late, LATE_ORDERS)
    await runOrdersImport(deps, [late])
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** A real company's administrator does this on the staff page. */
async function appointOperators(deps: Deps): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { db } = deps.database
  const staff = await db.staff.findMany({
    where: { corpId, userKey: { in: demoOperators } },
    select: { id: true },
  })
  for (const { id: staffId } of staff) {
    const role = { corpId, staffId, role: 'operator', unitId: '' }
    await db.staffRole.upsert({
      where: { corpId_staffId_role_unitId: role },
      create: { ...role, source: 'manual' },
      update: {},
    })
  }
}
