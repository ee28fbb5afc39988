// 群发助手: what the company has asked one member to send or to publish, as the client shows it.

import { isoTime } from '../clock.ts'
import { staffNamed } from '../actions/action.ts'
import type { Simulation } from '../simulation.ts'
import type { MassMessage } from '../world/mass-messages.ts'
import type { Moment } from '../world/moments.ts'

const SHOWN = 50
const NAMED = 200

type TaskState = 'waiting' | 'sent' | 'ignored' | 'cancelled'

export interface TaskCard {
  kind: 'message' | 'moment'
  id: string
  at: string
  text: string
  /** One word for each thing that goes along: image, link with its title, and so on. */
  attachments: { kind: string; title: string; mediaId?: string }[]
  state: TaskState
  remindedAt: string | null
  canChoose: boolean
  toGroups: boolean
  recipientCount: number
  /** The first of them, by name. */
  recipients: { id: string; name: string }[]
}

function titleOf(attachment: Record<string, unknown>): TaskCard['attachments'][number] {
  const kind = String(attachment.msgtype)
  const body: Record<string, unknown> = Object(attachment[kind])
  const title = typeof body.title === 'string' ? body.title : ''
  return { kind, title, ...(typeof body.media_id === 'string' ? { mediaId: body.media_id } : {}) }
}

function messageCard(sim: Simulation, message: MassMessage, userid: string): TaskCard | undefined {
  const task = message.tasks.find((one) => one.userid === userid)
  if (!task || message.createType === 1) return undefined
  const { contacts, groups } = sim.world
  const toGroups = message.chatType === 'group'
  const name = (id: string): string =>
    (toGroups ? groups.find(id)?.name : contacts.find(id)?.name) || (toGroups ? '群聊' : id)
  const reminded = message.remindedAtMs.at(-1)
  return {
    kind: 'message',
    id: message.msgid,
    at: isoTime(message.createTime * 1000),
    text: message.text,
    attachments: message.attachments.map(titleOf),
    state: task.state === 'waiting' && message.cancelled ? 'cancelled' : task.state,
    remindedAt: reminded === undefined ? null : isoTime(reminded),
    canChoose: message.allowSelect || toGroups,
    toGroups,
    recipientCount: task.targets.length,
    recipients: task.targets.slice(0, NAMED).map((id) => ({ id, name: name(id) })),
  }
}

function momentCard(sim: Simulation, moment: Moment, userid: string): TaskCard | undefined {
  const task = moment.tasks.find((one) => one.userid === userid)
  const made = (moment.madeAtMs ?? 0) <= sim.world.clock.now()
  // Seeded moments belong to a past that the client has put away.
  if (!task || moment.createType === 1 || moment.seedNo !== undefined || !made) return undefined
  const open: TaskState = moment.cancelled ? 'cancelled' : task.ignored ? 'ignored' : 'waiting'
  const picture = (mediaId: string) => ({ kind: 'image', title: '', mediaId })
  return {
    kind: 'moment',
    id: moment.momentId,
    at: isoTime(moment.createTime * 1000),
    text: moment.text,
    attachments: [
      ...moment.images.map(picture),
      ...(moment.video ? [{ kind: 'video', title: '', mediaId: moment.video.mediaId }] : []),
      ...(moment.link ? [{ kind: 'link', title: moment.link.title }] : []),
    ],
    state: task.published ? 'sent' : open,
    remindedAt: null,
    canChoose: false,
    toGroups: false,
    recipientCount: 0,
    recipients: [],
  }
}

export function taskCards(sim: Simulation, named: string): { items: TaskCard[]; waiting: number } {
  const { userid } = staffNamed(sim, named)
  const { massMessages, moments } = sim.world
  const cards = [
    ...massMessages.all().flatMap((one) => messageCard(sim, one, userid) ?? []),
    ...moments.all().flatMap((one) => momentCard(sim, one, userid) ?? []),
  ].sort((a, b) => b.at.localeCompare(a.at))
  return {
    items: cards.slice(0, SHOWN),
    waiting: cards.filter((one) => one.state === 'waiting').length,
  }
}
