import { FUNNEL_STEPS, type FunnelStep } from '../../../domain/post/funnel.ts'
import { linksInText } from '../../../domain/post/text-links.ts'
import type { Sql } from '../../../platform/db/index.ts'
import { openedElsewhere, stepReached, TARGETS } from '../../audiences/condition/post-steps.ts'
import type { StoredPost } from '../stored-post.ts'

/**
 * Whether it is known who opened the post's links: because a system that knows its visitors tells, or because everybody
 * who was reached has links of their own. Customers who got one message have the same link, and it cannot tell them apart:
 * then who opened is not known, which is not nobody, and the steps behind it count from the delivery. With two contents
 * both need a link, else they could not be compared.
 */
export async function isOpenTold(sql: Sql, post: StoredPost): Promise<boolean> {
  if (linksOf(post) !== 'all') return false
  const of = `t."corpId" = ? AND t."postId" = ?`
  const [row] = await sql.all<{ isTold: number; shared: number; own: number }>(
    `SELECT EXISTS (SELECT 1 FROM ${TARGETS} WHERE ${of} AND ${openedElsewhere(sql.dialect)}) AS "isTold",
       EXISTS (SELECT 1 FROM "PostTarget" t WHERE ${of} AND t."state" = 'delivered' AND NOT ${HAS_OWN_LINK}) AS "shared",
       EXISTS (SELECT 1 FROM "PostTarget" t WHERE ${of} AND t."state" = 'delivered' AND ${HAS_OWN_LINK}) AS "own"`,
    [post.corpId, post.id, post.corpId, post.id, post.corpId, post.id],
  )
  return Boolean(row?.isTold) || (!row?.shared && Boolean(row?.own))
}

const HAS_OWN_LINK = `EXISTS (SELECT 1 FROM "TrackedLink" l WHERE l."corpId" = t."corpId" AND l."campaignId" = t."postId" AND l."customerId" = t."customerId")`

/** Every content has a link, or only some, or none. */
export function linksOf(post: StoredPost): 'all' | 'some' | 'none' {
  const contents = contentsOf(post)
  if (contents.every(hasLink)) return 'all'
  return contents.some(hasLink) ? 'some' : 'none'
}

/** Targets `t` of a post `p` at a step: at each of those before it, too. */
export function chainReached(sql: Sql, { step, isTold }: { step: FunnelStep; isTold: boolean }): string {
  // Who is known to have opened, though others may have.
  if (step === 'opened' && !isTold) return stepReached(sql.dialect, 'opened')
  return `(${stepsUpTo(step, isTold)
    .map((one) => stepReached(sql.dialect, one))
    .join(' AND ')})`
}

export function stepsUpTo(step: FunnelStep, isTold: boolean): FunnelStep[] {
  return FUNNEL_STEPS.slice(0, FUNNEL_STEPS.indexOf(step) + 1).filter((one) => isTold || one !== 'opened')
}

type Content = StoredPost['draft']['content']

function contentsOf({ draft: { content, second } }: StoredPost): Content[] {
  return second === null ? [content] : [content, second]
}

function hasLink({ text, attachments }: Content): boolean {
  return attachments.some(({ kind }) => kind === 'link') || linksInText(text).length > 0
}
