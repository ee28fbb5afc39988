import { z } from 'zod'
import { toContent } from './attachments.ts'
import type { Client } from './client.ts'
import { compact, optionalText, text } from './parse.ts'
import type { AppMessage, WecomMessages } from './types.ts'

const sent = z.object({ msgid: optionalText, invaliduser: text })

export function createMessages(client: Client, agentId: number): WecomMessages {
  return {
    async sendWelcome({ welcomeCode, ...content }, options) {
      const body = { welcome_code: welcomeCode, ...toContent(content) }
      const call = { api: 'externalcontact/send_welcome_msg', body, safe: false, codes: [welcomeCode] }
      // The code dies after 20 s: waiting behind a sync would waste it.
      await client.call(call, { priority: 'interactive', ...options })
    },
    async sendAppMessage(message, options) {
      const body = {
        touser: message.userids.join('|'),
        agentid: agentId,
        ...toMessage(message),
        ...(message.duplicateWithinMs === undefined
          ? {}
          : {
              enable_duplicate_check: 1,
              duplicate_check_interval: Math.ceil(message.duplicateWithinMs / 1000),
            }),
      }
      const answer = sent.parse(await client.call({ api: 'message/send', body, safe: false }, options))
      const invalidUsers = answer.invaliduser.split('|').filter((userid) => userid !== '')
      return compact({ msgid: answer.msgid, invalidUsers })
    },
  }
}

function toMessage({ content }: AppMessage): Record<string, unknown> {
  switch (content.kind) {
    case 'text':
      return { msgtype: 'text', text: { content: content.text } }
    case 'markdown':
      return { msgtype: 'markdown', markdown: { content: content.text } }
    case 'textcard': {
      const { title, description, url, button } = content
      return { msgtype: 'textcard', textcard: compact({ title, description, url, btntxt: button }) }
    }
    case 'image':
    case 'file':
      return { msgtype: content.kind, [content.kind]: { media_id: content.mediaId } }
    case 'video':
      return { msgtype: 'video', video: compact({ media_id: content.mediaId, title: content.title }) }
    case 'news': {
      const { title, description, url, picUrl } = content
      return { msgtype: 'news', news: { articles: [compact({ title, description, url, picurl: picUrl })] } }
    }
    case 'miniprogram': {
      const { appId, page, title } = content
      return { msgtype: 'miniprogram_notice', miniprogram_notice: { appid: appId, page, title } }
    }
  }
}
