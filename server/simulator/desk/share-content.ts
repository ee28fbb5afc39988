// The body of shareToExternalContact, shareToExternalChat and shareToExternalMoments, checked before a window opens.
import { isAtLeast } from './bridge-rules.ts'
import { isWebAddress, readMiniProgram, textIn, type MiniProgramCard, type NewsCard } from './chat-message.ts'

export type ShareApi = 'shareToExternalContact' | 'shareToExternalChat' | 'shareToExternalMoments'

export type SharedPart =
  | { kind: 'image'; mediaId: string; imgUrl: string }
  | { kind: 'video' | 'file'; mediaId: string }
  | { kind: 'link'; news: NewsCard }
  | { kind: 'miniprogram'; miniprogram: MiniProgramCard }

export interface SharedContent {
  text: string
  parts: SharedPart[]
  /** External user ids or chat ids that are chosen already. */
  receivers: string[]
}

export type ReadShare = { ok: true; content: SharedContent } | { ok: false; problem: string }
type ReadPart = { ok: true; part: SharedPart } | { ok: false; problem: string }

const MOST_PARTS = 9
const MOST_CHARACTERS = {
  shareToExternalContact: 4000,
  shareToExternalChat: 4000,
  shareToExternalMoments: 2000,
}
/** `text` and `attachments`; before, the body was one card. */
const CONTENT_SINCE = '3.1.6'
const RECEIVERS_SINCE = '4.1.10'

const bad = (problem: string): { ok: false; problem: string } => ({ ok: false, problem })

export function readShare(api: ShareApi, params: Record<string, unknown>, version: string): ReadShare {
  const isMoment = api === 'shareToExternalMoments'
  if (!isMoment && (!isAtLeast(version, CONTENT_SINCE) || typeof params['link'] === 'string'))
    return readCard(params)
  const text = textIn(params['text'], 'content')
  if ([...text].length > MOST_CHARACTERS[api]) return bad('invalid text: too long')
  const given = params['attachments'] ?? []
  if (!Array.isArray(given) || given.length > MOST_PARTS) return bad('invalid attachments')
  const parts: SharedPart[] = []
  for (const one of given) {
    const read = readPart(one)
    if (!read.ok) return read
    parts.push(read.part)
  }
  if (text === '' && parts.length === 0) return bad('invalid params: nothing to share')
  if (isMoment && !fitsMoments(parts)) return bad('invalid attachments')
  const key = api === 'shareToExternalContact' ? 'externalUserIds' : 'chatIds'
  const takesReceivers = !isMoment && isAtLeast(version, RECEIVERS_SINCE)
  return { ok: true, content: { text, parts, receivers: takesReceivers ? idsIn(params[key]) : [] } }
}

function readCard(params: Record<string, unknown>): ReadShare {
  const read = readLink({ ...params, url: params['link'] })
  return read.ok ? { ok: true, content: { text: '', parts: [read.part], receivers: [] } } : read
}

function readPart(value: unknown): ReadPart {
  const body: unknown = typeof value === 'object' && value !== null ? value : {}
  const kind = textIn(body, 'msgtype')
  const inner: unknown = Object.entries(body as object).find(([name]) => name === kind)?.[1]
  switch (kind) {
    case 'image': {
      const mediaId = textIn(inner, 'mediaid')
      const imgUrl = textIn(inner, 'imgUrl')
      if (mediaId === '' && !isWebAddress(imgUrl)) return bad('invalid mediaid')
      return { ok: true, part: { kind, mediaId, imgUrl } }
    }
    case 'video':
    case 'file': {
      const mediaId = textIn(inner, 'mediaid')
      return mediaId ? { ok: true, part: { kind, mediaId } } : bad('invalid mediaid')
    }
    case 'link':
      return readLink(inner)
    case 'miniprogram': {
      const read = readMiniProgram(inner)
      return read.ok ? { ok: true, part: { kind, miniprogram: read.card } } : read
    }
    default:
      return bad('invalid msgtype')
  }
}

/** The address is `url` here and `link` in a chat message. */
function readLink(body: unknown): ReadPart {
  const link = textIn(body, 'url')
  const title = textIn(body, 'title')
  const imgUrl = textIn(body, 'imgUrl')
  if (!isWebAddress(link)) return bad('invalid url')
  if (!title) return bad('invalid title')
  if (imgUrl !== '' && !isWebAddress(imgUrl)) return bad('invalid imgUrl')
  return { ok: true, part: { kind: 'link', news: { link, title, desc: textIn(body, 'desc'), imgUrl } } }
}

/** Nine pictures, or one video, or one link. */
function fitsMoments(parts: readonly SharedPart[]): boolean {
  const kinds = new Set(parts.map(({ kind }) => kind))
  if (kinds.has('file') || kinds.has('miniprogram')) return false
  return parts.length < 2 || (kinds.size === 1 && kinds.has('image'))
}

function idsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}
