import type { OpenChange } from '../../../../api/tag-catalogue.ts'
import { asProblem } from '../../../../api/problem.ts'
import { tagCatalogue } from '../../../texts/tag-catalogue.ts'

export function changeText({ change }: OpenChange): string {
  switch (change.does) {
    case 'add': {
      const what = { group: change.groupName, tags: change.tags.join('、') }
      return tagCatalogue(change.groupId === null ? 'change.addGroup' : 'change.add', what)
    }
    case 'rename':
      return tagCatalogue('change.rename', { before: change.before, name: change.name })
    case 'order':
      return change.groupId === null
        ? tagCatalogue('change.orderGroups')
        : tagCatalogue('change.order', { group: change.groupName })
    case 'remove':
      return tagCatalogue(change.isGroup ? 'change.removeGroup' : 'change.remove', { name: change.name })
    default: {
      const never: never = change
      throw new Error(`Unknown change ${String(never)}`)
    }
  }
}

const REASONS = ['name-taken', 'being-removed', 'changed-meanwhile', 'given-by-rules'] as const

/** What the server says of a change that cannot be; null: it is another kind of problem. */
export function refusalText(error: unknown): string | null {
  const { tell } = asProblem(error)
  const reason = REASONS.find((one) => one === tell['reason'])
  if (reason === undefined) return null
  const rules = Array.isArray(tell['rules']) ? tell['rules'].join('、') : ''
  return tagCatalogue(`refused.${reason}`, { name: String(tell['name'] ?? ''), rules })
}
