import { openerOf, SESSION_MS } from '../../domain/bots.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { newId } from '../../platform/new-id.ts'
import { recordEvents } from '../customers/record-events.ts'
import type { Deps } from '../deps.ts'
import type { FoundLink } from './find-link.ts'

const HOUR_MS = 3_600_000
/** Sessions of one link in an hour; a program that pretends to be many people does not fill the table. */
const MOST_OF_A_PERSON = 40
const MOST_OF_MANY = 5_000

/** WeCom's own type of a contact who uses WeCom, not WeChat. */
const WECOM_USER = 2

/**
 * Counts an open, once for each session of a device, and puts it on the timeline of the person the link was made for.
 * The id of the session; null when it was a program, a colleague, or too much.
 */
export async function countOpen(
  deps: Deps,
  link: FoundLink,
  { visitor, userAgent }: { visitor: string; userAgent: string },
): Promise<string | null> {
  const opener = openerOf({ userAgent, usesWecom: await usesWecom(deps, link) })
  return withRetryOnBusy(deps.clock, () =>
    deps.database.sql.transaction(async (tx) => {
      if (opener !== 'person') {
        await bump(tx, link, opener === 'bot' ? 'botHits' : 'staffHits')
        return null
      }
      return countSession(tx, deps, { link, visitor })
    }),
  )
}

async function countSession(
  tx: SqlTx,
  deps: Deps,
  { link, visitor }: { link: FoundLink; visitor: string },
): Promise<string | null> {
  const { corpId, id: linkId, scriptId } = link
  const at = deps.clock.now()
  // Opens of one link wait for each other here, so that two at once are one session.
  const [fresh] = await tx.all<{ customerId: string | null }>(
    `UPDATE "TrackedLink" SET "touchedAt" = ? WHERE "corpId" = ? AND "id" = ? RETURNING "customerId"`,
    [at, corpId, linkId],
  )
  const [known] = await tx.all<{ id: string }>(
    `UPDATE "LinkOpen" SET "repeats" = "repeats" + 1, "lastAt" = ? WHERE "corpId" = ? AND "id" = (
       SELECT "id" FROM "LinkOpen" WHERE "corpId" = ? AND "linkId" = ? AND "visitor" = ? AND "lastAt" >= ?
       ORDER BY "lastAt" DESC LIMIT 1) RETURNING "id"`,
    [at, corpId, corpId, linkId, visitor, new Date(at.getTime() - SESSION_MS)],
  )
  if (known) return known.id
  // A merge may have given the link to another record since it was read.
  const customerId = fresh?.customerId ?? null
  const [lately] = await tx.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "LinkOpen" WHERE "corpId" = ? AND "linkId" = ? AND "at" >= ?`,
    [corpId, linkId, new Date(at.getTime() - HOUR_MS)],
  )
  if (Number(lately?.n ?? 0) >= (customerId === null ? MOST_OF_MANY : MOST_OF_A_PERSON)) {
    await bump(tx, link, 'overflow')
    return null
  }
  const id = newId(at.getTime())
  await tx.run(
    `INSERT INTO "LinkOpen" ("corpId", "id", "linkId", "customerId", "scriptId", "visitor", "at", "lastAt", "repeats")
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`,
    [corpId, id, linkId, customerId, scriptId, visitor, at, at],
  )
  if (customerId !== null) {
    await recordEvents(tx, {
      corpId,
      facts: [
        {
          customerId,
          at,
          kind: 'link-open',
          key: openKeyOf(id),
          subject: link.title,
          text: link.title,
          detail: { title: link.title, scriptId },
        },
      ],
    })
    await deps.changes.report(tx, [{ kind: 'facts-recorded', corpId, customerIds: [customerId] }])
  }
  return id
}

/** The key of an open's line on the timeline. */
export function openKeyOf(openId: string): string {
  return `link:${openId}`
}

async function bump(
  tx: SqlTx,
  { corpId, id }: FoundLink,
  column: 'botHits' | 'staffHits' | 'overflow',
): Promise<void> {
  await tx.run(`UPDATE "TrackedLink" SET "${column}" = "${column}" + 1 WHERE "corpId" = ? AND "id" = ?`, [
    corpId,
    id,
  ])
}

async function usesWecom({ database: { db } }: Deps, link: FoundLink): Promise<boolean> {
  const { corpId, customerId } = link
  if (customerId === null) return false
  return (await db.contact.count({ where: { corpId, customerId, type: WECOM_USER } })) > 0
}
