import { rowTime } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import { cutPage, readCursor, type Position } from '../../platform/http/cursor.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import type { Deps } from '../deps.ts'
import type { Condition } from '../staff/scope.ts'
import type { TimelineItem, TimelinePage, TimelineQuery } from './contract.ts'
import { holdsKind, sources, type Person, type Source } from './sources.ts'

/** staffId is turned into a name once, after the sources are merged. */
type Fact = Omit<TimelineItem, 'staffName'> & { staffId: string | null }

/** One stream of everything dated about a customer, newest first: each source gives a page, the newest of all are shown. */
export async function readTimeline(
  deps: Deps,
  scope: Scope,
  { customerId, query }: { customerId: string; query: TimelineQuery },
): Promise<TimelinePage> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  const contacts = await deps.database.db.contact.findMany({
    where: { corpId, customerId },
    select: { externalUserid: true },
  })
  const person = { corpId, customerId, externalUserids: contacts.map((row) => row.externalUserid) }
  const { kinds, limit } = query
  const words = (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const after = readCursor(query.cursor)
  const asked = sources.filter((source) => !kinds || kinds.some((kind) => holdsKind(source, kind)))
  const found = await Promise.all(
    asked.map((source) => readSource(deps, source, { person, kinds, words, after, limit })),
  )
  const newestFirst = found.flat().sort((a, b) => (isBefore(b, a) ? -1 : 1))
  const { items, nextCursor } = cutPage(newestFirst, limit, (fact) => fact)
  const nameOf = await staffNames(deps, corpId, items)
  return {
    items: items.map(({ staffId, ...fact }) => ({
      ...fact,
      staffName: staffId ? (nameOf.get(staffId) ?? null) : null,
    })),
    nextCursor,
  }
}

interface Wanted {
  person: Person
  kinds: TimelineQuery['kinds']
  words: readonly string[]
  after: Position | null
  limit: number
}

/** The source's newest facts after the position, one more than a page. */
async function readSource(deps: Deps, source: Source, wanted: Wanted): Promise<Fact[]> {
  const { sql } = deps.database
  const { kind, at, columns, from, staffId } = source
  // By bytes on both databases, so that pages go on in the order in which the sources are merged.
  const id = sql.dialect === 'sqlite' ? `(${source.id})` : `(${source.id}) COLLATE "C"`
  const { after, limit } = wanted
  const where: Condition[] = [
    source.of(wanted.person, sql.dialect),
    after
      ? { sql: `(${at}, ${id}) < (?, ?)`, params: [new Date(after.at), after.id] }
      : { sql: `${at} <= ?`, params: [deps.clock.now()] },
  ]
  if (wanted.kinds)
    where.push({ sql: `${kind} IN (${wanted.kinds.map(() => '?').join(', ')})`, params: wanted.kinds })
  for (const word of wanted.words) where.push(holdsWord(source, sql.dialect, word))
  const rows = await sql.all<SqlRow>(
    `SELECT ${at} AS "factAt", ${id} AS "factId", ${kind} AS "factKind", ${staffId} AS "factStaffId", ${columns}
     FROM ${from} WHERE ${where.map((part) => part.sql).join(' AND ')} ORDER BY ${at} DESC, ${id} DESC LIMIT ?`,
    [...where.flatMap((part) => part.params), limit + 1],
  )
  return rows.map((row) => ({
    id: String(row['factId']),
    at: rowTime(row['factAt']).toISOString(),
    kind: String(row['factKind']),
    staffId: row['factStaffId'] === null ? null : String(row['factStaffId']),
    detail: source.detail(row),
  }))
}

/** LOWER knows only ASCII on SQLite: names of models and items are what is typed in either case. */
function holdsWord({ texts }: Source, dialect: 'sqlite' | 'postgresql', word: string): Condition {
  const find = dialect === 'sqlite' ? 'instr' : 'strpos'
  const parts = texts.map((text) => `${find}(LOWER(${text}), ?) > 0`)
  return { sql: `(${parts.join(' OR ') || '1 = 0'})`, params: texts.map(() => word) }
}

/** The order of the stream: instant, then id. ISO text of one length compares like time. */
function isBefore(fact: Position, than: Position): boolean {
  return fact.at < than.at || (fact.at === than.at && fact.id < than.id)
}

async function staffNames(deps: Deps, corpId: string, facts: Fact[]): Promise<Map<string, string>> {
  const ids = [...new Set(facts.flatMap((fact) => fact.staffId ?? []))]
  const rows = await deps.database.db.staff.findMany({
    where: { corpId, id: { in: ids } },
    select: { id: true, name: true },
  })
  return new Map(rows.map((row) => [row.id, row.name]))
}
