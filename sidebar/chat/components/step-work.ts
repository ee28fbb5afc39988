import { ref, type Ref } from 'vue'
import { newId } from '../../api/new-id.ts'
import { asProblem } from '../../api/problem.ts'
import { recordStep, type OpenStep, type SkipReason } from '../../api/sops.ts'
import { serverNow } from '../../ui/clock.ts'
import { problemText } from '../../ui/texts.ts'
import { untilTold } from '../outcomes.ts'
import type { Sendable, Sender } from '../send.ts'
import { t } from '../texts/index.ts'
import { sopText } from '../texts/sops.ts'
import { showToast } from '../toasts.ts'

/** What of a step goes out, in this order: its words, then its materials, each a message of its own. */
export function partsOf(step: OpenStep): Sendable[] {
  const shared = { rule: null, title: step.title }
  const words: Sendable[] =
    step.text.trim() === ''
      ? []
      : [{ ...shared, key: `sop:${step.taskId}:`, scriptId: null, kind: 'text', text: step.text }]
  const materials = step.materials.map(({ id, kind, title, text }): Sendable => ({
    key: `sop:${step.taskId}:${id}`,
    scriptId: id,
    rule: null,
    kind,
    title,
    text,
  }))
  return [...words, ...materials]
}

export interface StepWork {
  /** Keys of the messages that went out. */
  sent: Ref<ReadonlySet<string>>
  /** All that is left, one after the other; the step is done when the client took the last one. */
  send(step: OpenStep, text?: string): Promise<boolean>
  mark(step: OpenStep): Promise<void>
  skip(step: OpenStep, reason: SkipReason): Promise<boolean>
}

/** Who shows the step: `show` goes ahead of the server, `changed` comes when it has answered. */
export interface StepViewer {
  show(taskId: string, state: OpenStep['state']): void
  changed(taskId: string): void
}

export function useStepWork(sender: Sender, { show, changed }: StepViewer): StepWork {
  const sent = ref<ReadonlySet<string>>(new Set())
  let isSending = false

  async function send(step: OpenStep, text = step.text): Promise<boolean> {
    if (isSending) return false
    isSending = true
    try {
      for (const part of partsOf(step)) {
        if (sent.value.has(part.key)) continue
        const words = part.scriptId === null ? text : part.text
        if (!(await sender.send(part, words))) return false
        sent.value = new Set([...sent.value, part.key])
      }
    } finally {
      isSending = false
    }
    await tell(step, { outcome: text === step.text ? 'sent' : 'edited' }).catch(() =>
      showToast({ tone: 'danger', text: t('outcome.not-recorded') }),
    )
    changed(step.taskId)
    return true
  }

  const mark = (step: OpenStep): Promise<void> => settle(step, { outcome: 'marked' }).then(() => undefined)
  const skip = (step: OpenStep, reason: SkipReason): Promise<boolean> =>
    settle(step, { outcome: 'skipped', reason })

  async function settle(
    step: OpenStep,
    what: { outcome: 'marked' | 'skipped'; reason?: SkipReason },
  ): Promise<boolean> {
    show(step.taskId, what.outcome)
    try {
      await tell(step, what)
      showToast({
        tone: 'ok',
        text: sopText(`${what.outcome}.done`),
        undo: () => void reopen(step, what.outcome),
      })
      return true
    } catch (error) {
      show(step.taskId, 'open')
      complain(error)
      return false
    } finally {
      changed(step.taskId)
    }
  }

  async function reopen(step: OpenStep, was: 'marked' | 'skipped'): Promise<void> {
    show(step.taskId, 'open')
    await tell(step, { outcome: 'reopened' }).catch((error: unknown) => {
      show(step.taskId, was)
      complain(error)
    })
    changed(step.taskId)
  }

  return { sent, send, mark, skip }
}

function tell(
  step: OpenStep,
  what: { outcome: 'sent' | 'edited' | 'marked' | 'skipped' | 'reopened'; reason?: SkipReason },
): Promise<object> {
  const id = newId(serverNow().getTime())
  return untilTold(() => recordStep(step.taskId, { id, ...what }))
}

function complain(error: unknown): void {
  const { kind, requestId } = asProblem(error)
  const text = sopText('not-saved', { why: problemText(kind) })
  showToast({ tone: 'danger', text, code: requestId ?? undefined })
}
