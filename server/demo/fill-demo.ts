import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
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
