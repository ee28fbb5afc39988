import type { z } from 'zod'
import { type LocalDate, localDateOf } from '../../domain/time.ts'
import type { Dialect } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import type { Deps } from '../deps.ts'
import type { categoryQuery, ScriptCategory, ScriptKind, ScriptList, scriptQuery } from './contract.ts'
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
    id: query.id,
    words: query.q ?? '',
    categoryId: query.categoryId,
    kinds: query.kinds,
    tag: query.tag,
    for: await standOf(deps, corpId, query),
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
  const sizes = await imageSizes(deps, corpId, items)
  return {
    items: items.map((row) => {
      const item = toScriptItem(row, values === null ? null : fillScript(row, values))
      const imageByteSize = item.kind === 'image' ? sizes.get(item.imageHash ?? '') : undefined
      return imageByteSize === undefined ? item : { ...item, imageByteSize }
    }),
    nextCursor,
  }
}

async function imageSizes(
  { database: { db } }: Deps,
  corpId: string,
  rows: readonly ScriptRow[],
): Promise<Map<string, number>> {
  const hashes = rows.flatMap(({ kind, imageHash }) => (kind === 'image' ? (imageHash ?? []) : []))
  if (hashes.length === 0) return new Map()
  const blobs = await db.blob.findMany({
    where: { corpId, hash: { in: hashes } },
    select: { hash: true, byteSize: true },
  })
  return new Map(blobs.map(({ hash, byteSize }) => [hash, byteSize]))
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
  id: string | undefined
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
  grade: string | null
}

const NOBODY: Stand = { stage: null, tier: null, grade: null }

async function standOf(
  deps: Deps,
  corpId: string,
  { customerId, whom }: Pick<z.infer<typeof scriptQuery>, 'customerId' | 'whom'>,
): Promise<Stand | null> {
  if (customerId !== undefined) return readStand(deps, corpId, customerId)
  return whom === 'everybody' ? NOBODY : null
}

async function readStand({ database: { db } }: Deps, corpId: string, customerId: string): Promise<Stand> {
  const where = { corpId_customerId: { corpId, customerId } }
  const [standing, rfm] = await Promise.all([
    db.standing.findUnique({ where, select: { stage: true, grade: true } }),
    db.rfm.findUnique({ where, select: { code: true } }),
  ])
  return { stage: standing?.stage ?? null, tier: rfm?.code ?? null, grade: standing?.grade ?? null }
}

/** As domain/script-fit.ts says it of one script: lists of words and single digits, so that a part is the whole word. */
function fitting({ stage, tier, grade }: Stand): { sql: string; params: string[] }[] {
  const among = (column: string, value: string | null) => ({
    sql: `(${column} = '[]'${value === null ? '' : ` OR ${column} LIKE ?`})`,
    params: value === null ? [] : [`%${value}%`],
  })
  return [
    among('"stagesJson"', stage === null ? null : JSON.stringify(stage)),
    among('"tiersJson"', tier === null ? null : String(tier)),
    among(`COALESCE("gradesJson", '[]')`, grade === null ? null : JSON.stringify(grade)),
  ]
}

/** Of a kind, for a customer, in use today: what the list shows and its chips count. */
function sorted(
  dialect: Dialect,
  {
    corpId,
    kinds,
    for: stand,
    enabledOnly,
    today,
  }: Pick<Wanted, 'corpId' | 'kinds' | 'for' | 'enabledOnly' | 'today'>,
): { sql: string; params: string[] }[] {
  return [
    { sql: '"corpId" = ?', params: [corpId] },
    ...(kinds === undefined ? [] : [{ sql: inTextList(dialect, '"kind"'), params: [JSON.stringify(kinds)] }]),
    ...(stand === null ? [] : fitting(stand)),
    ...(enabledOnly
      ? [
          { sql: '"isEnabled" AND "isPublished"', params: [] },
          { sql: '("validFrom" IS NULL OR "validFrom" <= ?)', params: [today] },
          { sql: '("validTo" IS NULL OR "validTo" >= ?)', params: [today] },
        ]
      : []),
  ]
}

async function findIds({ database: { sql } }: Deps, wanted: Wanted): Promise<string[]> {
  const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean)
  const parts = [
    ...sorted(sql.dialect, wanted),
    ...(wanted.id === undefined ? [] : [{ sql: '"id" = ?', params: [wanted.id] }]),
    ...(wanted.categoryId === undefined ? [] : [{ sql: '"categoryId" = ?', params: [wanted.categoryId] }]),
    ...(wanted.tag === undefined
      ? []
      : [{ sql: `"tagsJson" LIKE ? ESCAPE '!'`, params: [`%${literally(JSON.stringify(wanted.tag))}%`] }]),
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

/** Categories in their order, each with how many scripts one finds in it: of a kind, for a customer or for everybody. */
export async function listCategories(
  deps: Deps,
  scope: Scope,
  query: z.infer<typeof categoryQuery>,
): Promise<{ items: ScriptCategory[] }> {
  const { corpId } = scope
  const { db, sql } = deps.database
  if (query.customerId !== undefined) await requireCustomer(deps, scope, query.customerId)
  const stand = await standOf(deps, corpId, query)
  const today = localDateOf(deps.clock.nowMs())
  // Whoever keeps the library counts what is switched on, also before it is agreed to or outside its days.
  const inUse = stand === null ? [{ sql: '"isEnabled"', params: [] }] : []
  const parts = [
    ...sorted(sql.dialect, { corpId, kinds: query.kinds, for: stand, enabledOnly: stand !== null, today }),
    ...inUse,
  ]
  const [rows, counts] = await Promise.all([
    db.scriptCategory.findMany({ where: { corpId }, orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }] }),
    sql.all<{ categoryId: string; count: number }>(
      `SELECT "categoryId", COUNT(*) AS "count" FROM "Script" WHERE ${parts.map((part) => part.sql).join(' AND ')} GROUP BY "categoryId"`,
      parts.flatMap((part) => part.params),
    ),
  ])
  const countOf = new Map(counts.map((row) => [row.categoryId, Number(row.count)]))
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
