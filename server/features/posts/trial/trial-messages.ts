import { z } from 'zod'
import { CONTENT_LIMITS, type PostAttachment } from '../../../domain/post/content.ts'
import { checkContent } from '../../../domain/post/check-content.ts'
import { describeBlob } from '../../../platform/blobs.ts'
import type { Deps } from '../../deps.ts'
import { misfitOf } from '../../media/index.ts'
import { attachmentWords, cutBytes } from './trial-texts.ts'

const file = { hash: z.string(), fileName: z.string() }
/** One message of a test; files are named by their hash until it goes out. */
export const trialMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('image'), ...file }),
  z.object({ kind: z.literal('video'), ...file }),
  z.object({ kind: z.literal('file'), ...file }),
  z.object({
    kind: z.literal('news'),
    title: z.string(),
    url: z.string(),
    description: z.string(),
    cover: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('miniprogram'),
    title: z.string(),
    appId: z.string(),
    page: z.string(),
    /** Sent instead when WeCom refuses it: only mini programs that are linked with the app may be noticed. */
    otherwise: z.string(),
  }),
])
export type TrialMessage = z.infer<typeof trialMessage>

/** Attachments as messages of the app; what WeCom would not take as itself is told in words. */
export async function trialMessages(
  deps: Deps,
  attachments: readonly PostAttachment[],
  { corpId, language }: { corpId: string; language: string },
): Promise<TrialMessage[]> {
  const made: TrialMessage[] = []
  for (const one of attachments)
    made.push(
      (await messageOf(deps, corpId, one, attachmentWords(one, language, false))) ?? {
        kind: 'text',
        text: attachmentWords(one, language, true),
      },
    )
  return made
}

async function messageOf(
  deps: Deps,
  corpId: string,
  one: PostAttachment,
  otherwise: string,
): Promise<TrialMessage | null> {
  const fits = async (hash: string, kind: 'image' | 'video' | 'file'): Promise<boolean> => {
    const blob = await describeBlob(deps.database.db, { corpId, hash })
    return blob !== null && misfitOf(blob, kind) === null
  }
  switch (one.kind) {
    case 'image':
    case 'video':
    case 'file': {
      const { kind, hash, fileName } = one
      return (await fits(hash, kind)) ? { kind, hash, fileName } : null
    }
    case 'link': {
      const { title, url, description, cover } = one
      const isBad = checkContent('customers', { text: '', attachments: [one] }).some(
        ({ is }) => is === 'no-title' || is === 'bad-url',
      )
      if (isBad) return null
      return {
        kind: 'news',
        url,
        title: cutBytes(title, CONTENT_LIMITS.linkTitleBytes),
        description: cutBytes(description, CONTENT_LIMITS.linkDescriptionBytes),
        cover: cover !== null && (await fits(cover, 'image')) ? cover : null,
      }
    }
    case 'miniprogram': {
      const { title, appId, page } = one
      if (title.trim() === '' || appId === '' || page === '') return null
      return { kind: 'miniprogram', title, appId, page, otherwise }
    }
  }
}
