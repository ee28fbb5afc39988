import { ulid } from 'ulid'
import { gateAction } from '../../server/domain/action-gate.ts'
import { ACTION_RULES } from '../../server/domain/actions.ts'
import type { ActionFacts } from '../../server/domain/action-facts.ts'
import type { PostKind } from '../../server/domain/post/kinds.ts'
import type { SopKind } from '../../server/domain/sop/plan.ts'
import type { CustomerPanel } from '../../server/features/panel/contract.ts'
import type { Post } from '../../server/features/posts/contract.ts'
import type { OpenSteps } from '../../server/features/sops/steps/contract.ts'
import { readHeld } from '../../server/features/standing/read-held.ts'
import { signInCast } from '../support/factories/cast.ts'
import { possessionsOf, type Possessions } from '../support/factories/possessions.ts'
import type { Browser } from '../support/http-client.ts'
import { corpId, type TestService } from '../support/service.ts'
import { ask, DAY, draftPost, goToMorning, HOUR, later, read, settle, targetsOf } from './posts/post-work.ts'
import { addedNow, planOf, startedPlan, STEP } from './sops/sop-work.ts'
import type { Situation } from './outgoing.ts'

const CREATE = 'externalcontact/add_msg_template'

/** One customer and one group of 李娜, and everything that could be written to them. */
export interface Ways {
  /** A morning of another week: nobody has had anything, and nobody has said no. */
  begin(): Promise<void>
  /** What stands against a message from now on; null: nothing. */
  arise(situation: Situation | null): Promise<void>
  /** A post that was counted before, and is let go when it has arisen. */
  post(kind: 'customers' | 'groups', situation: Situation | null): Promise<string | null>
  /** A call that was planned before, and is made when it has arisen. */
  call(situation: Situation | null): Promise<string | null>
  step(kind: SopKind): Promise<string | null>
  /** What the chat says of all proposals. */
  panel(): Promise<string | null>
  ladder(): Promise<string | null>
}

