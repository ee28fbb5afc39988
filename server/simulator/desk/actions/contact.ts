import { api, type Chat } from '../api.ts'
import { corpTags, tagsOf } from './choices.ts'
import { makeForm, makeWarning, type ActionForm, type ActionParts } from './form.ts'

/** Dialogs of a chat with one customer. */
export function contactForm(name: string, chat: Chat, parts: ActionParts): ActionForm | null {
  const externalUserid = chat.externalUserId ?? ''
  const { userid } = parts.me
  const pair = { userid, externalUserid }
  const held = async (key: 'remark' | 'description'): Promise<string> => {
    const { follows } = await api.contact(externalUserid)
    return follows.find((follow) => follow.userid === userid)?.[key] ?? ''
  }
  switch (name) {
    case 'edit-contact':
      return makeForm(parts, name, {
        fields: [
          { name: 'remark', word: 'field.remark', kind: 'text', value: () => held('remark') },
          { name: 'description', word: 'field.description', kind: 'long', value: () => held('description') },
        ],
        body: ({ texts }) => ({
          ...pair,
          remark: texts['remark'] ?? '',
          description: texts['description'] ?? '',
        }),
      })
    case 'tag':
      return makeForm(parts, name, {
        fields: [{ name: 'tagId', word: 'field.tag', kind: 'one', isRequired: true, choices: corpTags }],
        body: ({ texts }) => ({ ...pair, tagIds: [texts['tagId']] }),
      })
    case 'untag':
      return makeForm(parts, name, {
        fields: [
          {
            name: 'tagId',
            word: 'field.tag',
            kind: 'one',
            isRequired: true,
            choices: () => tagsOf(externalUserid, userid),
            emptyWord: 'field.noneTags',
          },
        ],
        body: ({ texts }) => ({ ...pair, tagIds: [texts['tagId']] }),
      })
    case 'delete-contact':
    case 'customer-deletes-staff':
      return makeWarning(parts, name, { subject: chat.name, body: pair })
    default:
      return null
  }
}
