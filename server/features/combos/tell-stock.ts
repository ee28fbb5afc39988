import { createHash } from 'node:crypto'
import { itemName } from '../../domain/order-items.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { readStock, tellRestocked } from './stock.ts'

/** How many of an article another system has, in one store or altogether. */
export interface StockLevel {
  item: string
  left: number
  storeName?: string | undefined
  at: Date
}

/** Keeps what another system says of its stock. The newest word counts, in whatever order they come. */
export async function tellStock(
  tx: SqlTx,
  deps: Pick<Deps, 'jobs'>,
  { corpId, source, levels }: { corpId: string; source: string; levels: readonly StockLevel[] },
): Promise<void> {
  const items = [...new Set(levels.map((level) => itemName(level.item)))]
  const before = await readStock(tx, corpId, items)
  for (const { item, left, storeName, at } of levels)
    await tx.run(
      `INSERT INTO "ItemStock" ("corpId", "code", "name", "item", "isInStock", "updatedAt") VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT ("corpId", "code") DO UPDATE SET "isInStock" = excluded."isInStock", "staffId" = NULL,
         "updatedAt" = excluded."updatedAt" WHERE "ItemStock"."updatedAt" <= excluded."updatedAt"`,
      [
        corpId,
        codeOf(source, itemName(item), storeName),
        nameOf(item, storeName),
        itemName(item),
        left > 0,
        at,
      ],
    )
  await tellRestocked(tx, deps, { corpId, items, before })
}

/** One article of one store in one system is one row, whatever ids its messages have. */
function codeOf(source: string, item: string, storeName = ''): string {
  const digest = createHash('sha256').update(JSON.stringify([storeName, item]))
  return `${source.slice(0, 40)}-${digest.digest('base64url').slice(0, 22)}`
}

function nameOf(item: string, storeName: string | undefined): string {
  return (storeName === undefined ? item : `${item} · ${storeName}`).slice(0, 120)
}
