import { ulid } from 'ulid'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { Deps } from '../deps.ts'
import { searchOf } from './script-row.ts'
import { STARTER_LIBRARY } from './starter-scripts.ts'

/** The starter library, once for each corp that has never had a category. */
export async function seedLibraries(deps: Deps): Promise<void> {
  const { db } = deps.database
  const corps = await db.corp.findMany({ select: { corpId: true } })
  const corpIds = new Set([deps.settings.WECOM_CORP_ID, ...corps.map((corp) => corp.corpId)])
  for (const corpId of corpIds)
    if ((await db.scriptCategory.count({ where: { corpId } })) === 0) await seedLibrary(deps, corpId)
}

export async function seedLibrary(deps: Deps, corpId: string): Promise<void> {
  const now = deps.clock.now()
  const library = STARTER_LIBRARY.map((part, sortOrder) => ({
    ...part,
    id: ulid(now.getTime() + sortOrder),
    sortOrder,
  }))
  const scripts = library.flatMap(({ id: categoryId, scripts: own }) =>
    own.map((script) => ({ ...script, categoryId })),
  )
  await deps.database.db.$transaction(async (tx) => {
    await bulkUpsert(tx, {
      table: 'ScriptCategory',
      columns: ['corpId', 'id', 'name', 'sortOrder'],
      key: ['corpId', 'id'],
      rows: library.map(({ id, category, sortOrder }) => ({ corpId, id, name: category, sortOrder })),
    })
    const rows = scripts.map(({ categoryId, title, body, scene = null }, n) => ({
      categoryId,
      // The newest is listed first; so the library keeps the order in which it is written.
      id: ulid(now.getTime() + scripts.length - n),
      content: { corpId, title, kind: 'text', body, scene },
    }))
    await tx.script.createMany({
      data: rows.map(({ categoryId, id, content }) => ({
        ...content,
        id,
        categoryId,
        isEnabled: true,
        version: 1,
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
        state: 'approved',
        stagesJson: '[]',
        tiersJson: '[]',
        at: now,
      })),
    })
  })
}
