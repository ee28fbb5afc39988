import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { digestOf } from '../../platform/digest.ts'
import type { Moment } from '../../wecom/index.ts'
import type { PublisherRead } from './read-moment.ts'

/** Moments have no events, so each pass compares the whole; an unchanged one is not written. */
export async function writeMoment(
  tx: SqlTx,
  input: { corpId: string; moment: Moment; publishers: readonly PublisherRead[]; now: Date },
): Promise<'created' | 'changed' | 'same'> {
  const { corpId, moment, publishers, now } = input
  const { momentId } = moment
  const row = {
    momentId,
    creatorUserid: moment.creator ?? null,
    createdAt: new Date(moment.createdAt),
    createType: moment.createType,
    visibleType: moment.visibleType,
    text: moment.text,
    attachmentJson: JSON.stringify(attachmentOf(moment)),
  }
  const digest = digestOf([Object.values(row), publishers])
  const [before] = await tx.all<{ digest: string }>(
    'SELECT "digest" FROM "Moment" WHERE "corpId" = ? AND "momentId" = ?',
    [corpId, momentId],
  )
  if (before?.digest === digest) return 'same'
  await bulkUpsert(tx, {
    table: 'Moment',
    columns: [
      'corpId',
      'momentId',
      'creatorUserid',
      'createdAt',
      'createType',
      'visibleType',
      'text',
      'attachmentJson',
      'digest',
      'updatedAt',
    ],
    key: ['corpId', 'momentId'],
    rows: [{ ...row, corpId, digest, updatedAt: now }],
  })
  await writeParts(tx, { corpId, momentId, publishers })
  return before ? 'changed' : 'created'
}

/** Customers and reactions that are gone (a like taken back) go; publishers only change. What WeCom did not tell stays as it was. */
async function writeParts(
  tx: SqlTx,
  {
    corpId,
    momentId,
    publishers,
  }: { corpId: string; momentId: string; publishers: readonly PublisherRead[] },
): Promise<void> {
  for (const table of ['MomentPublisher', 'MomentReaction'])
    await tx.run(`DELETE FROM "${table}" WHERE "corpId" = ? AND "momentId" = ?`, [corpId, momentId])
  const untold = publishers.filter((part) => !isTold(part)).map((part) => part.userid)
  await tx.run(
    `DELETE FROM "MomentCustomer" WHERE "corpId" = ? AND "momentId" = ? AND NOT ${inTextList(tx.dialect, '"userid"')}`,
    [corpId, momentId, JSON.stringify(untold)],
  )
  await bulkUpsert(tx, {
    table: 'MomentPublisher',
    columns: ['corpId', 'momentId', 'userid', 'published', 'customerCount', 'isTold'],
    key: ['corpId', 'momentId', 'userid'],
    rows: publishers.map((part) => ({
      corpId,
      momentId,
      userid: part.userid,
      published: part.published,
      customerCount: part.visible?.length ?? 0,
      isTold: isTold(part),
    })),
  })
  await bulkUpsert(tx, {
    table: 'MomentCustomer',
    columns: ['corpId', 'momentId', 'userid', 'externalUserid', 'isVisible'],
    key: ['corpId', 'momentId', 'userid', 'externalUserid'],
    rows: publishers.filter(isTold).flatMap((part) => {
      const visible = new Set(part.visible)
      return [...new Set([...(part.chosen ?? []), ...visible])].map((externalUserid) => ({
        corpId,
        momentId,
        userid: part.userid,
        externalUserid,
        isVisible: visible.has(externalUserid),
      }))
    }),
  })
  await bulkUpsert(tx, {
    table: 'MomentReaction',
    columns: ['corpId', 'momentId', 'userid', 'kind', 'actorId', 'createdAt'],
    key: ['corpId', 'momentId', 'userid', 'kind', 'actorId', 'createdAt'],
    update: 'none',
    rows: publishers.flatMap((part) =>
      part.reactions.map((reaction) => ({ corpId, momentId, userid: part.userid, ...reaction })),
    ),
  })
}

function isTold({ chosen, visible }: PublisherRead): boolean {
  return chosen !== null && visible !== null
}

function attachmentOf(moment: Moment): object | null {
  if (moment.imageMediaIds.length > 0) return { kind: 'image', mediaIds: moment.imageMediaIds }
  if (moment.video) return { kind: 'video', ...moment.video }
  if (moment.link) return { kind: 'link', ...moment.link }
  return moment.location ? { kind: 'location', ...moment.location } : null
}
