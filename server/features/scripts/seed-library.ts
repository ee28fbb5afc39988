import { ulid } from 'ulid'
import type { Tx } from '../../platform/db/index.ts'
import { sqlIn } from '../../platform/db/prisma-sql.ts'
import type { Deps } from '../deps.ts'
import { rankAgain } from './editions.ts'
import { placesFor } from './place-starters.ts'
import { searchOf } from './script-row.ts'
import { readScriptSetting } from './script-setting.ts'
import { STARTER_LIBRARY } from './starter-scripts.ts'

interface Starter {
  category: string
  title: string
  body: string
  scene: string | null
}

const STARTERS: readonly Starter[] = STARTER_LIBRARY.flatMap(({ category, scripts }) =>
  scripts.map(({ title, body, scene = null }) => ({ category, title, body, scene })),
)

/** Gives each corp the starter scripts it has never had: all of them at first, later those a new version brings. */
export async function seedLibraries(deps: Deps): Promise<void> {
  const { db } = deps.database
  const corps = await db.corp.findMany({ select: { corpId: true } })
  const corpIds = new Set([deps.settings.WECOM_CORP_ID, ...corps.map((corp) => corp.corpId)])
  for (const corpId of corpIds) await seedLibrary(deps, corpId)
}

/**
 * Editions outlive their scripts, so they tell what was ever given: what a corp renamed, rewrote or deleted stays as the
 * corp left it. Nor does it get words for a scene for which it has written its own.
 */
export async function seedLibrary(deps: Deps, corpId: string): Promise<void> {
  const { needsApproval } = await readScriptSetting(deps, corpId)
  await deps.database.db.$transaction(async (tx) => {
    await oneAtATime(tx, corpId)
    const had = await tx.scriptVersion.findMany({
      where: { corpId },
      select: { title: true, scene: true },
      distinct: ['title', 'scene'],
    })
    const titles = new Set(had.map(({ title }) => title))
    const scenes = new Set(had.map(({ scene }) => scene))
    const lacking = STARTERS.filter(
      ({ title, scene }) => !titles.has(title) && (scene === null || !scenes.has(scene)),
    )
    if (lacking.length === 0) return
    const isFirst = had.length === 0
    const now = deps.clock.now()
    const placeOf = await placesFor(tx, { corpId, names: lacking.map(({ category }) => category), now })
    // A new corp begins with words; one that asks for approval reads ours first, like those of a colleague.
    const isPending = needsApproval && !isFirst
    await give(tx, { corpId, starters: lacking, placeOf, isPending, now })
    if (!isFirst) await rankAgain(deps, tx, { corpId, scenes: lacking.map(({ scene }) => scene) })
  })
}

/** Several processes start at once. SQLite has one writer anyway, and its transaction begins as one. */
async function oneAtATime(tx: Tx, corpId: string): Promise<void> {
  const sql = sqlIn(tx)
  if (sql.dialect === 'postgresql')
    await sql.run('SELECT pg_advisory_xact_lock(hashtext(?))', [`scripts.starters:${corpId}`])
}

interface Gift {
  corpId: string
  starters: readonly Starter[]
  placeOf: ReadonlyMap<string, string>
  isPending: boolean
  now: Date
}

async function give(tx: Tx, { corpId, starters, placeOf, isPending, now }: Gift): Promise<void> {
  const state = isPending ? 'pending' : 'approved'
  const rows = starters.map(({ category, title, body, scene }, n) => ({
    categoryId: placeOf.get(category) ?? '',
    // The newest is listed first; so the library keeps the order in which it is written.
    id: ulid(now.getTime() + starters.length - n),
    content: { corpId, title, kind: 'text', body, scene },
  }))
  await tx.script.createMany({
    data: rows.map(({ categoryId, id, content }) => ({
      ...content,
      id,
      categoryId,
      isEnabled: true,
      version: 1,
      approval: state,
      isPublished: !isPending,
      search: searchOf(content),
      createdAt: now,
      updatedAt: now,
    })),
  })
  await tx.scriptVersion.createMany({
    data: rows.map(({ id: scriptId, content }) => ({
      ...content,
      scriptId,
      version: 1,
      state,
      stagesJson: '[]',
      tiersJson: '[]',
      at: now,
    })),
  })
}
