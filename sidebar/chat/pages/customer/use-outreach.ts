import { markReplied, saveConsent } from '../../../api/actions.ts'
import { asProblem } from '../../../api/problem.ts'
import { problemText } from '../../../ui/texts.ts'
import { outreachText } from '../../../ui/outreach-texts.ts'
import { showToast } from '../../toasts.ts'

export interface Outreach {
  setConsent(isOptedOut: boolean): Promise<void>
  setReplied(id: string, isReplied: boolean): Promise<void>
}

/** The two things only an advisor knows: whether the customer answered, and whether messages are welcome. */
export function useOutreach(customerId: () => string, reload: () => void): Outreach {
  async function note(
    write: () => Promise<object>,
    { text, undo }: { text: string; undo?: () => void },
  ): Promise<void> {
    try {
      await write()
      showToast({ tone: 'ok', text, ...(undo ? { undo } : {}) })
    } catch (error) {
      const { kind, requestId } = asProblem(error)
      const why = outreachText('not-saved', { why: problemText(kind) })
      showToast({ tone: 'danger', text: why, code: requestId ?? undefined })
    }
    reload()
  }

  const setConsent = (isOptedOut: boolean): Promise<void> =>
    note(() => saveConsent(customerId(), { isOptedOut }), {
      text: outreachText(isOptedOut ? 'stop.done' : 'allow.done'),
      undo: () => void setConsent(!isOptedOut),
    })
  const setReplied = (id: string, isReplied: boolean): Promise<void> =>
    note(() => markReplied(id, isReplied), {
      text: outreachText(isReplied ? 'replied.done' : 'replied.undo'),
      ...(isReplied ? { undo: () => void setReplied(id, false) } : {}),
    })
  return { setConsent, setReplied }
}
