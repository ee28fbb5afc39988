import { byteLength, CONTENT_LIMITS, type PostAttachment, type PostContent } from './content.ts'
import { POST_VARIABLES, type PostKind, variablesIn } from './kinds.ts'
import { asItArrives } from './text-links.ts'

/** What is wrong with a content. `at` is the attachment, counted from 0; without it, the text. */
export type ContentProblem =
  | { is: 'empty' }
  | { is: 'text-too-long'; size: number; limit: number; unit: 'bytes' | 'characters' }
  | { is: 'sensitive'; word: string }
  | { is: 'variable-not-here'; name: string }
  | { is: 'too-many'; size: number; limit: number }
  | { is: 'not-mixed' }
  | { is: 'kind-not-here'; at: number }
  | { is: 'attachments-not-here' }
  | { is: 'no-title'; at: number }
  | { is: 'title-too-long'; at: number; size: number; limit: number; unit: 'bytes' | 'characters' }
  | { is: 'description-too-long'; at: number; size: number; limit: number }
  | { is: 'bad-url'; at: number }
  | { is: 'no-app'; at: number }
  | { is: 'no-cover'; at: number }
  | { is: 'file-too-large'; at: number; size: number; limit: number }

/** The browser asks while somebody types, the server before anything is kept as ready. */
export function checkContent(
  kind: PostKind,
  content: PostContent,
  words: readonly string[] = [],
  /** What our short links begin with; null where addresses go out as they are written. */
  home: string | null = null,
): ContentProblem[] {
  const { text, attachments } = content
  if (text.trim() === '' && attachments.length === 0) return [{ is: 'empty' }]
  return [
    ...checkText(kind, text, home),
    ...sensitiveIn(content, words),
    ...checkNumber(kind, attachments),
    ...attachments.flatMap((attachment, at) => checkAttachment(kind, attachment, at)),
  ]
}

function checkText(kind: PostKind, text: string, home: string | null): ContentProblem[] {
  const problems: ContentProblem[] = []
  const sent = home === null ? text : asItArrives(kind, text, home)
  const characters = [...sent].length
  const bytes = byteLength(sent)
  const most = kind === 'moment' ? CONTENT_LIMITS.momentCharacters : CONTENT_LIMITS.announcementCharacters
  if ((kind === 'moment' || kind === 'announcement') && characters > most)
    problems.push({ is: 'text-too-long', size: characters, limit: most, unit: 'characters' })
  else if (kind !== 'announcement' && bytes > CONTENT_LIMITS.textBytes)
    problems.push({ is: 'text-too-long', size: bytes, limit: CONTENT_LIMITS.textBytes, unit: 'bytes' })
  for (const name of variablesIn(text))
    if (!POST_VARIABLES[kind].includes(name)) problems.push({ is: 'variable-not-here', name })
  return problems
}

/** Words of the corp's list, wherever a customer would read them. */
export function sensitiveIn({ text, attachments }: PostContent, words: readonly string[]): ContentProblem[] {
  const read = [text, ...attachments.flatMap(textsOf)].join('\n').toLowerCase()
  return words
    .filter((word) => word !== '' && read.includes(word.toLowerCase()))
    .map((word) => ({ is: 'sensitive', word }))
}

function textsOf(attachment: PostAttachment): string[] {
  switch (attachment.kind) {
    case 'link':
      return [attachment.title, attachment.description]
    case 'miniprogram':
      return [attachment.title]
    case 'image':
    case 'video':
    case 'file':
      return attachment.kind === 'file' ? [attachment.fileName] : []
  }
}

/** A moment shows nine pictures, or one video, or one link. */
function checkNumber(kind: PostKind, attachments: readonly PostAttachment[]): ContentProblem[] {
  if (attachments.length === 0) return []
  if (kind === 'announcement') return [{ is: 'attachments-not-here' }]
  if (attachments.length > CONTENT_LIMITS.attachments)
    return [{ is: 'too-many', size: attachments.length, limit: CONTENT_LIMITS.attachments }]
  if (kind !== 'moment') return []
  const kinds = new Set(attachments.map((attachment) => attachment.kind))
  return kinds.size > 1 || (attachments.length > 1 && !kinds.has('image')) ? [{ is: 'not-mixed' }] : []
}

function checkAttachment(kind: PostKind, attachment: PostAttachment, at: number): ContentProblem[] {
  switch (attachment.kind) {
    case 'image':
      return checkSize(attachment, { at, limit: CONTENT_LIMITS.imageBytes })
    case 'video':
      return checkSize(attachment, { at, limit: CONTENT_LIMITS.videoBytes })
    case 'file':
      if (kind === 'moment') return [{ is: 'kind-not-here', at }]
      return checkSize(attachment, { at, limit: CONTENT_LIMITS.fileBytes })
    case 'link':
      return checkLink(kind, attachment, at)
    case 'miniprogram':
      return kind === 'moment' ? [{ is: 'kind-not-here', at }] : checkMini(attachment, at)
  }
}

function checkSize(
  { byteSize }: { byteSize: number },
  { at, limit }: { at: number; limit: number },
): ContentProblem[] {
  return byteSize > limit ? [{ is: 'file-too-large', at, size: byteSize, limit }] : []
}

function checkLink(
  kind: PostKind,
  { title, url, description, cover }: Extract<PostAttachment, { kind: 'link' }>,
  at: number,
): ContentProblem[] {
  const problems: ContentProblem[] = []
  const isMoment = kind === 'moment'
  const size = isMoment ? [...title].length : byteLength(title)
  const limit = isMoment ? CONTENT_LIMITS.momentLinkTitleCharacters : CONTENT_LIMITS.linkTitleBytes
  const unit = isMoment ? 'characters' : 'bytes'
  if (title.trim() === '') problems.push({ is: 'no-title', at })
  if (size > limit) problems.push({ is: 'title-too-long', at, size, limit, unit })
  const described = byteLength(description)
  if (described > CONTENT_LIMITS.linkDescriptionBytes)
    problems.push({
      is: 'description-too-long',
      at,
      size: described,
      limit: CONTENT_LIMITS.linkDescriptionBytes,
    })
  if (!isWebAddress(url) || byteLength(url) > CONTENT_LIMITS.urlBytes) problems.push({ is: 'bad-url', at })
  // A moment's link is drawn with its picture.
  if (isMoment && cover === null) problems.push({ is: 'no-cover', at })
  return problems
}

function checkMini(
  { title, appId, page, cover }: Extract<PostAttachment, { kind: 'miniprogram' }>,
  at: number,
): ContentProblem[] {
  const problems: ContentProblem[] = []
  const size = byteLength(title)
  const limit = CONTENT_LIMITS.miniTitleBytes
  if (title.trim() === '') problems.push({ is: 'no-title', at })
  if (size > limit) problems.push({ is: 'title-too-long', at, size, limit, unit: 'bytes' })
  if (!/^wx[0-9a-zA-Z]{8,30}$/.test(appId) || page.trim() === '') problems.push({ is: 'no-app', at })
  if (cover === null) problems.push({ is: 'no-cover', at })
  return problems
}

function isWebAddress(text: string): boolean {
  return (
    /^https?:\/\/[^\s/.]+(\.[^\s/.]+)+(:\d+)?(\/\S*)?$/.test(text) ||
    /^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?\//.test(text)
  )
}
