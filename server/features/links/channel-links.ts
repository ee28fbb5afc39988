import type { z } from 'zod'
import { addDays, startOfDayMs } from '../../domain/time.ts'
import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import { hasPage, readMaterial } from '../scripts/material.ts'
import type { ChannelLink, channelLinkInput, channelLinkPage } from './contract.ts'
import { linkUrl, makeLinks } from './make-link.ts'

const PAGE = 30

/** A link for a channel; asking again for the same material and channel gives the one there is. */
export async function makeChannelLink(
  deps: Deps,
  { corpId, staffId }: Scope,
  { scriptId, channel }: z.infer<typeof channelLinkInput>,
): Promise<ChannelLink> {
  const { db, sql } = deps.database
  const script = await db.script.findUnique({
    where: { corpId_id: { corpId, id: scriptId } },
    select: { version: true, isPublished: true },
  })
  const found = script?.isPublished
    ? await readMaterial(deps, { corpId, id: scriptId, version: script.version })
    : null
  if (!found) throw new AppError('not-found', { log: 'no such material in use' })
  const { kind, title, linkUrl: target, validTo, version } = found
  if (kind !== 'link' && !hasPage(kind))
    throw new AppError('invalid-input', { log: 'this kind has no page', tell: { field: 'scriptId', kind } })
  const known = await readLinks(deps, corpId, { scriptId, channel })
  const living = known.items.find(({ isEnded }) => !isEnded)
  if (living) return living
  const endsAt = validTo === null ? null : new Date(startOfDayMs(addDays(validTo, 1)))
  await sql.transaction((tx) =>
    makeLinks(tx, deps, {
      corpId,
      links: [
        {
          target: kind === 'link' ? target : null,
          title,
          staffId,
          channel,
          endsAt,
          material: { id: scriptId, version },
        },
      ],
    }),
  )
  const [made] = (await readLinks(deps, corpId, { scriptId, channel })).items
  if (!made) throw new Error('a link that was just made is not there')
  return made
}

export function listChannelLinks(
  deps: Deps,
  { corpId }: Scope,
  query: { scriptId: string; cursor?: string | undefined },
): Promise<z.infer<typeof channelLinkPage>> {
  return readLinks(deps, corpId, query)
}

/** From now on it leads nowhere; what was counted stays. */
export async function endLink(deps: Deps, scope: Scope, id: string): Promise<void> {
  const { corpId } = scope
  const at = deps.clock.now()
  await deps.database.db.$transaction(async (tx) => {
    const link = await tx.trackedLink.findUnique({ where: { corpId_id: { corpId, id } } })
    if (!link) throw new AppError('not-found', { log: 'no such link' })
    if (link.endsAt !== null && link.endsAt <= at) return
    await tx.trackedLink.update({ where: { corpId_id: { corpId, id } }, data: { endsAt: at } })
    await writeAudit(tx, deps, scope, { action: 'link-ended', objectKind: 'link', objectId: id })
  })
}

interface Row {
  id: string
  code: string
  channel: string
  createdAt: string
  endsAt: string | null
  opens: number
  devices: number
}

/** Newest first: links of no person, group or campaign. */
async function readLinks(
  deps: Deps,
  corpId: string,
  { scriptId, channel, cursor }: { scriptId: string; channel?: string; cursor?: string | undefined },
): Promise<z.infer<typeof channelLinkPage>> {
  const paging = keyset({ by: ['l."id"'], direction: 'desc', cursor, limit: PAGE })
  const rows = await deps.database.sql.all<Row>(
    `SELECT l."id", l."code", l."channel", l."createdAt", l."endsAt",
       (SELECT COUNT(*) FROM "LinkOpen" o WHERE o."corpId" = l."corpId" AND o."linkId" = l."id") AS "opens",
       (SELECT COUNT(DISTINCT o."visitor") FROM "LinkOpen" o WHERE o."corpId" = l."corpId" AND o."linkId" = l."id") AS "devices"
     FROM "TrackedLink" l WHERE l."corpId" = ? AND l."scriptId" = ? AND l."customerId" IS NULL AND l."chatId" IS NULL
       AND l."campaignId" IS NULL AND l."channel" IS NOT NULL ${channel === undefined ? '' : 'AND l."channel" = ?'}
       AND ${paging.where} ORDER BY ${paging.orderBy} LIMIT ${paging.take}`,
    [corpId, scriptId, ...(channel === undefined ? [] : [channel]), ...paging.params],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['id'], limit: PAGE })
  const now = deps.clock.now()
  return {
    nextCursor,
    items: items.map(({ id, code, channel: name, createdAt, endsAt, opens, devices }) => {
      const end = rowTimeOrNull(endsAt)
      return {
        id,
        channel: name,
        url: linkUrl(deps, code),
        createdAt: rowTime(createdAt).toISOString(),
        isEnded: end !== null && end <= now,
        opens: Number(opens),
        devices: Number(devices),
      }
    }),
  }
}
