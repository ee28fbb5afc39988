import { z } from 'zod'
import { inRange } from '../corp.ts'
import { WecomFailure } from '../errors.ts'
import { APP_MESSAGE_WINDOWS } from '../limits.ts'
import type { Simulation } from '../simulation.ts'
import { singleChatId, type ChatMessage } from '../world/chats.ts'
import { departmentById } from '../world/departments.ts'
import { appBodies, appMessageBody } from './app-message-body.ts'
import { attachmentSchema, checkAttachments, messageBodies } from './attachments.ts'
import { read, type Call, type Endpoint } from './endpoint.ts'

const welcomeSchema = z.looseObject({
  welcome_code: z.string().optional(),
  text: z.looseObject({ content: z.string() }).optional(),
  attachments: z.array(attachmentSchema).optional(),
})

function sendWelcome(call: Call): Record<string, unknown> {
  const { sim } = call
  const input = read(welcomeSchema, call.body)
  if (!input.welcome_code) throw new WecomFailure(41049)
  const attachments = input.attachments ?? []
  const content = input.text?.content ?? ''
  if (content === '' && attachments.length === 0) throw new WecomFailure(40063)
  if (Buffer.byteLength(content) > 4000) throw new WecomFailure(45002)
  checkAttachments(sim, attachments)
  const welcome = sim.welcomes.use(input.welcome_code)
  if (welcome === 'unknown' || welcome === 'late') throw new WecomFailure(41050)
  if (welcome === 'used') throw new WecomFailure(41051)
  const staff = sim.world.staff.find(welcome.userid)
  for (const body of messageBodies(content, attachments)) {
    sim.world.change({
      kind: 'message',
      message: {
        ...body,
        id: sim.world.chats.nextId(),
        chatId: singleChatId(welcome.userid, welcome.externalUserid),
        atMs: sim.world.clock.now(),
        sender: welcome.userid,
        senderName: staff?.name ?? welcome.userid,
        source: 'welcome',
      },
    })
  }
  return {}
}

const appMessageSchema = z.looseObject({
  touser: z.string().optional(),
  toparty: z.string().optional(),
  totag: z.string().optional(),
  msgtype: z.enum([
    'text',
    'markdown',
    'textcard',
    'image',
    'voice',
    'file',
    'video',
    'news',
    'mpnews',
    'miniprogram_notice',
    'template_card',
  ]),
  agentid: z.union([z.number().int(), z.string()]).optional(),
  enable_duplicate_check: z.number().int().optional(),
  duplicate_check_interval: z.number().int().max(14_400).optional(),
  text: z.looseObject({ content: z.string() }).optional(),
  markdown: z.looseObject({ content: z.string() }).optional(),
  textcard: z.looseObject({ title: z.string(), description: z.string(), url: z.string() }).optional(),
  ...appBodies,
  template_card: z
    .looseObject({
      card_type: z.string(),
      main_title: z.looseObject({ title: z.string().optional() }).optional(),
    })
    .optional(),
})

const parts = (list: string | undefined): string[] => (list ?? '').split('|').filter((one) => one !== '')

function receivers(
  sim: Simulation,
  input: z.infer<typeof appMessageSchema>,
): { good: string[]; badUsers: string[]; badParties: string[] } {
  const { corp, world } = sim
  const reachable = world.staff.all().filter((one) => one.status === 1 && inRange(corp, one))
  if (input.touser === '@all')
    return { good: reachable.map((one) => one.userid), badUsers: [], badParties: [] }
  const users = parts(input.touser)
  const departments = parts(input.toparty)
  const found = users.flatMap((userid) =>
    reachable.filter((one) => one.userid.toLowerCase() === userid.toLowerCase()),
  )
  const known = new Set(found.map((one) => one.userid.toLowerCase()))
  const ofParties = reachable.filter((one) => one.departments.some((id) => departments.includes(String(id))))
  return {
    good: [...new Set([...found, ...ofParties].map((one) => one.userid))],
    badUsers: users
      .filter((userid) => !known.has(userid.toLowerCase()))
      .map((userid) => userid.toLowerCase()),
    badParties: departments.filter((id) => !departmentById(Number(id))),
  }
}

function messageText(input: z.infer<typeof appMessageSchema>): string {
  const { markdown, template_card, text, textcard } = input
  if (textcard) return `${textcard.title}\n${textcard.description.replace(/<[^>]+>/g, '')}`
  return text?.content ?? markdown?.content ?? template_card?.main_title?.title ?? `[${input.msgtype}]`
}

/** The same request inside the interval is accepted and not delivered again. */
function isRepeat(call: Call, input: z.infer<typeof appMessageSchema>): boolean {
  if (input.enable_duplicate_check !== 1) return false
  const seen = call.sim.sentRequests
  const key = call.raw.toString('utf8')
  const now = call.sim.world.clock.now()
  const until = seen.get(key)
  if (until !== undefined && until > now) return true
  seen.set(key, now + (input.duplicate_check_interval ?? 1800) * 1000)
  return false
}

function sendAppMessage(call: Call): Record<string, unknown> {
  const { sim } = call
  const input = read(appMessageSchema, call.body, 40008)
  if (input.agentid === undefined) throw new WecomFailure(41011)
  const agentId = Number(input.agentid)
  if (!sim.corp.apps.some((one) => one.kind === 'app' && one.agentId === agentId))
    throw new WecomFailure(40056)
  if (agentId !== call.app.agentId) throw new WecomFailure(301002)
  if (!input.touser && !input.toparty && !input.totag) throw new WecomFailure(82001)
  const { badParties, badUsers, good } = receivers(sim, input)
  if (good.length === 0) throw new WecomFailure(81013)
  const body = appMessageBody(sim, input) ?? { kind: 'text', text: messageText(input) }
  const repeated = isRepeat(call, input)
  for (const userid of repeated ? [] : good) {
    // Over the limit of one app to one member the rest is dropped without a word.
    if (sim.limitsOn && !sim.limiter.take(`app message ${userid}`, APP_MESSAGE_WINDOWS)) continue
    const message: ChatMessage = {
      id: sim.world.chats.nextId(),
      chatId: `app:${userid}`,
      atMs: sim.world.clock.now(),
      sender: '',
      senderName: '留客',
      ...body,
      source: 'app',
    }
    sim.world.change({ kind: 'message', message })
  }
  const card = input.template_card?.card_type ?? ''
  return {
    invaliduser: badUsers.join('|'),
    invalidparty: badParties.join('|'),
    invalidtag: parts(input.totag).join('|'),
    msgid: sim.world.chats.nextId(),
    ...(card.endsWith('_interaction') ? { response_code: sim.world.chats.nextId() } : {}),
  }
}

export const messageEndpoints: readonly Endpoint[] = [
  { path: 'externalcontact/send_welcome_msg', method: 'POST', right: 'contacts', answer: sendWelcome },
  { path: 'message/send', method: 'POST', right: 'app', answer: sendAppMessage },
]
