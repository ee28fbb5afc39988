import { compact } from './parse.ts'
import type { Attachment } from './types.ts'

/** At most nine; `text` and attachments may not both be empty (the caller's rule). */
export function toContent(content: {
  text?: string
  attachments?: readonly Attachment[]
}): Record<string, unknown> {
  const { text, attachments = [] } = content
  return {
    ...(text === undefined ? {} : { text: { content: text } }),
    ...(attachments.length > 0 ? { attachments: attachments.map(toAttachment) } : {}),
  }
}

function toAttachment(item: Attachment): Record<string, unknown> {
  return { msgtype: item.kind, [item.kind]: toAttachmentBody(item) }
}

/** The part under the kind's own key; welcome templates and contact ways carry it alone. */
export function toAttachmentBody(item: Attachment): Record<string, unknown> {
  switch (item.kind) {
    case 'image':
      return 'mediaId' in item ? { media_id: item.mediaId } : { pic_url: item.picUrl }
    case 'link': {
      const { title, url, picUrl, description } = item
      return compact({ title, picurl: picUrl, desc: description, url })
    }
    case 'miniprogram': {
      const { title, picMediaId, appId, page } = item
      return { title, pic_media_id: picMediaId, appid: appId, page }
    }
    case 'video':
    case 'file':
      return { media_id: item.mediaId }
  }
}
