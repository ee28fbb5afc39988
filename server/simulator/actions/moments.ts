import { z } from 'zod'
import type { Simulation } from '../simulation.ts'
import { encodeId } from '../world/ids.ts'
import type { Moment } from '../world/moments.ts'
import { ActionRefused, action, activeStaff } from './action.ts'

// No event exists for anything about moments: the service has to ask.

const publishSchema = z.object({
  userid: z.string().min(1),
  text: z.string().max(2000).default(''),
  imageIds: z.array(z.string()).max(9).default([]),
  videoId: z.string().optional(),
  link: z.object({ title: z.string().min(1), url: z.string().min(1) }).optional(),
  /** Asks these members to publish a corp moment instead of publishing a personal one. */
  senders: z.array(z.string()).optional(),
})

function publish(sim: Simulation, input: z.output<typeof publishSchema>): Record<string, unknown> {
  const creator = activeStaff(sim, input.userid).userid
  const { imageIds, link, text, videoId } = input
  if (text === '' && imageIds.length === 0 && !link && videoId === undefined)
    throw new ActionRefused('text: say something')
  const { moments, seed } = sim.world
  const corp = input.senders !== undefined
  const senders = (input.senders ?? []).map((userid) => activeStaff(sim, userid).userid)
  const moment: Moment = {
    momentId: encodeId('mom', 'moment', { seed: seed.seed, index: moments.count() + 100_000 }),
    creator,
    createTime: sim.world.nowSeconds(),
    createType: corp ? 0 : 1,
    visibleType: corp ? 0 : 1,
    text,
    images: imageIds,
    ...(link ? { link } : {}),
    ...(videoId === undefined ? {} : { video: { mediaId: videoId, thumbMediaId: videoId } }),
    tasks: corp
      ? senders.map((userid) => ({ userid, published: false }))
      : [{ userid: creator, published: true }],
  }
  sim.world.change({ kind: 'moment', moment })
  return { momentId: moment.momentId }
}

function momentNamed(sim: Simulation, momentId: string): Moment {
  const moment = sim.world.moments.find(momentId)
  if (!moment) throw new ActionRefused(`no moment ${momentId}`)
  return moment
}

const answerSchema = z.object({ momentId: z.string().min(1), userid: z.string().min(1) })

/** A member publishes the copy that was prepared, or puts the task aside. */
function answer(
  sim: Simulation,
  input: z.output<typeof answerSchema>,
  publishes: boolean,
): Record<string, unknown> {
  const moment = momentNamed(sim, input.momentId)
  const { userid } = activeStaff(sim, input.userid)
  const task = moment.tasks.find((one) => one.userid === userid)
  if (!task) throw new ActionRefused(`${input.userid} was not asked to publish this moment`)
  if (task.published) throw new ActionRefused(`${input.userid} has published this moment already`)
  if (moment.cancelled) throw new ActionRefused('the company has cancelled this moment')
  const now = sim.world.clock.now()
  if ((moment.madeAtMs ?? 0) > now) throw new ActionRefused('this moment is still being made')
  const next = publishes ? { userid, published: true, publishedAtMs: now } : { ...task, ignored: true }
  const tasks = moment.tasks.map((one) => (one.userid === userid ? next : one))
  sim.world.change({ kind: 'moment', moment: { ...moment, tasks } })
  return {}
}

const reactSchema = z.object({
  momentId: z.string().min(1),
  /** Publisher whose copy is meant; the creator, or the first publisher, when it is nobody's. */
  userid: z.string().optional(),
  externalUserid: z.string().min(1),
})

function react(
  sim: Simulation,
  input: z.output<typeof reactSchema>,
  kind: 'like' | 'comment',
): Record<string, unknown> {
  const moment = momentNamed(sim, input.momentId)
  const published = moment.tasks.flatMap((one) => (one.published ? [one.userid] : []))
  const userid =
    [input.userid, moment.creator].find((one) => one !== undefined && published.includes(one)) ?? published[0]
  if (userid === undefined)
    throw new ActionRefused('nobody has published this moment yet: confirm-moment first')
  if (!sim.world.contacts.find(input.externalUserid))
    throw new ActionRefused(`no external contact ${input.externalUserid}`)
  const by = { externalUserid: input.externalUserid }
  const reaction = { momentId: moment.momentId, userid, kind, by, createTime: sim.world.nowSeconds() }
  sim.world.change({ kind: 'reaction', reaction })
  return {}
}

export const momentActions = [
  action({ name: 'publish-moment', input: publishSchema, run: publish }),
  action({ name: 'confirm-moment', input: answerSchema, run: (sim, input) => answer(sim, input, true) }),
  action({ name: 'ignore-moment', input: answerSchema, run: (sim, input) => answer(sim, input, false) }),
  action({ name: 'like-moment', input: reactSchema, run: (sim, input) => react(sim, input, 'like') }),
  action({ name: 'comment-moment', input: reactSchema, run: (sim, input) => react(sim, input, 'comment') }),
]
