import { shallowRef, type ShallowRef } from 'vue'
import { isActionRule } from '../../server/domain/actions.ts'
import { newId } from '../api/new-id.ts'
import { prepareMessage, type ChatMessage, type ScriptKind } from '../api/scripts.ts'
import { readHostError, type HostProblem } from '../bridge/host-error.ts'
import type { Host } from '../bridge/host.ts'
import { serverNow } from '../ui/clock.ts'
import { isComplete } from './fill.ts'
import type { RecordedOutcome } from './outcomes.ts'

/** A proposal's script or one of the library, as far as sending goes. */
export interface Sendable {
  /** Which card or row this is; two of them never send at the same time. */
  key: string
  scriptId: string | null
  rule: string | null
  factsDigest?: string
  kind: ScriptKind
  title: string
  text: string
  /** 'page': as a card that leads to a page of ours. */
  as?: 'page'
}

export type SendState =
  | { face: 'idle' }
  | { face: 'sending'; key: string }
  | { face: 'sent'; key: string }
  | { face: 'copied'; key: string }
  | { face: 'failed'; key: string; problem: HostProblem; isOurs: boolean }

export interface Sender {
  state: ShallowRef<SendState>
  send(item: Sendable, text?: string): Promise<boolean>
  copy(item: Sendable, text?: string): Promise<boolean>
  clear(): void
}

/** 已发送 stands on the button for so long. */
export const SHOW_SENT_MS = 2_500

/**
 * One press, one message: while one is on its way every other press is ignored. What became of it is recorded; a
 * message that the client took cannot be taken back, so nothing here pretends to.
 */
export function createSender({
  host,
  record,
  cover,
  to,
}: {
  host: Pick<Host, 'send' | 'copy'>
  /** Whom the chat is with: links are made for them. */
  to: () => { customerId: string } | { chatId: string }
  record: (outcome: RecordedOutcome) => void
  /** Picture of a link's card; the client wants an address it can open without a session. */
  cover: string
}): Sender {
  const state = shallowRef<SendState>({ face: 'idle' })

  const pressId = (): string => newId(serverNow().getTime())

  function tell(
    item: Sendable,
    outcome: RecordedOutcome['outcome'],
    { id = pressId(), reason }: { id?: string; reason?: string } = {},
  ): void {
    const { rule, scriptId, factsDigest } = item
    record({ id, rule, scriptId, factsDigest, outcome, reason })
  }

  async function send(item: Sendable, text = item.text): Promise<boolean> {
    if (state.value.face === 'sending') return false
    // A second press of a double click can come after the client's answer.
    if (state.value.face === 'sent' && state.value.key === item.key) return false
    if (item.kind === 'text' && !isComplete(text)) return false
    state.value = { face: 'sending', key: item.key }
    const id = pressId()
    try {
      await host.send(await messageOf(id, item, text))
    } catch (error) {
      fail(item, error)
      return false
    }
    tell(item, text === item.text ? 'sent' : 'edited', { id })
    show({ face: 'sent', key: item.key })
    return true
  }

  /** Plain words go at once; media and links are made ready first. */
  async function messageOf(id: string, item: Sendable, text: string): Promise<ChatMessage> {
    const { kind, scriptId, as } = item
    if (scriptId === null || (kind === 'text' && !/https?:/.test(text)))
      return { msgtype: 'text', text: { content: text } }
    const rule = item.rule !== null && isActionRule(item.rule) ? item.rule : null
    const message = await prepareMessage({ id, ...to(), scriptId, rule, text, ...(as ? { as } : {}) })
    if (message.msgtype === 'news') message.news.imgUrl ||= cover
    return message
  }

  function fail(item: Sendable, error: unknown): void {
    const isOurs = error instanceof Error && error.name === 'Problem'
    const { problem, detail } = readHostError(error)
    if (problem === 'cancelled') {
      tell(item, 'cancelled')
      state.value = { face: 'idle' }
      return
    }
    tell(item, 'failed', { reason: `${problem}: ${detail}`.slice(0, 200) })
    state.value = { face: 'failed', key: item.key, problem, isOurs }
  }

  async function copy(item: Sendable, text = item.text): Promise<boolean> {
    if (!isComplete(text)) return false
    try {
      await host.copy(text)
    } catch (error) {
      const { problem } = readHostError(error)
      state.value = { face: 'failed', key: item.key, problem, isOurs: false }
      return false
    }
    tell(item, 'copied')
    show({ face: 'copied', key: item.key })
    return true
  }

  function show(next: SendState): void {
    state.value = next
    setTimeout(() => {
      if (state.value === next) state.value = { face: 'idle' }
    }, SHOW_SENT_MS)
  }

  return { state, send, copy, clear: () => (state.value = { face: 'idle' }) }
}
