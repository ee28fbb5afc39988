import { z } from 'zod'
import { inTextList } from '../../platform/db/json-sql.ts'
import { jobHandler, type JobHandlers, type JobOutcome } from '../../platform/jobs/index.ts'
import { customersJob } from '../customers-job.ts'
import type { Deps } from '../deps.ts'
import { readComboSettings } from './combo-settings.ts'
import { mineCombos } from './mine-rules.ts'
import { readOfferBook, refreshOffers } from './refresh-offers.ts'
import { tellProposals } from './tell-proposals.ts'

const after = z.object({ after: z.string().default('') }).catch({ after: '' })
const nothing = z.unknown()
const someItems = z.object({ items: z.array(z.string()) })
const LONG_MS = 30 * 60_000
const WHILE_IMPORTING_MS = 3_000
const PAGE = 500

export function comboJobs(deps: Deps): JobHandlers {
  return {
    /** Customers whose orders changed. The first orders of a corp lead to the first mining. */
    'combos.refresh': customersJob(async ({ corpId }, customerIds) => {
      const { isOn, mining } = await readComboSettings(deps.database.sql, corpId)
      if (!isOn) return
      if (mining === null) return addMining(deps, corpId, 'first')
      await refreshOffers(deps, { corpId, customerIds, book: await readOfferBook(deps, corpId) })
    }),
    'combos.mine': jobHandler({
      parse: (payload) => nothing.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      async run({ corpId, signal }): Promise<JobOutcome> {
        if (await isImporting(deps, corpId)) return { again: { afterMs: WHILE_IMPORTING_MS } }
        if (!(await readComboSettings(deps.database.sql, corpId)).isOn) return
        await mineCombos(deps, corpId, signal)
        deps.live.tell({ corpId, topic: 'model', id: 'combos' })
        await addOffers(deps, corpId)
      },
    }),
    /** Articles came in or ran out: whoever is offered one gets other proposals. */
    'combos.restocked': jobHandler({
      parse: (payload) => someItems.parse(payload),
      join: (all) => ({ items: [...new Set(all.flatMap(({ items }) => items))].sort() }),
      timeoutMs: LONG_MS,
      run: ({ corpId }, { items }) => tellOffered(deps, { corpId, items }),
    }),
    /** Everybody's offers, after a mining or a switch; goes on where it paused. */
    'combos.offers': jobHandler({
      parse: (payload) => after.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      async run({ corpId, shouldPause }, { after: start }): Promise<JobOutcome> {
        const book = await readOfferBook(deps, corpId)
        for (let last = start; ;) {
          const page = await deps.database.db.customer.findMany({
            where: { corpId, id: { gt: last } },
            select: { id: true },
            orderBy: { id: 'asc' },
            take: PAGE,
          })
          const end = page.at(-1)
          if (!end) return
          await refreshOffers(deps, { corpId, customerIds: page.map((row) => row.id), book })
          last = end.id
          if (shouldPause()) return { again: { payload: { after: last } } }
        }
      },
    }),
  }
}

async function tellOffered(
  deps: Deps,
  { corpId, items }: { corpId: string; items: readonly string[] },
): Promise<void> {
  const { sql } = deps.database
  for (let last = ''; ;) {
    const rows = await sql.all<{ customerId: string }>(
      `SELECT DISTINCT "customerId" FROM "ComboOffer" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"item"')}
       AND "customerId" > ? ORDER BY "customerId" LIMIT ${PAGE}`,
      [corpId, JSON.stringify(items), last],
    )
    const customerIds = rows.map((row) => row.customerId)
    await sql.transaction((tx) => tellProposals(tx, deps, { corpId, customerIds }))
    if (rows.length < PAGE) return
    last = customerIds.at(-1) ?? last
  }
}

export async function addMining(deps: Deps, corpId: string, key: string): Promise<void> {
  await deps.jobs.add(deps.database.db, { name: 'combos.mine', corpId, payload: {}, key, lane: 'import' })
}

export async function addOffers(deps: Deps, corpId: string): Promise<void> {
  await deps.jobs.add(deps.database.db, {
    name: 'combos.offers',
    corpId,
    payload: {},
    key: 'all',
    lane: 'import',
  })
}

async function isImporting({ database: { db } }: Deps, corpId: string): Promise<boolean> {
  return (await db.importRun.count({ where: { corpId, state: 'running' } })) > 0
}
