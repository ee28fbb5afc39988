import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import type { Condition } from '../staff/scope.ts'
import type { TimelineItem, TimelineKind } from './contract.ts'

/** Whose facts. */
export interface Person {
  corpId: string
  customerId: string
  externalUserids: string[]
}

/** A table that holds dated facts of a customer, in SQL of our own making; nothing is copied into a second stream. */
export interface Source {
  /** null: every kind that no other source holds. */
  kinds: readonly TimelineKind[] | null
  /** The kind of a row. */
  kind: string
  at: string
  /** Breaks ties: together with the kind's prefix no two facts share it. */
  id: string
  /** Whose doing it was; a staff id or null. */
  staffId: string
  columns: string
  /** Texts in which words are looked for; none: such a fact is never found by words. */
  texts: readonly string[]
  from: string
  of(person: Person, dialect: 'sqlite' | 'postgresql'): Condition
  detail(row: SqlRow): TimelineItem['detail']
}

export const sources: readonly Source[] = [
  {
    kinds: null,
    kind: 't."kind"',
    at: 't."at"',
    id: 't."id"',
    staffId: 't."staffId"',
    columns: 't."detailJson", t."source", t."subject", t."amount", t."storeName"',
    texts: [`COALESCE(t."search", '')`, `COALESCE(t."subject", '')`, `COALESCE(t."storeName", '')`],
    from: '"TimelineEvent" t',
    of: ofCustomer('t'),
    detail: (row) => ({
      // Written only by our own code; the route checks it once more.
      ...(JSON.parse(String(row['detailJson'])) as TimelineItem['detail']),
      ...(row['source'] === 'liuke' ? {} : pick('source')(row)),
      ...(row['subject'] === null ? {} : pick('subject')(row)),
      ...(row['amount'] === null ? {} : pick('amount')(row)),
      ...(row['storeName'] === null ? {} : pick('storeName')(row)),
    }),
  },
  {
    kinds: ['order', 'visit'],
    kind: `CASE WHEN o."kind" = 'visit' THEN 'visit' ELSE 'order' END`,
    at: 'o."orderedAt"',
    id: 'o."orderNo"',
    staffId: 'NULL',
    columns: 'o."orderNo", o."title", o."storeName", o."paidFen" - o."refundedFen" AS "netFen"',
    texts: ['o."title"', `COALESCE(o."storeName", '')`, 'o."orderNo"'],
    from: '"Order" o',
    of: ofCustomer('o', `o."status" = 'done'`),
    detail: pick('title', 'storeName', 'netFen', 'orderNo'),
  },
  {
    // The first look at somebody is no change.
    kinds: ['stage'],
    kind: `'stage'`,
    at: 'g."at"',
    id: `'stage:' || g."id"`,
    staffId: 'g."staffId"',
    columns: 'g."fromStage" AS "from", g."toStage" AS "to", g."cause"',
    texts: [],
    from: '"StageChange" g',
    of: ofCustomer('g', 'g."fromStage" IS NOT NULL'),
    detail: pick('from', 'to', 'cause'),
  },
  {
    kinds: ['added'],
    kind: `'added'`,
    at: 'f."followedAt"',
    id: `'added:' || f."staffId" || ':' || f."externalUserid"`,
    staffId: 'f."staffId"',
    columns: 'f."addWay", f."state"',
    texts: [],
    from: '"Follow" f',
    of: ofContacts('f."externalUserid"', 'f'),
    detail: pick('addWay', 'state'),
  },
  {
    kinds: ['ended'],
    kind: `'ended'`,
    at: 'f."endedAt"',
    id: `'ended:' || f."staffId" || ':' || f."externalUserid"`,
    staffId: 'f."staffId"',
    columns: 'f."endedBy"',
    texts: [],
    from: '"Follow" f',
    of: ofContacts('f."externalUserid"', 'f'),
    detail: pick('endedBy'),
  },
  {
    kinds: ['group-join'],
    kind: `'group-join'`,
    at: 'm."joinedAt"',
    id: `'join:' || m."chatId" || ':' || m."memberId"`,
    staffId: 'NULL',
    columns: 'g."name" AS "groupName", m."joinScene"',
    texts: ['g."name"'],
    from: '"GroupMember" m JOIN "Group" g ON g."corpId" = m."corpId" AND g."chatId" = m."chatId"',
    of: ofContacts('m."memberId"', 'm'),
    detail: pick('groupName', 'joinScene'),
  },
  {
    kinds: ['group-leave'],
    kind: `'group-leave'`,
    at: 'm."leftAt"',
    id: `'leave:' || m."chatId" || ':' || m."memberId"`,
    staffId: 'NULL',
    columns: 'g."name" AS "groupName", m."quitScene"',
    texts: ['g."name"'],
    from: '"GroupMember" m JOIN "Group" g ON g."corpId" = m."corpId" AND g."chatId" = m."chatId"',
    of: ofContacts('m."memberId"', 'm'),
    detail: pick('groupName', 'quitScene'),
  },
  {
    // What WeCom says has reached the customer; a task that waits for its sender is nothing yet.
    kinds: ['post'],
    kind: `'post'`,
    at: 'd."sentAt"',
    id: `'post:' || d."postId"`,
    staffId: 'd."staffId"',
    columns: 'p."title", p."kind" AS "postKind"',
    texts: ['p."title"'],
    from: '"PostTarget" d JOIN "Post" p ON p."corpId" = d."corpId" AND p."id" = d."postId"',
    of: ofCustomer('d', `d."state" = 'delivered' AND d."sentAt" IS NOT NULL`),
    detail: pick('title', 'postKind'),
  },
  {
    kinds: ['like', 'comment'],
    kind: `CASE WHEN r."kind" = 'comment' THEN 'comment' ELSE 'like' END`,
    at: 'r."createdAt"',
    id: `r."kind" || ':' || r."momentId" || ':' || r."userid" || ':' || r."actorId"`,
    staffId: 'NULL',
    columns: 'SUBSTR(COALESCE(o."text", \'\'), 1, 60) AS "text"',
    texts: [`COALESCE(o."text", '')`],
    from: '"MomentReaction" r LEFT JOIN "Moment" o ON o."corpId" = r."corpId" AND o."momentId" = r."momentId"',
    of: ofContacts('r."actorId"', 'r'),
    detail: pick('text'),
  },
]

const elsewhere = new Set<string>(sources.flatMap((source) => source.kinds ?? []))

export function holdsKind({ kinds }: Source, kind: string): boolean {
  return kinds ? kinds.some((own) => own === kind) : !elsewhere.has(kind)
}

function ofCustomer(alias: string, and = '1 = 1'): Source['of'] {
  return ({ corpId, customerId }) => ({
    sql: `${alias}."corpId" = ? AND ${alias}."customerId" = ? AND ${and}`,
    params: [corpId, customerId],
  })
}

function ofContacts(column: string, alias: string): Source['of'] {
  return ({ corpId, externalUserids }, dialect) => ({
    sql: `${alias}."corpId" = ? AND ${inTextList(dialect, column)}`,
    params: [corpId, JSON.stringify(externalUserids)],
  })
}

function pick(...names: string[]): Source['detail'] {
  return (row) =>
    Object.fromEntries(
      names.map((name) => {
        const value = row[name] ?? null
        return [name, typeof value === 'number' || value === null ? value : String(value)]
      }),
    )
}
