import type { CustomerPanel } from '../../../api/panel.ts'
import { asProblem } from '../../../api/problem.ts'
import { editRemark } from '../../../api/contacts.ts'
import { editTags } from '../../../api/tags.ts'
import { problemText } from '../../../ui/texts.ts'
import type { Load } from '../../../ui/use-load.ts'
import { t } from '../../texts/index.ts'
import { showToast } from '../../toasts.ts'

type Tag = CustomerPanel['tags'][number]

export interface Edits {
  /** Shown at once, taken back with the reason when the server says no, and by 撤销. */
  saveTags(next: Tag[]): Promise<void>
  /** True when saved, with a way back; false leaves what was typed where it is. */
  saveRemark(remark: string): Promise<boolean>
  dropAction(rule: string): void
}

export function useEdits(load: Load<CustomerPanel>): Edits {
  function change(edit: (panel: CustomerPanel) => CustomerPanel): CustomerPanel | null {
    const before = load.state.value
    if (before.face !== 'content') return null
    load.set(edit(before.data))
    return before.data
  }

  async function saveTags(next: Tag[]): Promise<void> {
    const before = change((panel) => ({ ...panel, tags: next }))
    if (before && (await writeTags(before, next))) {
      const text = t('tags.saved', { what: describe(before.tags, next) })
      showToast({ tone: 'ok', text, undo: () => void undoTags(next, before.tags) })
    }
  }

  async function undoTags(from: Tag[], to: Tag[]): Promise<void> {
    const before = change((panel) => ({ ...panel, tags: to }))
    if (before) await writeTags({ ...before, tags: from }, to)
  }

  async function writeTags(before: CustomerPanel, next: Tag[]): Promise<boolean> {
    const ids = (tags: readonly Tag[]): string[] => tags.map((tag) => tag.tagId)
    const add = ids(next).filter((id) => !ids(before.tags).includes(id))
    const remove = ids(before.tags).filter((id) => !ids(next).includes(id))
    if (add.length + remove.length === 0) return false
    try {
      const { tags } = await editTags(before.contact.externalUserid, { add, remove })
      change((panel) => ({ ...panel, tags }))
      return true
    } catch (error) {
      change((panel) => ({ ...panel, tags: before.tags }))
      complain('tags.not-saved', error)
      return false
    }
  }

  async function saveRemark(remark: string): Promise<boolean> {
    const before = await writeRemark(remark)
    if (before === null) return false
    showToast({ tone: 'ok', text: t('remark.saved'), undo: () => void writeRemark(before) })
    return true
  }

  /** The remark as it was; null when the new one was not saved. */
  async function writeRemark(remark: string): Promise<string | null> {
    const before = change((panel) => withRemark(panel, remark))
    if (!before) return null
    const former = before.follow?.remark ?? ''
    try {
      const saved = await editRemark(before.contact.externalUserid, { remark })
      change((panel) => withRemark(panel, saved.remark))
      return former
    } catch (error) {
      change((panel) => withRemark(panel, former))
      complain('remark.not-saved', error)
      return null
    }
  }

  function dropAction(rule: string): void {
    change((panel) => ({ ...panel, actions: panel.actions.filter((action) => action.rule !== rule) }))
  }

  return { saveTags, saveRemark, dropAction }
}

function withRemark(panel: CustomerPanel, remark: string): CustomerPanel {
  return { ...panel, follow: panel.follow && { ...panel.follow, remark } }
}

function describe(before: readonly Tag[], next: readonly Tag[]): string {
  const names = (from: readonly Tag[], without: readonly Tag[]): string[] =>
    from.filter((tag) => !without.some((other) => other.tagId === tag.tagId)).map((tag) => tag.name)
  const added = names(next, before).map((name) => `+${name}`)
  const removed = names(before, next).map((name) => `−${name}`)
  return [...added, ...removed].join(' ')
}

function complain(key: 'tags.not-saved' | 'remark.not-saved', error: unknown): void {
  const { kind, requestId } = asProblem(error)
  showToast({ tone: 'danger', text: t(key, { why: problemText(kind) }), code: requestId ?? undefined })
}
