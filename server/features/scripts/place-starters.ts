import { ulid } from 'ulid'
import type { Tx } from '../../platform/db/index.ts'
import { STARTER_LIBRARY } from './starter-scripts.ts'

/**
 * The category of each named part of the starter library. One that the corp renamed is found by the starters in it; in
 * place of one that is gone stands the corp's first. Only a corp without any category gets ours.
 */
export async function placesFor(
  tx: Tx,
  { corpId, names, now }: { corpId: string; names: readonly string[]; now: Date },
): Promise<Map<string, string>> {
  const own = await tx.scriptCategory.findMany({
    where: { corpId },
    orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }],
  })
  const [first] = own
  if (first === undefined) return createAll(tx, { corpId, names, now })
  const places = new Map<string, string>()
  for (const name of new Set(names)) {
    const named = own.find((category) => category.name === name)
    places.set(name, named?.id ?? (await placeOfSiblings(tx, { corpId, name })) ?? first.id)
  }
  return places
}

async function createAll(
  tx: Tx,
  { corpId, names, now }: { corpId: string; names: readonly string[]; now: Date },
): Promise<Map<string, string>> {
  const rows = STARTER_LIBRARY.flatMap(({ category: name }, sortOrder) =>
    names.includes(name) ? [{ corpId, id: ulid(now.getTime() + sortOrder), name, sortOrder }] : [],
  )
  await tx.scriptCategory.createMany({ data: rows })
  return new Map(rows.map(({ name, id }) => [name, id]))
}

async function placeOfSiblings(
  tx: Tx,
  { corpId, name }: { corpId: string; name: string },
): Promise<string | null> {
  const titles = STARTER_LIBRARY.find(({ category }) => category === name)?.scripts.map(({ title }) => title)
  const editions = await tx.scriptVersion.findMany({
    where: { corpId, version: 1, title: { in: titles ?? [] } },
    select: { scriptId: true },
  })
  const sibling = await tx.script.findFirst({
    where: { corpId, id: { in: editions.map(({ scriptId }) => scriptId) } },
    orderBy: { id: 'desc' },
    select: { categoryId: true },
  })
  return sibling?.categoryId ?? null
}
