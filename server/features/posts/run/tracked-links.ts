import type { MaterialOrigin } from '../../../domain/post/content.ts'
import { linksInText, withLinks } from '../../../domain/post/text-links.ts'
import { addDays, startOfDayMs } from '../../../domain/time.ts'
import type { Deps } from '../../deps.ts'
import { isOwnLink, makeLinks } from '../../links/index.ts'
import { hasPage, readMaterial } from '../../scripts/material.ts'

export interface OutgoingLink {
  url: string
  title: string
  /** Tells the links of one message apart. */
  place: string
  from: MaterialOrigin | undefined
}

/** Whose its links are. */
export interface LinkOwner {
  /** Of the message: made twice for one place of it, a link is the same. */
  key: string
  postId: string
  /** null: one message of many members. */
  staffId: string | null
  arm: string
  /** The one customer or group that gets the message; null: several get the same. */
  customerId: string | null
  chatId: string | null
}

/**
 * A message of WeCom is one text for all who get it, and so is its link: it tells how many devices opened it, never who.
 * Where only one customer gets the message the link is theirs.
 */
export async function trackedLink(
  deps: Deps,
  { corpId, owner, link }: { corpId: string; owner: LinkOwner; link: OutgoingLink },
): Promise<string> {
  const { from, url } = link
  const material = from
    ? await readMaterial(deps, { corpId, id: from.scriptId, version: from.version })
    : null
  // A link of ours never leads to another: that of a material's own page becomes a new one to the same page.
  const isOurs = isOwnLink(deps, url)
  if (isOurs && !(material && hasPage(material.kind))) return url
  const [made] = await makeLinks(deps.database.sql, deps, {
    corpId,
    links: [
      {
        target: isOurs ? null : url,
        title: link.title,
        material,
        // As in the chat: it ends when the material does.
        endsAt: material?.validTo ? new Date(startOfDayMs(addDays(material.validTo, 1))) : null,
        staffId: owner.staffId,
        customerId: owner.customerId,
        chatId: owner.chatId,
        campaignId: owner.postId,
        channel: `post-${owner.arm}`,
        sendKey: `post:${owner.key}:${link.place}`,
      },
    ],
  })
  return made?.url ?? url
}

/** A text with a short link of ours in the place of each address; one address is one link, however often it stands there. */
export async function trackedText(
  deps: Deps,
  {
    corpId,
    owner,
    text,
    from,
  }: { corpId: string; owner: LinkOwner; text: string; from: MaterialOrigin | undefined },
): Promise<string> {
  const urls = [...new Set(linksInText(text).map(({ url }) => url))]
  const made = new Map<string, string>()
  for (const [n, url] of urls.entries()) {
    const link = { url, title: url, place: `text-${n}`, from }
    made.set(url, await trackedLink(deps, { corpId, owner, link }))
  }
  return withLinks(text, (url) => made.get(url) ?? url)
}
