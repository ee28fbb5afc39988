import { STAGES } from '../../../server/domain/lifecycle.ts'
import type { TimelineItem } from '../../api/timeline.ts'
import { factIcon, factWords } from '../../ui/fact-words.ts'
import { formatMoney, formatShortDay } from '../../ui/format.ts'
import type { IconName } from '../../ui/icons.ts'
import { createTexts } from '../../ui/i18n.ts'
import { stageText } from '../../ui/texts.ts'
import { addWayText } from './add-ways.ts'
import { joinSceneText } from './index.ts'

const zh = {
  added: '添加为客户',
  ended: '跟进结束',
  'ended.customer': '客户删除了员工',
  'ended.staff': '员工删除了客户',
  'ended.transfer': '转交给其他同事',
  order: '订单',
  visit: '到店',
  note: '记跟进',
  task: '任务：{title}',
  'task.due': '{day} 到期',
  tag: '标签变更',
  'tag.added': '加标签 {names}',
  'tag.removed': '去标签 {names}',
  remark: '改备注',
  'remark.to': '备注改为「{name}」',
  script: '发送话术',
  'script.sent': '发送「{title}」',
  'group-join': '入群 {name}',
  'group-leave': '退群 {name}',
  'group-removed': '被移出群 {name}',
  like: '赞了朋友圈',
  'like.of': '赞了朋友圈「{text}」',
  comment: '评论了朋友圈',
  'comment.of': '评论了朋友圈「{text}」',
  post: '收到群发「{title}」',
  stage: '阶段：{from} → {to}',
  comma: '、',
} as const
const en: Record<keyof typeof zh, string> = {
  added: 'Added as customer',
  ended: 'Contact ended',
  'ended.customer': 'Customer deleted the staff member',
  'ended.staff': 'Staff member deleted the customer',
  'ended.transfer': 'Handed over to a colleague',
  order: 'Order',
  visit: 'Visit',
  note: 'Note',
  task: 'Task: {title}',
  'task.due': 'due {day}',
  tag: 'Tags changed',
  'tag.added': 'Tagged {names}',
  'tag.removed': 'Untagged {names}',
  remark: 'Remark changed',
  'remark.to': 'Remark is now “{name}”',
  script: 'Script sent',
  'script.sent': 'Sent “{title}”',
  'group-join': 'Joined {name}',
  'group-leave': 'Left {name}',
  'group-removed': 'Removed from {name}',
  post: 'Got the mass message “{title}”',
  like: 'Liked a moment',
  'like.of': 'Liked the moment “{text}”',
  comment: 'Commented on a moment',
  'comment.of': 'Commented on “{text}”',
  stage: 'Stage: {from} → {to}',
  comma: ', ',
}
export const timelineCatalogues = { zh, en }
const text = createTexts(zh, en)

interface Mark {
  icon: IconName
  tone: '' | 'accent' | 'warn'
}

const icons: Record<string, Mark> = {
  added: { icon: 'plus', tone: 'accent' },
  ended: { icon: 'fail', tone: 'warn' },
  order: { icon: 'receipt', tone: 'accent' },
  visit: { icon: 'wrench', tone: 'accent' },
  note: { icon: 'note', tone: '' },
  task: { icon: 'task', tone: '' },
  tag: { icon: 'tag', tone: '' },
  remark: { icon: 'edit', tone: '' },
  script: { icon: 'send', tone: 'accent' },
  'group-join': { icon: 'group', tone: '' },
  'group-leave': { icon: 'group', tone: 'warn' },
  like: { icon: 'moment', tone: '' },
  comment: { icon: 'chat', tone: '' },
  post: { icon: 'horn', tone: '' },
  stage: { icon: 'flag', tone: '' },
  complaint: { icon: 'alert', tone: 'warn' },
  booking: { icon: 'calendar', tone: 'accent' },
  'test-drive': { icon: 'car', tone: 'accent' },
}

export function timelineMark(kind: string): Mark {
  return icons[kind] ?? { icon: factIcon(kind), tone: '' }
}

type Detail = TimelineItem['detail']
interface Words {
  title: string
  about?: string | undefined
}

const words: Record<string, (detail: Detail) => Words> = {
  added: (detail) => ({ title: text('added'), about: addWayText(Number(detail['addWay'] ?? 0)) }),
  ended: (detail) => ({ title: endedText(stringOf(detail['endedBy'])) }),
  order: orderWords,
  visit: orderWords,
  note: (detail) => ({ title: stringOf(detail['text']) || text('note') }),
  task: (detail) => ({
    title: text('task', { title: stringOf(detail['title']) }),
    about: detail['dueOn'] ? text('task.due', { day: formatShortDay(stringOf(detail['dueOn'])) }) : undefined,
  }),
  tag: (detail) => ({ title: tagText(detail) }),
  remark: (detail) => {
    const name = stringOf(detail['to'])
    return { title: name ? text('remark.to', { name }) : text('remark') }
  },
  script: (detail) => {
    const title = stringOf(detail['title'])
    return { title: title ? text('script.sent', { title }) : text('script') }
  },
  'group-join': (detail) => ({
    title: text('group-join', { name: stringOf(detail['groupName']) }),
    about: joinSceneText(Number(detail['joinScene'] ?? 0)),
  }),
  // WeCom's QuitScene 1: by the owner or an admin.
  'group-leave': (detail) => ({
    title: text(detail['quitScene'] === 1 ? 'group-removed' : 'group-leave', {
      name: stringOf(detail['groupName']),
    }),
  }),
  like: (detail) => ({ title: ofMoment('like', stringOf(detail['text'])) }),
  comment: (detail) => ({ title: ofMoment('comment', stringOf(detail['text'])) }),
  post: (detail) => ({ title: text('post', { title: stringOf(detail['title']) }) }),
  stage: (detail) => {
    const [from, to] = [stageName(detail['from']), stageName(detail['to'])]
    return { title: text('stage', { from, to }) }
  },
}

export function timelineText({ kind, detail, staffName }: TimelineItem): Words {
  const { title, about } = words[kind]?.(detail) ?? factWords(kind, detail)
  return { title, about: [staffName, about].filter(Boolean).join(' · ') }
}

function orderWords(detail: Detail): Words {
  const fen = detail['netFen']
  const money = typeof fen === 'number' && fen !== 0 ? formatMoney(fen, { full: true }) : ''
  return {
    title: stringOf(detail['title']) || text('order'),
    about: [stringOf(detail['storeName']), money, stringOf(detail['orderNo'])].filter(Boolean).join(' · '),
  }
}

function tagText(detail: Detail): string {
  const added = namesOf(detail['added'])
  const removed = namesOf(detail['removed'])
  const parts = [
    added ? text('tag.added', { names: added }) : '',
    removed ? text('tag.removed', { names: removed }) : '',
  ].filter(Boolean)
  return parts.join(text('comma')) || text('tag')
}

function endedText(by: string): string {
  if (by === 'customer' || by === 'staff' || by === 'transfer') return text(`ended.${by}`)
  return text('ended')
}

function stageName(value: Detail[string] | undefined): string {
  const known = STAGES.find((stage) => stage === value)
  return known ? stageText(known) : stringOf(value)
}

function ofMoment(kind: 'like' | 'comment', about: string): string {
  return about ? text(`${kind}.of`, { text: about }) : text(kind)
}

function namesOf(value: Detail[string] | undefined): string {
  return Array.isArray(value) ? value.join(text('comma')) : stringOf(value)
}

function stringOf(value: Detail[string] | undefined): string {
  return typeof value === 'string' ? value : ''
}
