// 群发助手 and 客户朋友圈 as a page opens them: filled in, and waiting for the person at the desk.
import { shallowRef, type Ref } from 'vue'
import { api } from '../api.ts'
import { t } from '../i18n.ts'
import type { ShareApi, SharedContent, SharedPart } from '../share-content.ts'

export interface ShareDraft {
  api: ShareApi
  content: SharedContent
  receivers: { id: string; name: string; isChosen: boolean }[]
}

export interface ShareWindow {
  draft: Ref<ShareDraft | null>
  open: (api: ShareApi, content: SharedContent) => Promise<void>
  /** Does it, and says what came of it. */
  send: (ids: readonly string[]) => Promise<string>
  close: () => void
}

export function useShareWindow(userid: Readonly<Ref<string | null>>): ShareWindow {
  const draft = shallowRef<ShareDraft | null>(null)

  async function open(shareApi: ShareApi, content: SharedContent): Promise<void> {
    draft.value = { api: shareApi, content, receivers: await receiversOf(shareApi, content.receivers) }
  }

  async function receiversOf(shareApi: ShareApi, ids: readonly string[]): Promise<ShareDraft['receivers']> {
    if (shareApi === 'shareToExternalMoments') return []
    const isGroup = shareApi === 'shareToExternalChat'
    if (ids.length > 0) {
      const nameOf = async (id: string): Promise<string> =>
        (isGroup ? await api.group(id) : await api.contact(id)).name
      return await Promise.all(ids.map(async (id) => ({ id, name: await nameOf(id), isChosen: true })))
    }
    const { items } = await api.chats({ userid: userid.value ?? '', kind: isGroup ? 'group' : 'customer' })
    return items.flatMap(({ name, chatId, externalUserId }) => {
      const id = isGroup ? chatId : externalUserId
      return id === undefined ? [] : [{ id, name, isChosen: false }]
    })
  }

  async function send(ids: readonly string[]): Promise<string> {
    const shown = draft.value
    if (!shown) return ''
    const { text, parts } = shown.content
    if (shown.api === 'shareToExternalMoments') {
      await api.act('publish-moment', { userid: userid.value, text, ...momentOf(parts) })
      draft.value = null
      return t('share.published')
    }
    const key = shown.api === 'shareToExternalChat' ? 'chatIds' : 'externalUserids'
    const attachments = parts.map(attachmentOf)
    const body = { userid: userid.value, text, attachments, [key]: ids }
    const { sent, failed } = await api.act('send-own-mass-message', body)
    draft.value = null
    return t('share.sent', { sent: Number(sent), failed: Number(failed) })
  }

  return { draft, open, send, close: () => (draft.value = null) }
}

function momentOf(parts: readonly SharedPart[]): Record<string, unknown> {
  const [first] = parts
  if (first?.kind === 'link') return { link: { title: first.news.title, url: first.news.link } }
  if (first?.kind === 'video') return { videoId: first.mediaId }
  return { imageIds: parts.flatMap((part) => (part.kind === 'image' ? [part.mediaId] : [])) }
}

function attachmentOf(part: SharedPart): Record<string, unknown> {
  switch (part.kind) {
    case 'image': {
      const { mediaId, imgUrl } = part
      return { msgtype: 'image', image: mediaId ? { media_id: mediaId } : { pic_url: imgUrl } }
    }
    case 'video':
      return { msgtype: 'video', video: { media_id: part.mediaId } }
    case 'file':
      return { msgtype: 'file', file: { media_id: part.mediaId } }
    case 'link': {
      const { link, title, desc, imgUrl } = part.news
      return { msgtype: 'link', link: { url: link, title, desc, picurl: imgUrl } }
    }
    case 'miniprogram': {
      const { appid, title, page } = part.miniprogram
      // The picture comes as an address here and as an upload there.
      return { msgtype: 'miniprogram', miniprogram: { appid, title, page, pic_media_id: '' } }
    }
  }
}
