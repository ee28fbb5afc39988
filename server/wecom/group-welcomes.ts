import { z } from 'zod'
import { toAttachmentBody } from './attachments.ts'
import type { Client } from './client.ts'
import { compact, id, looseObject, readObject, text } from './parse.ts'
import type { GroupWelcome, WecomGroupWelcomes } from './types-group-welcomes.ts'

const AREA = 'externalcontact/group_welcome_template'
const created = z.object({ template_id: id }).transform((raw) => ({ templateId: raw.template_id }))
const template = z
  .object({ text: looseObject(z.object({ content: text })) })
  .transform((raw) => ({ text: raw.text?.content ?? '' }))

export function createGroupWelcomes(client: Client, agentId: number): WecomGroupWelcomes {
  return {
    async create({ notifiesOwners, ...welcome }, options) {
      const notify = notifiesOwners === undefined ? undefined : Number(notifiesOwners)
      const body = compact({ ...toBody(welcome), agentid: agentId, notify })
      const api = `${AREA}/add`
      return readObject(await client.call({ api, body, safe: false }, options), created, api)
    },
    async update({ templateId, ...welcome }, options) {
      const body = { template_id: templateId, ...toBody(welcome), agentid: agentId }
      await client.call({ api: `${AREA}/edit`, body, safe: true }, options)
    },
    async get(templateId, options) {
      const api = `${AREA}/get`
      const body = { template_id: templateId }
      return readObject(await client.call({ api, body, safe: true }, options), template, api)
    },
    async delete(templateId, options) {
      const body = { template_id: templateId, agentid: agentId }
      await client.call({ api: `${AREA}/del`, body, safe: true }, options)
    },
  }
}

function toBody({ text, attachment }: GroupWelcome): Record<string, unknown> {
  return {
    ...(text === undefined ? {} : { text: { content: text } }),
    ...(attachment === undefined ? {} : { [attachment.kind]: toAttachmentBody(attachment) }),
  }
}
