import type { Chat } from '../api.ts'
import { colleaguesIn, customers, members } from './choices.ts'
import { makeForm, makeWarning, type ActionForm, type ActionParts } from './form.ts'

/** Dialogs of a customer group. */
export function groupForm(name: string, chat: Chat, parts: ActionParts): ActionForm | null {
  const chatId = chat.chatId ?? ''
  const { userid } = parts.me
  switch (name) {
    case 'rename-group':
      return makeForm(parts, name, {
        fields: [{ name: 'name', word: 'field.groupName', kind: 'text', value: chat.name, isRequired: true }],
        body: ({ texts }) => ({ chatId, name: texts['name'] }),
      })
    case 'join-group':
      return makeForm(parts, name, {
        fields: [
          { name: 'memberIds', word: 'field.customers', kind: 'several', choices: () => customers(userid) },
        ],
        body: ({ lists }) => ({ chatId, memberIds: lists['memberIds'], invitor: userid }),
      })
    case 'leave-group':
      return makeForm(parts, name, {
        fields: [
          {
            name: 'member',
            word: 'field.person',
            kind: 'one',
            isRequired: true,
            choices: () => members(chatId),
          },
        ],
        body: ({ texts }) => ({ chatId, memberIds: [texts['member']], removed: true }),
      })
    case 'change-owner':
      return makeForm(parts, name, {
        fields: [
          {
            name: 'owner',
            word: 'card.owner',
            kind: 'one',
            isRequired: true,
            choices: () => colleaguesIn(chatId),
          },
        ],
        body: ({ texts }) => ({ chatId, userid: texts['owner'] }),
      })
    case 'dismiss-group':
      return makeWarning(parts, name, { subject: chat.name, body: { chatId } })
    default:
      return null
  }
}
