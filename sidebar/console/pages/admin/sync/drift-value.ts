import type { DriftRow } from '../../../../api/sync.ts'
import { formatMoment } from '../../../../ui/format.ts'
import { wayText } from '../../../texts/customers.ts'
import { frame } from '../../../texts/frame.ts'
import { groups } from '../../../texts/groups.ts'

const GROUP_STATES = ['0', '1', '2', '3'] as const

/** A value of the drift report in words: instants, numbers that WeCom uses as codes, ids of tags. */
export function driftValue(
  { field, objectKind }: Pick<DriftRow, 'field' | 'objectKind'>,
  value: string | null,
  tagName: (tagId: string) => string,
): string {
  if (value === null || value === '') return frame('none')
  if (field.endsWith('At') && !Number.isNaN(Date.parse(value))) return formatMoment(value)
  if (field === 'tags') return value.split(' ').map(tagName).join('、')
  if (field === 'addWay') return wayText(Number(value))
  const state = GROUP_STATES.find((known) => known === value)
  if (objectKind === 'group' && field === 'status' && state) return groups(`state.${state}`)
  return value
}
