// The … and + menus: what people do in the WeCom and WeChat clients, each with the dialog that asks for it.
import { computed, shallowRef, type ComputedRef, type Ref } from 'vue'
import { contactForm } from '../actions/contact.ts'
import { actionWord, type ActionForm, type ActionName, type ActionParts } from '../actions/form.ts'
import { groupForm } from '../actions/group.ts'
import { chatMenu, startMenu } from '../actions/menus.ts'
import { startForm } from '../actions/start.ts'
import { api, type Task } from '../api.ts'
import type { MenuItem } from '../components/MenuButton.vue'
import { t } from '../i18n.ts'
import type { DeskState } from './desk.ts'
import { reasonOf } from './load.ts'

export interface ActionsState {
  form: Ref<ActionForm | null>
  startItems: ComputedRef<MenuItem[]>
  chatItems: ComputedRef<MenuItem[]>
  open: (name: string) => void
  openLink: (from: 'me' | 'customer') => void
  /** Sends or publishes what the company prepared; to all of the recipients but those named. */
  answerTask: (task: Task, answer: 'send' | 'ignore', except?: readonly string[]) => Promise<void>
}

export function useActions(desk: DeskState): ActionsState {
  const form = shallowRef<ActionForm | null>(null)
  const startItems = computed(startMenu)
  const chatItems = computed(() => chatMenu(desk.chat.value?.kind ?? 'customer'))

  /** Runs the action, says so, and lets the callbacks that follow be shown. */
  async function act(name: ActionName, body: Record<string, unknown>): Promise<void> {
    desk.expectCallbacks()
    await api.act(name, body)
    desk.toasts.show('ok', t('action.done', { action: t(actionWord(name)) }))
    if (name === 'delete-contact' || name === 'dismiss-group') desk.leaveChat()
    desk.refresh()
    if (name === 'resign-member') await takeNextSeat()
  }

  /** Who resigned has no client any more: the desk goes to a colleague. */
  async function takeNextSeat(): Promise<void> {
    await desk.session.fetchSession()
    const next = desk.session.me.value
    if (next) await desk.changeStaff(next.userid)
  }

  function open(name: string): void {
    const me = desk.session.me.value
    const chat = desk.chat.value
    if (!me) return
    const parts: ActionParts = { me, act }
    form.value =
      startForm(name, parts) ??
      (chat?.kind === 'group' ? groupForm(name, chat, parts) : chat ? contactForm(name, chat, parts) : null)
  }

  function openLink(from: 'me' | 'customer'): void {
    form.value = {
      title: t('write.link'),
      runText: t('write.send'),
      fields: [
        { name: 'title', word: 'field.title', kind: 'text', isRequired: true },
        { name: 'desc', word: 'field.description', kind: 'text' },
        { name: 'link', word: 'field.link', kind: 'text', value: 'https://', isRequired: true },
      ],
      run: async ({ texts }) => {
        const { title = '', desc = '', link = '' } = texts
        await desk.talk.post({ kind: 'news', news: { title, desc, link, imgUrl: '' }, from })
      },
    }
  }

  async function answerTask(
    task: Task,
    answer: 'send' | 'ignore',
    except: readonly string[] = [],
  ): Promise<void> {
    const userid = desk.session.me.value?.userid
    try {
      if (task.kind === 'moment')
        await act(answer === 'send' ? 'confirm-moment' : 'ignore-moment', { momentId: task.id, userid })
      else if (answer === 'ignore') await act('ignore-mass-message', { msgid: task.id, userid })
      else await act('send-mass-message', { msgid: task.id, userid, except })
    } catch (error) {
      desk.toasts.show('danger', reasonOf(error))
    }
  }

  return { form, startItems, chatItems, open, openLink, answerTask }
}
