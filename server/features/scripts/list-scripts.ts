import type { z } from 'zod'
import { type LocalDate, localDateOf } from '../../domain/time.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { ScriptCategory, ScriptKind, ScriptList, scriptQuery } from './contract.ts'
import { fillScript, valuesOf } from './fill-script.ts'
import { readFillFacts } from './read-fill-facts.ts'
import { contentOf } from './editions.ts'
import { type ScriptRow, toScriptItem } from './script-row.ts'

const PAGE = 30

/** Scripts by category and words, newest first; with a customer those that fit where they stand, filled. */
export async function listScripts(
  deps: Deps,
  scope: Scope,
  query: z.infer<typeof scriptQuery>,
): Promise<ScriptList> {
  const { corpId } = scope
  const values =
    query.customerId === undefined ? null : valuesOf(await readFillFacts(deps, scope, query.customerId))
  const after = readCursor(query.cursor)
  const showsAll = query.show === 'all' && hasRole(scope, 'operator', 'admin')
  const ids = await findIds(deps, {
    corpId,
    words: query.q ?? '',
    categoryId: query.categoryId,
    kinds: query.kinds,
    tag: query.tag,
    for: query.customerId === undefined ? null : await readStand(deps, corpId, query.customerId),
    enabledOnly: !showsAll,
    today: localDateOf(deps.clock.nowMs()),
    after: after?.id ?? null,
  })
  const live = await deps.database.db.script.findMany({
    where: { corpId, id: { in: ids } },
    orderBy: { id: 'desc' },
  })
  const rows = showsAll ? await withNewestEditions(deps, live) : live
  const { items, nextCursor } = cutPage(rows, PAGE, (row) => ({
    at: row.updatedAt.toISOString(),
    id: row.id,
  }))
  return {
    items: items.map((row) => toScriptItem(row, values === null ? null : fillScript(row, values))),
    nextCursor,
  }
}

/** Who edits goes on from the newest text, also when nobody has agreed to it yet. */
async function withNewestEditions({ database: { db } }: Deps, rows: ScriptRow[]): Promise<ScriptRow[]> {
  const waiting = rows.filter((row) => row.edition !== row.version)
  if (waiting.length === 0) return rows
  const editions = await db.scriptVersion.findMany({
    where: { OR: waiting.map(({ corpId, id, edition }) => ({ corpId, scriptId: id, version: edition })) },
  })
  const newest = new Map(editions.map((edition) => [edition.scriptId, contentOf(edition)]))
  return rows.map((row) => ({ ...row, ...newest.get(row.id) }))
}

interface Wanted {
  corpId: string
  words: string
  categoryId: string | undefined
  kinds: ScriptKind[] | undefined
  tag: string | undefined
  /** null: no customer in particular. */
  for: Stand | null
  enabledOnly: boolean
  today: LocalDate
  after: string | null
}

interface Stand {
  stage: string | null
  tier: number | null
}

async function readStand({ database: { db } }: Deps, corpId: string, customerId: string): Promise<Stand> {
  const where = { corpId_customerId: { corpId, customerId } }
  const [standing, rfm] = await Promise.all([
    db.standing.findUnique({ where, select: { stage: true } }),
    db.rfm.findUnique({ where, select: { code: true } }),
  ])
  return { stage: standing?.stage ?? null, tier: rfm?.code ?? null }
}

/** As domain/script-fit.ts says it of one script: lists of words and single digits, so that a part is the whole word. */
function fitting({ stage, tier }: Stand): { sql: string; params: string[] }[] {
  const among = (column: string, value: string | null) => ({
    sql: `("${column}" = '[]'${value === null ? '' : ` OR "${column}" LIKE ?`})`,
    params: value === null ? [] : [`%${value}%`],
  })
  return [
    among('stagesJson', stage === null ? null : JSON.stringify(stage)),
    among('tiersJson', tier === null ? null : String(tier)),
  ]
}

async function findIds({ database: { sql } }: Deps, wanted: Wanted): Promise<string[]> {
  const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean)
  const parts = [
    { sql: '"corpId" = ?', params: [wanted.corpId] },
    ...(wanted.categoryId === undefined ? [] : [{ sql: '"categoryId" = ?', params: [wanted.categoryId] }]),
    ...(wanted.kinds === undefined
      ? []
      : [{ sql: inTextList(sql.dialect, '"kind"'), params: [JSON.stringify(wanted.kinds)] }]),
    ...(wanted.tag === undefined
      ? []
      : [{ sql: `"tagsJson" LIKE ? ESCAPE '!'`, params: [`%${literally(JSON.stringify(wanted.tag))}%`] }]),
    ...(wanted.for === null ? [] : fitting(wanted.for)),
    ...(wanted.enabledOnly
      ? [
          { sql: '"isEnabled" AND "isPublished"', params: [] },
          { sql: '("validFrom" IS NULL OR "validFrom" <= ?)', params: [wanted.today] },
          { sql: '("validTo" IS NULL OR "validTo" >= ?)', params: [wanted.today] },
        ]
      : []),
    ...(wanted.after === null ? [] : [{ sql: '"id" < ?', params: [wanted.after] }]),
    ...words.map((word) => ({
      sql: `"search" LIKE ? ESCAPE '!'`,
      params: [`%${literally(word)}%`],
    })),
  ]
  const rows = await sql.all<{ id: string }>(
    `SELECT "id" FROM "Script" WHERE ${parts.map((part) => part.sql).join(' AND ')} ORDER BY "id" DESC LIMIT ${PAGE + 1}`,
    parts.flatMap((part) => part.params),
  )
  return rows.map((row) => row.id)
}

function literally(text: string): string {
  return text.replace(/[!%_]/g, '!$&')
}

/** Categories in their order, with the number of scripts in use. */
export async function listCategories(
  { database: { db } }: Deps,
  corpId: string,
  kinds?: ScriptKind[],
): Promise<{ items: ScriptCategory[] }> {
  const ofKinds = kinds === undefined ? {} : { kind: { in: kinds } }
  const [rows, counts] = await Promise.all([
    db.scriptCategory.findMany({ where: { corpId }, orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }] }),
    db.script.groupBy({
      by: ['categoryId'],
      where: { corpId, isEnabled: true, ...ofKinds },
      _count: { id: true },
    }),
  ])
  const countOf = new Map(counts.map((row) => [row.categoryId, row._count.id]))
  return {
    items: rows.map(({ id, name, sortOrder, parentId }) => ({
      id,
      name,
      sortOrder,
      parentId,
      count: countOf.get(id) ?? 0,
    })),
  }
}
