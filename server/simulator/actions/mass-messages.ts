// 群发助手: what a member does with the tasks that the corp has made. No event tells of any of it.

import { z } from 'zod'
import { attachmentSchema, messageBodies } from '../api/attachments.ts'
import type { Simulation } from '../simulation.ts'
import { groupChatId, singleChatId } from '../world/chats.ts'
import { encodeId } from '../world/ids.ts'
import type { MassMessage, MassStatus, MassTask } from '../world/mass-messages.ts'
import { foldUserid } from '../world/staff.ts'
import { ActionRefused, action, activeStaff } from './action.ts'
import { refuseBadAttachments } from './attachments.ts'

const which = { msgid: z.string().min(1), userid: z.string().min(1) }

function taskOf(
  sim: Simulation,
  input: { msgid: string; userid: string },
): { message: MassMessage; task: MassTask } {
  const message = sim.world.massMessages.find(input.msgid)
  if (!message) throw new ActionRefused(`no mass message ${input.msgid}`)
  const wanted = foldUserid(activeStaff(sim, input.userid).userid)
  const task = message.tasks.find((one) => foldUserid(one.userid) === wanted)
  if (!task) throw new ActionRefused(`${input.userid} was not asked to send this message`)
  if (task.state === 'sent') throw new ActionRefused('this task has been sent already')
  if (message.cancelled) throw new ActionRefused('the company has cancelled this task')
  return { message, task }
}

/** Whether it would arrive: the relation or the group must still be there, and the recipient must have room. */
function statusFor(sim: Simulation, message: MassMessage, parts: { userid: string; id: string }): MassStatus {
  const { clock, follows, groups, massMessages } = sim.world
  const { id, userid } = parts
  const reachable =
    message.chatType === 'group'
      ? ((group) => group !== undefined && !group.dismissed && group.owner === userid)(groups.find(id))
      : follows.find(userid, id)?.state === 'active'
  if (!reachable) return 2
  const cap = { perDay: sim.corp.massPerDay, perWeek: sim.corp.massPerWeek }
  return massMessages.hasRoom(id, clock.now(), cap) ? 1 : 3
}

function write(sim: Simulation, message: MassMessage, parts: { userid: string; id: string }): void {
  const { id, userid } = parts
  const attachments = z.array(attachmentSchema).parse(message.attachments)
  for (const body of messageBodies(message.text, attachments)) {
    sim.world.change({
      kind: 'message',
      message: {
        ...body,
        id: sim.world.chats.nextId(),
        chatId: message.chatType === 'group' ? groupChatId(id) : singleChatId(userid, id),
        atMs: sim.world.clock.now(),
        sender: userid,
        senderName: sim.world.staff.find(userid)?.name ?? userid,
        source: 'mass',
      },
    })
  }
}

const sendSchema = z.object({
  ...which,
  /** Only these of the task's recipients; allowed where the task lets the member choose, and for groups. */
  only: z.array(z.string()).optional(),
  /** All but these, under the same condition. */
  except: z.array(z.string()).default([]),
})

function send(sim: Simulation, input: z.output<typeof sendSchema>): Record<string, unknown> {
  const { message, task } = taskOf(sim, input)
  const left = new Set(input.except)
  const ids = (input.only ?? task.targets).filter((id) => !left.has(id))
  const stranger = ids.find((id) => !task.targets.includes(id))
  if (stranger !== undefined) throw new ActionRefused(`${stranger} is not a recipient of this task`)
  if ((input.only || left.size > 0) && !message.allowSelect && message.chatType === 'single')
    throw new ActionRefused('the company does not let the member choose the recipients of this task')
  const atMs = sim.world.clock.now()
  const results = ids.map((id) => {
    const status = statusFor(sim, message, { userid: task.userid, id })
    if (status === 1) write(sim, message, { userid: task.userid, id })
    return { id, status, ...(status === 1 ? { atMs } : {}) }
  })
  const done: MassTask = { ...task, state: 'sent', sentAtMs: atMs, results }
  sim.world.change({ kind: 'mass-task', msgid: message.msgid, task: done })
  const sent = results.filter((one) => one.status === 1).length
  return { sent, failed: results.length - sent }
}

const ownSchema = z.object({
  userid: z.string().min(1),
  externalUserids: z.array(z.string()).max(200).default([]),
  chatIds: z.array(z.string()).max(200).default([]),
  text: z.string().max(4000).default(''),
  attachments: z.array(attachmentSchema).default([]),
})

/** A member's own mass message: counts towards what the recipients may get. */
function sendOwn(sim: Simulation, input: z.output<typeof ownSchema>): Record<string, unknown> {
  const { userid } = activeStaff(sim, input.userid)
  if (input.text === '' && input.attachments.length === 0) throw new ActionRefused('text: say something')
  refuseBadAttachments(sim, input.attachments)
  const { massMessages, seed } = sim.world
  const group = input.chatIds.length > 0
  const targets = group ? input.chatIds : input.externalUserids
  if (targets.length === 0) throw new ActionRefused('name externalUserids or chatIds')
  const msgid = encodeId('msg', 'mass', { seed: seed.seed, index: massMessages.count() })
  const message: MassMessage = {
    msgid,
    chatType: group ? 'group' : 'single',
    createTime: sim.world.nowSeconds(),
    createType: 1,
    creator: userid,
    text: input.text,
    attachments: input.attachments,
    allowSelect: true,
    dispatchedAtMs: sim.world.clock.now(),
    tasks: [{ userid, targets, state: 'waiting', results: [] }],
    cancelled: false,
    remindedAtMs: [],
  }
  sim.world.change({ kind: 'mass-message', message })
  return { msgid, ...send(sim, { msgid, userid, except: [] }) }
}

export const massMessageActions = [
  action({ name: 'send-mass-message', input: sendSchema, run: send }),
  action({
    name: 'ignore-mass-message',
    input: z.object(which),
    run: (sim, input) => {
      const { message, task } = taskOf(sim, input)
      sim.world.change({ kind: 'mass-task', msgid: message.msgid, task: { ...task, state: 'ignored' } })
      return {}
    },
  }),
  action({ name: 'send-own-mass-message', input: ownSchema, run: sendOwn }),
]
