import type { Dialect } from '../../../platform/db/index.ts'
import { ACTED_KINDS, FUNNEL_DAYS, type FunnelStep } from '../../../domain/post/funnel.ts'

/** A target of a post, and its post: what stepReached speaks of. */
export const TARGETS = `"PostTarget" t JOIN "Post" p ON p."corpId" = t."corpId" AND p."id" = t."postId"`

/**
 * Whether the post `p` came this far with its target `t`: delivered, and that one fact after it. What somebody did before
 * is not counted. How the steps follow each other is the funnel's to say: features/posts/results/chain.ts.
 */
export function stepReached(dialect: Dialect, step: FunnelStep): string {
  const delivered = `t."state" = 'delivered'`
  switch (step) {
    case 'delivered':
      return delivered
    case 'opened':
      return `(${delivered} AND ${fact(dialect, opened(dialect))})`
    case 'acted':
      return `(${delivered} AND ${fact(dialect, `e."kind" IN (${ACTED_KINDS.map((kind) => `'${kind}'`).join(', ')})`)})`
    case 'visited':
      return `(${delivered} AND ${visited(dialect)})`
  }
}

/** Opened, as another system tells: what our own short links tell has their key. */
export function openedElsewhere(dialect: Dialect): string {
  return `(t."state" = 'delivered' AND ${fact(dialect, `e."key" NOT LIKE 'link:%' AND ${opened(dialect)}`)})`
}

function opened(dialect: Dialect): string {
  return `e."kind" = 'link-open' AND (${isLinkOf(dialect)} OR ${isLinkInText})`
}

/** Each address that went out in a text has its short link. */
const isLinkInText = `EXISTS (SELECT 1 FROM "TrackedLink" l WHERE l."corpId" = p."corpId" AND l."campaignId" = p."id"
  AND e."subject" IN (l."target", l."title"))`

function fact(dialect: Dialect, which: string): string {
  const days =
    dialect === 'sqlite'
      ? 'julianday(e."at") - julianday(t."sentAt")'
      : 'EXTRACT(EPOCH FROM (e."at" - t."sentAt")) / 86400'
  return `EXISTS (SELECT 1 FROM "TimelineEvent" e WHERE e."corpId" = t."corpId" AND e."customerId" = t."customerId"
    AND e."at" >= t."sentAt" AND ${days} <= ${FUNNEL_DAYS} AND ${which})`
}

/** A fact of another system, or of our own pages, names a link by its address or its title. */
function isLinkOf(dialect: Dialect): string {
  if (dialect === 'sqlite')
    return `EXISTS (SELECT 1 FROM json_tree(p."draftJson") a WHERE a."path" IN ('$.content.attachments', '$.second.attachments')
      AND a."value" ->> 'kind' = 'link' AND e."subject" IN (a."value" ->> 'url', a."value" ->> 'title'))`
  return `EXISTS (SELECT 1 FROM jsonb_path_query(p."draftJson"::jsonb, '$.*.attachments[*] ? (@.kind == "link")') a(link)
    WHERE e."subject" IN (a.link ->> 'url', a.link ->> 'title'))`
}

function visited(dialect: Dialect): string {
  const day =
    dialect === 'sqlite'
      ? `substr(datetime(t."sentAt", '+8 hours'), 1, 10)`
      : `to_char(t."sentAt" + interval '8 hours', 'YYYY-MM-DD')`
  const days =
    dialect === 'sqlite'
      ? `julianday(o."orderedOn") - julianday(${day})`
      : `(o."orderedOn"::date - (${day})::date)`
  return `EXISTS (SELECT 1 FROM "Order" o WHERE o."corpId" = t."corpId" AND o."customerId" = t."customerId" AND o."status" = 'done'
    AND o."orderedOn" >= ${day} AND ${days} <= ${FUNNEL_DAYS})`
}
