import { STAGES } from '../../../../../server/domain/lifecycle.ts'
import type { TimelinePage } from '../../../../api/customer-lists.ts'
import { factAbout, factIcon } from '../../../../ui/fact-words.ts'
import { formatMoney } from '../../../../ui/format.ts'
import type { IconName } from '../../../../ui/icons.ts'
import { stageText } from '../../../../ui/texts.ts'
import { wayText } from '../../../texts/customers.ts'

type TimelineItem = TimelinePage['items'][number]

const ICONS: Record<string, IconName> = {
  added: 'user',
  ended: 'ban',
  order: 'receipt',
  visit: 'store',
  note: 'note',
  task: 'task',
  tag: 'tag',
  remark: 'edit',
  script: 'send',
  'group-join': 'group',
  'group-leave': 'group',
  like: 'like',
  comment: 'chat',
  post: 'horn',
  stage: 'flag',
}

export function eventIcon(kind: string): IconName {
  return ICONS[kind] ?? factIcon(kind)
}

/**
 * What is particular about one event, from the values the server sent; '' when the kind says it all. Tags come as ids:
 * `tagName` knows the ones there still are.
 */
export function eventLine({ kind, detail }: TimelineItem, tagName: (tagId: string) => string): string {
  const text = (name: string): string => {
    const value = detail[name]
    if (Array.isArray(value)) return value.map(tagName).join('、')
    return value === null || value === undefined ? '' : String(value)
  }
  const joined = (...parts: string[]): string => parts.filter(Boolean).join(' · ')
  switch (kind) {
    case 'order':
    case 'visit': {
      const fen = detail['netFen']
      const money = typeof fen === 'number' && fen !== 0 ? formatMoney(fen, { full: true }) : ''
      return joined(text('title'), text('storeName'), money)
    }
    case 'added': {
      const way = detail['addWay']
      return joined(typeof way === 'number' ? wayText(way) : '', text('state'))
    }
    case 'group-join':
    case 'group-leave':
      return text('groupName')
    case 'note':
    case 'like':
    case 'comment':
      return text('text')
    case 'post':
      return text('title')
    case 'task':
      return joined(text('title'), text('dueOn'))
    case 'script':
      return joined(text('title'), text('text'))
    case 'tag':
      return joined(text('added') && `+ ${text('added')}`, text('removed') && `− ${text('removed')}`)
    case 'stage':
      return [text('from'), text('to')]
        .map((name) => STAGES.find((stage) => stage === name))
        .map((stage) => (stage ? stageText(stage) : ''))
        .join(' → ')
    case 'remark':
      return text('to') || text('remark')
    case 'ended':
      return ''
    default:
      return factAbout(kind, detail)
  }
}
