import { codes, customers, moments } from './choices.ts'
import type { Codes } from '../api.ts'
import { makeForm, makeWarning, type ActionForm, type ActionParts } from './form.ts'

/** A new person comes in by a code or a link that the company has put out. */
export function newcomerForm(
  parts: ActionParts,
  name: 'scan-code' | 'join-by-code' | 'open-link',
  by: { key: 'configId' | 'linkId'; kind: keyof Codes; value?: string },
): ActionForm {
  const isLink = by.key === 'linkId'
  return makeForm(parts, name, {
    fields: [
      {
        name: by.key,
        word: isLink ? 'field.acquisition' : 'field.code',
        kind: 'one',
        isRequired: true,
        choices: () => codes(by.kind),
        emptyWord: isLink ? 'field.noneLinks' : 'field.noneCodes',
        ...(by.value === undefined ? {} : { value: by.value }),
      },
      { name: 'name', word: 'field.name', kind: 'text', isRequired: true },
      ...(isLink ? [{ name: 'channel', word: 'field.channel', kind: 'text' } as const] : []),
    ],
    body: ({ texts }) => texts,
  })
}

/** Dialogs that need no open chat. */
export function startForm(name: string, parts: ActionParts): ActionForm | null {
  const { userid } = parts.me
  const myCustomers = () => customers(userid)
  switch (name) {
    case 'add-contact':
      return makeForm(parts, name, {
        fields: [
          { name: 'name', word: 'field.name', kind: 'text', isRequired: true },
          { name: 'phone', word: 'card.mobiles', kind: 'text' },
          { name: 'state', word: 'field.state', kind: 'text' },
        ],
        body: ({ texts }) => ({ userid, ...texts }),
      })
    case 'scan-code':
      return newcomerForm(parts, name, { key: 'configId', kind: 'contactWays' })
    case 'join-by-code':
      return newcomerForm(parts, name, { key: 'configId', kind: 'joinWays' })
    case 'open-link':
      return newcomerForm(parts, name, { key: 'linkId', kind: 'links' })
    case 'create-group':
      return makeForm(parts, name, {
        fields: [
          { name: 'name', word: 'field.groupName', kind: 'text', isRequired: true },
          { name: 'externalUserids', word: 'field.customers', kind: 'several', choices: myCustomers },
        ],
        body: ({ texts, lists }) => ({
          userid,
          name: texts['name'],
          externalUserids: lists['externalUserids'],
        }),
      })
    case 'create-corp-tag':
      return makeForm(parts, name, {
        fields: [
          { name: 'group', word: 'field.tagGroup', kind: 'text', isRequired: true },
          { name: 'name', word: 'field.tag', kind: 'text', isRequired: true },
        ],
        body: ({ texts }) => ({ ...texts }),
      })
    case 'publish-moment':
      return makeForm(parts, name, {
        fields: [{ name: 'text', word: 'field.text', kind: 'long', isRequired: true }],
        body: ({ texts }) => ({ userid, text: texts['text'] }),
      })
    case 'like-moment':
      return makeForm(parts, name, {
        fields: [
          {
            name: 'momentId',
            word: 'field.moment',
            kind: 'one',
            isRequired: true,
            choices: () => moments(userid),
            emptyWord: 'field.noneMoments',
          },
          {
            name: 'externalUserid',
            word: 'field.liker',
            kind: 'one',
            isRequired: true,
            choices: myCustomers,
          },
        ],
        body: ({ texts }) => ({ userid, ...texts }),
      })
    case 'resign-member':
      return makeWarning(parts, name, { subject: parts.me.name, body: { userid } })
    default:
      return null
  }
}