export async function openWays(service: TestService): Promise<Ways> {
  await signInCast(service)
  const own = await possessionsOf(service, { userid: 'lina', without: ['wanglei'] })
  const by = (userid: string, app?: 'chat') => service.signIn(userid, app)
  /** Looked at once, and then called off: the rest of the week is for others. */
  const reasonOf = async ({ id }: Post, targetId: string): Promise<string | null> => {
    const admin = await by('hanyue')
    const { state, waitsUntil } = await read<Post>(admin, `/posts/${id}`)
    const target = (await targetsOf(admin, id)).find((one) => one.targetId === targetId)
    // With nobody left to write to it has ended by itself.
    if (state !== 'done') await ask(admin, 'POST', `/posts/${id}/cancel`, {})
    if (waitsUntil !== null) return 'quiet-hours'
    if (target === undefined) throw new Error('the post does not mean this receiver')
    if (target.state !== 'held' && target.state !== 'out') throw new Error(`it is ${target.state}`)
    return target.state === 'held' ? target.reason : null
  }
  const draft = async (kind: PostKind, startsAt: string | null = null): Promise<Post> =>
    draftPost(service, await by('hanyue'), kind, { ...draftFor(kind, own), startsAt })
  const release = async ({ id }: Post): Promise<void> => {
    await ask(await by('hanyue'), 'POST', `/posts/${id}/submit`, {})
    await settle(service)
  }
  const arise = async (situation: Situation | null): Promise<void> => {
    if (situation === 'night') service.advance(12 * HOUR)
    if (situation === 'opted-out') await consent(service, await by('lina', 'chat'), own, true)
    if (situation === 'cap') await sendProposal(service, await by('lina', 'chat'), own)
  }
  return {
    arise,
    async begin() {
      service.simulator.faults.clear()
      service.advance(8 * DAY)
      goToMorning(service)
      await settle(service)
      await consent(service, await by('lina', 'chat'), own, false)
    },
    async post(kind, situation) {
      // Nobody may let one go at night: its time comes in the evening, and the service is late.
      const evening = new Date(service.deps.clock.nowMs() + 9 * HOUR).toISOString()
      const post = await draft(kind, situation === 'night' ? evening : null)
      if (situation === 'night') await release(post)
      // A group has had what a post before this one brought it.
      if (situation === 'cap' && kind === 'groups') await release(await draft(kind))
      else await arise(situation)
      if (situation === 'night') await settle(service)
      else await release(post)
      return reasonOf(post, kind === 'groups' ? own.chatId : own.customerId)
    },
    async call(situation) {
      const post = await draft('customers')
      service.simulator.faults.set({ rules: [{ path: CREATE, httpErrorRate: 1, httpStatus: 404 }] })
      await release(post)
      await arise(situation)
      service.simulator.faults.clear()
      await later(service, 60_000)
      return reasonOf(post, own.customerId)
    },
    async step(kind) {
      const [admin, chat] = [await by('zhoumin'), await by('lina', 'chat')]
      await addedNow(service, [own.externalUserid])
      const where = { corpId, chatId: own.chatId }
      await service.database.db.group.updateMany({ where, data: { createdAt: service.clock.now() } })
      const trigger = kind === 'group' ? 'founded' : 'added'
      const plan = planOf({ trigger, steps: [{ ...STEP, day: 0, text: '您好' }], perWeek: 7 })
      const { id } = await startedPlan(service, admin, plan, kind)
      const path = kind === 'group' ? `/groups/${own.chatId}` : `/customers/${own.customerId}`
      const { held, items } = await read<OpenSteps>(chat, `${path}/sop-steps`)
      await ask(admin, 'POST', `/sops/${id}/end`, {})
      if (held.length + items.filter(({ state }) => state === 'open').length !== 1)
        throw new Error('the step is neither given nor held back')
      return held[0]?.reason ?? null
    },
    async panel() {
      const payload = { customerIds: [own.customerId] }
      await service.deps.jobs.add(service.database.db, { name: 'actions.recompute', corpId, payload })
      await settle(service)
      const panel = await read<CustomerPanel>(
        await by('lina', 'chat'),
        `/panel/contacts/${own.externalUserid}`,
      )
      return panel.outreach.refusal?.kind ?? null
    },
    async ladder() {
      const customerIds = [own.customerId]
      const nowMs = service.deps.clock.nowMs()
      const held = await readHeld(service.database.sql, { corpId, customerIds, nowMs })
      return held.get(own.customerId)?.why ?? null
    },
  }
}

function draftFor(kind: PostKind, { staffId, chatId }: Possessions) {
  const condition = { all: [{ is: 'choice' as const, field: 'owner' as const, values: [staffId] }] }
  const audience = kind === 'groups' ? { chatIds: [chatId] } : { condition }
  return { content: { text: `到店有礼 ${ulid()}` }, audience }
}

async function consent(
  service: TestService,
  lina: Browser,
  { customerId }: Possessions,
  isOptedOut: boolean,
): Promise<void> {
  await ask(lina, 'PUT', `/customers/${customerId}/consent`, { isOptedOut })
  await settle(service)
}

async function sendProposal(
  { database: { db } }: TestService,
  lina: Browser,
  { customerId }: Possessions,
): Promise<void> {
  const script = await db.script.findFirstOrThrow({ where: { corpId, scene: 'service-due' } })
  const sent = { id: ulid(), customerId, rule: 'service-due', scriptId: script.id, outcome: 'sent' }
  await ask(lina, 'POST', '/actions/outcomes', sent)
}

/** Each rule of a customer who wants no messages, by the gate of proposals. */
export function proposalsOfOptedOut(): Record<string, string | null> {
  const contact = { optedOut: { on: '2026-03-17', source: 'advisor' }, sentAtMs: [] }
  const facts = { contact, stage: null, promise: null } as unknown as ActionFacts
  const offered = { isOn: true, isOutOfStock: false }
  return Object.fromEntries(
    ACTION_RULES.map((rule) => [rule, gateAction(rule, facts, offered)?.kind ?? null]),
  )
}
