import type { Deps } from '../deps.ts'

export type FoundLink = NonNullable<Awaited<ReturnType<Deps['database']['db']['trackedLink']['findUnique']>>>

const CODE = /^[\w-]{16}$/

/** The link of a code while it leads somewhere; null for unknown and ended ones alike. */
export async function findLink({ database: { db }, clock }: Deps, code: string): Promise<FoundLink | null> {
  if (!CODE.test(code)) return null
  const link = await db.trackedLink.findUnique({ where: { code } })
  if (!link || (link.endsAt !== null && link.endsAt <= clock.now())) return null
  return link
}
