import type { PostAttachment } from '../../../domain/post/content.ts'
import { type Attachment, isWecomError, type MomentMedia } from '../../../wecom/index.ts'
import type { Deps } from '../../deps.ts'
import { forgetMedia, mediaFor, pictureUrlFor, type MediaKind } from '../../media/index.ts'
import { type LinkOwner, type OutgoingLink, trackedLink } from './tracked-links.ts'

/** Gives media ids for one call, and remembers which, in case WeCom no longer takes one of them. */
interface Ids {
  media(hash: string, kind: MediaKind, fileName?: string): Promise<string>
  picture(hash: string): Promise<string>
  /** The address under which opens of this message are counted. */
  link(link: OutgoingLink): Promise<string>
}

/**
 * A call with media ids. One that WeCom refuses as too old is made anew, once: ids live three days by WeCom's clock,
 * and a task may have waited.
 */
export async function withMedia<T>(
  deps: Deps,
  { corpId, owner }: { corpId: string; owner: LinkOwner | null },
  call: (ids: Ids) => Promise<T>,
): Promise<T> {
  const used = new Set<string>()
  const ids: Ids = {
    async media(hash, kind, fileName) {
      const { mediaId } = await mediaFor(deps, { corpId }, { hash, fileName }, kind)
      used.add(mediaId)
      return mediaId
    },
    picture: (hash) => pictureUrlFor(deps, { corpId }, { hash }),
    link: (link) => (owner === null ? Promise.resolve(link.url) : trackedLink(deps, { corpId, owner, link })),
  }
  try {
    return await call(ids)
  } catch (error) {
    if (!isWecomError(error, 'expired') || used.size === 0) throw error
    for (const mediaId of used) await forgetMedia(deps, { corpId }, mediaId)
    return call(ids)
  }
}

/** The attachments of a mass message as WeCom takes them. */
export async function attachmentsFor(
  ids: Ids,
  attachments: readonly PostAttachment[],
): Promise<Attachment[]> {
  const made: Attachment[] = []
  for (const [place, one] of attachments.entries()) made.push(await attachmentFor(ids, one, place))
  return made
}

async function attachmentFor(ids: Ids, one: PostAttachment, place: number): Promise<Attachment> {
  switch (one.kind) {
    case 'image':
      return { kind: 'image', mediaId: await ids.media(one.hash, 'image') }
    case 'video':
      return { kind: 'video', mediaId: await ids.media(one.hash, 'video') }
    case 'file':
      return { kind: 'file', mediaId: await ids.media(one.hash, 'file', one.fileName) }
    case 'link': {
      const { title, url, description, cover, from } = one
      const picUrl = cover === null ? {} : { picUrl: await ids.picture(cover) }
      const address = await ids.link({ url, title, place: String(place), from })
      return { kind: 'link', title, url: address, ...(description === '' ? {} : { description }), ...picUrl }
    }
    case 'miniprogram': {
      const { title, appId, page, cover } = one
      return { kind: 'miniprogram', title, appId, page, picMediaId: await ids.media(cover ?? '', 'image') }
    }
  }
}

/** The attachments of a moment; its media ids are of another kind. */
export async function momentMediaFor(
  ids: Ids,
  attachments: readonly PostAttachment[],
): Promise<MomentMedia | undefined> {
  const [first] = attachments
  if (first?.kind === 'video') return { kind: 'video', mediaId: await ids.media(first.hash, 'moment-video') }
  if (first?.kind === 'link') {
    const { title, url, cover, from } = first
    const address = await ids.link({ url, title, place: '0', from })
    return { kind: 'link', title, url: address, mediaId: await ids.media(cover ?? '', 'moment-image') }
  }
  const mediaIds: string[] = []
  for (const one of attachments)
    if (one.kind === 'image') mediaIds.push(await ids.media(one.hash, 'moment-image'))
  return mediaIds.length === 0 ? undefined : { kind: 'images', mediaIds }
}
