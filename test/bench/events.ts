import { createLog } from '../../server/platform/log.ts'
import { systemClock } from '../../server/platform/clock.ts'
import { startService } from '../../server/start-service.ts'
import axios from 'axios'
import { benchSettings } from './bench-settings.ts'
import { atMost, type Goal } from './goals.ts'
import { jobsSettled, runSync } from './run-sync.ts'
import { startSimulatorProcess } from './simulator-process.ts'

const CHANGED = 200
const STORM = 100
const DETAIL = 'externalcontact/get'

/** a4: API calls of 200 changed customers, and of 100 edits of one. */
export async function measureEvents(): Promise<Record<string, Goal>> {
  const simulator = await startSimulatorProcess({ SIMULATOR_CONTACTS: 1000 })
  const service = await startService({
    settings: benchSettings({ weComOrigin: simulator.origin }),
    clock: systemClock,
    log: createLog({ level: 'error' }),
    ticks: false,
  })
  const { deps, origin } = service
  await runSync(deps)
  await jobsSettled(deps)
  await axios.post(`${simulator.origin}/sim/callback-url`, {
    url: `${origin}/wecom/callback/${deps.settings.WECOM_CORP_ID}`,
  })
  const { data } = await axios.get<{ items: { userid: string; externalUserid: string }[] }>(
    `${simulator.origin}/sim/truth/follows?limit=1000`,
  )
  const people = [...new Map(data.items.map((row) => [row.externalUserid, row])).values()]
  const edit = (person: { userid: string; externalUserid: string }, n: number): Promise<unknown> =>
    simulator.act('edit-contact', { ...person, remark: `改${n}` })
  const callsOf = async (edits: () => Promise<unknown>, events: number): Promise<number> => {
    await simulator.resetCalls()
    const before = await eventsOf(deps)
    await edits()
    while ((await eventsOf(deps)) - before < events) await new Promise((next) => setTimeout(next, 50))
    await jobsSettled(deps)
    return (await simulator.calls())[DETAIL] ?? 0
  }
  const changed = people.slice(0, CHANGED).map(({ userid, externalUserid }) => ({ userid, externalUserid }))
  const each = await callsOf(() => Promise.all(changed.map(edit)), changed.length)
  const [star] = changed
  if (!star) throw new Error('the simulated company is empty')
  const storm = await callsOf(async () => {
    for (let n = 0; n < STORM; n += 1) await edit(star, n + 1000)
  }, STORM)
  await service.stop()
  simulator.stop()
  return {
    a4: atMost(each / changed.length, 1, { events: changed.length, calls: each }),
    'a4 storm': atMost(storm, 2, { edits: STORM, unit: 'calls' }),
  }
}

async function eventsOf({
  database: { sql },
}: {
  database: Pick<Awaited<ReturnType<typeof startService>>['deps']['database'], 'sql'>
}): Promise<number> {
  const [row] = await sql.all<{ n: number }>('SELECT SUM(1 + "repeats") AS "n" FROM "InboxEvent"')
  return row?.n ?? 0
}
