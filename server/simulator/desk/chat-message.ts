// The body of sendChatMessage, checked as the client checks it before anything is sent.

export interface NewsCard {
  link: string
  title: string
  desc: string
  imgUrl: string
}

export interface MiniProgramCard {
  appid: string
  title: string
  imgUrl: string
  page: string
}

export type OutgoingMessage =
  | { kind: 'text'; text: string }
  | { kind: 'image' | 'video' | 'file'; mediaId: string }
  | { kind: 'news'; news: NewsCard }
  | { kind: 'miniprogram'; miniprogram: MiniProgramCard }

export type ReadMessage = { ok: true; message: OutgoingMessage } | { ok: false; problem: string }

const bad = (problem: string): { ok: false; problem: string } => ({ ok: false, problem })

export function readChatMessage(params: Record<string, unknown>): ReadMessage {
  const kind = params['msgtype']
  switch (kind) {
    case 'text': {
      const content = textIn(params['text'], 'content')
      return content ? { ok: true, message: { kind, text: content } } : bad('invalid content')
    }
    case 'image':
    case 'video':
    case 'file': {
      // The key is mediaid here, although the server API says media_id.
      const mediaId = textIn(params[kind], 'mediaid')
      return mediaId ? { ok: true, message: { kind, mediaId } } : bad('invalid mediaid')
    }
    case 'news':
      return readNews(params[kind])
    case 'miniprogram': {
      const read = readMiniProgram(params[kind])
      return read.ok ? { ok: true, message: { kind, miniprogram: read.card } } : read
    }
    default:
      return bad('invalid msgtype')
  }
}

function readNews(body: unknown): ReadMessage {
  const link = textIn(body, 'link')
  const title = textIn(body, 'title')
  if (!isWebAddress(link)) return bad('invalid link')
  if (!title) return bad('invalid title')
  const imgUrl = textIn(body, 'imgUrl')
  if (imgUrl !== '' && !isWebAddress(imgUrl)) return bad('invalid imgUrl')
  return { ok: true, message: { kind: 'news', news: { link, title, desc: textIn(body, 'desc'), imgUrl } } }
}

export function readMiniProgram(
  body: unknown,
): { ok: true; card: MiniProgramCard } | { ok: false; problem: string } {
  const appid = textIn(body, 'appid')
  const title = textIn(body, 'title')
  const imgUrl = textIn(body, 'imgUrl')
  const page = textIn(body, 'page')
  if (!appid) return bad('invalid appid')
  if (!title) return bad('invalid title')
  if (!isWebAddress(imgUrl)) return bad('invalid imgUrl')
  if (!/\.html(\?.*)?$/.test(page)) return bad('invalid page')
  return { ok: true, card: { appid, title, imgUrl, page } }
}

export function textIn(body: unknown, key: string): string {
  if (typeof body !== 'object' || body === null) return ''
  const value = Object.entries(body).find(([name]) => name === key)?.[1]
  return typeof value === 'string' ? value.trim() : ''
}

export function isWebAddress(value: string): boolean {
  return /^https?:\/\/[^\s/]+/i.test(value)
}
