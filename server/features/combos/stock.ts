import { itemName } from '../../domain/order-items.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import type { ItemList, ItemRow } from './contract.ts'

/** Says whether an article can be had. One code is one article; several may carry the name that orders have. */
export async function writeStock(
  deps: Deps,
  scope: Scope,
  { code, name, isInStock }: { code: string; name: string; isInStock: boolean },
): Promise<ItemRow> {
  const { corpId, staffId } = scope
  const now = deps.clock.now()
  const data = { name, item: itemName(name), isInStock, staffId, updatedAt: now }
  await deps.database.db.$transaction(async (tx) => {
    const was = await tx.itemStock.findUnique({
      where: { corpId_code: { corpId, code } },
      select: { item: true },
    })
    const items = [...new Set([data.item, ...(was === null ? [] : [was.item])])]
    const before = await readStock(tx, corpId, items)
    await tx.itemStock.upsert({
      where: { corpId_code: { corpId, code } },
      create: { corpId, code, ...data },
      update: data,
    })
    await writeAudit(tx, deps, scope, {
      action: 'stock-told',
      objectKind: 'item',
      objectId: code,
      detail: { name, isInStock },
    })
    await tellRestocked(tx, deps, { corpId, items, before })
  })
  return { code, name, isInStock, updatedAt: now.toISOString() }
}

export async function listStock(
  { database: { sql } }: Deps,
  { corpId }: Scope,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): Promise<ItemList> {
  const page = keyset({ by: ['"code"'], direction: 'asc', cursor, limit })
  const rows = await sql.all<{
    code: string
    name: string
    isInStock: boolean | number
    updatedAt: string | Date
  }>(
    `SELECT "code", "name", "isInStock", "updatedAt" FROM "ItemStock" WHERE "corpId" = ? AND ${page.where} ORDER BY ${page.orderBy} LIMIT ?`,
    [corpId, ...page.params, page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['code'], limit })
  return {
    items: items.map((row) => ({
      code: row.code,
      name: row.name,
      isInStock: Boolean(row.isInStock),
      updatedAt: new Date(row.updatedAt).toISOString(),
    })),
    nextCursor,
  }
}

/** Can any article of this name be had? Names nobody has told about are missing. */
export async function readStock(
  tx: AnyTx,
  corpId: string,
  items: readonly string[],
): Promise<Map<string, boolean>> {
  if (items.length === 0) return new Map()
  const sql = sqlIn(tx)
  const rows = await sql.all<{ item: string; inStock: number }>(
    `SELECT "item", MAX(CASE WHEN "isInStock" THEN 1 ELSE 0 END) AS "inStock" FROM "ItemStock"
     WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"item"')} GROUP BY "item"`,
    [corpId, JSON.stringify(items)],
  )
  return new Map(rows.map((row) => [row.item, Number(row.inStock) === 1]))
}

/** Whoever is offered an article that came in or ran out is looked at anew. */
export async function tellRestocked(
  tx: AnyTx,
  { jobs }: Pick<Deps, 'jobs'>,
  { corpId, items, before }: { corpId: string; items: readonly string[]; before: Map<string, boolean> },
): Promise<void> {
  const after = await readStock(tx, corpId, items)
  const isOut = (stock: Map<string, boolean>, item: string): boolean => stock.get(item) === false
  const turned = items.filter((item) => isOut(before, item) !== isOut(after, item))
  if (turned.length > 0)
    await jobs.add(tx, { name: 'combos.restocked', corpId, payload: { items: turned }, lane: 'import' })
}
