import type { MenuItem } from '../components/MenuButton.vue'
import { t } from '../i18n.ts'
import { actionWord, type ActionName } from './form.ts'

const item = (name: ActionName, icon: string, more: Partial<MenuItem> = {}): MenuItem => ({
  id: name,
  label: t(actionWord(name)),
  icon,
  ...more,
})

/** Behind the + of the chat list. */
export const startMenu = (): MenuItem[] => [
  item('add-contact', 'user'),
  item('scan-code', 'square', { startsGroup: true }),
  item('join-by-code', 'group'),
  item('open-link', 'link'),
  item('create-group', 'users', { startsGroup: true }),
  item('publish-moment', 'moment', { startsGroup: true }),
  item('like-moment', 'like'),
  item('create-corp-tag', 'tag', { startsGroup: true }),
  item('resign-member', 'swap', { startsGroup: true, isDanger: true }),
]

/** Behind the … of a chat. */
export const chatMenu = (kind: 'customer' | 'group'): MenuItem[] =>
  kind === 'group'
    ? [
        item('rename-group', 'edit'),
        item('join-group', 'plus'),
        item('leave-group', 'users'),
        item('change-owner', 'swap'),
        item('dismiss-group', 'x', { startsGroup: true, isDanger: true }),
      ]
    : [
        item('edit-contact', 'edit'),
        item('tag', 'tag'),
        item('untag', 'tag'),
        item('delete-contact', 'x', { startsGroup: true, isDanger: true }),
        item('customer-deletes-staff', 'alert', { isDanger: true }),
      ]
