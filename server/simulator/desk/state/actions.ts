// The … and + menus: what people do in the WeCom and WeChat clients, each with the dialog that asks for it.
import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { contactForm } from '../actions/contact.ts'
import { actionWord, type ActionForm, type ActionName, type ActionParts } from '../actions/form.ts'
import { groupForm } from '../actions/group.ts'
import { chatMenu, startMenu } from '../actions/menus.ts'
import { newcomerForm, startForm } from '../actions/start.ts'
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

  const showProblem = (error: unknown): void => desk.toasts.show('danger', reasonOf(error))

  /** Runs the action, says so, and lets the callbacks that follow be shown. */
  async function act(name: ActionName, body: Record<string, unknown>): Promise<void> {
    desk.expectCallbacks()
    const answer = await api.act(name, body)
    desk.toasts.show('ok', doneText(name, answer))
    if (name === 'delete-contact' || name === 'dismiss-group') desk.leaveChat()
    desk.refresh()
    if (name === 'resign-member') await takeNextSeat()
  }

  /** Who came in by a code went to somebody, and the desk says to whom. */
  function doneText(name: ActionName, answer: Record<string, unknown>): string {
    const came = name === 'scan-code' || name === 'open-link'
    const taker = desk.session.session.value?.staff.find((each) => each.userid === answer['userid'])
    return came && taker
      ? t('action.cameTo', { name: taker.name })
      : t('action.done', { action: t(actionWord(name)) })
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

  /** The address in a QR code: whoever scans it lands here with the code in hand. */
  function openScan(configId: string): void {
    const me = desk.session.me.value
    if (!me) return
    void api.codes().then((known) => {
      const isGroup = known.joinWays.some((each) => each.id === configId)
      form.value = isGroup
        ? newcomerForm({ me, act }, 'join-by-code', { key: 'configId', kind: 'joinWays', value: configId })
        : newcomerForm({ me, act }, 'scan-code', { key: 'configId', kind: 'contactWays', value: configId })
    }, showProblem)
  }
  watch(
    desk.session.me,
    () => {
      const scanned = new URLSearchParams(location.search).get('scan')
      if (!scanned || !desk.session.me.value) return
      history.replaceState(null, '', location.pathname)
      openScan(scanned)
    },
    { immediate: true },
  )

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
      showProblem(error)
    }
  }

  return { form, startItems, chatItems, open, openLink, answerTask }
}
