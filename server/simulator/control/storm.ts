// A burst of everyday client actions at a steady pace, each with its real callback.

import { z } from 'zod'
import { ActionRefused, runAction } from '../actions/index.ts'
import { machineNow } from '../clock.ts'
import { stream } from '../random.ts'
import type { Simulation } from '../simulation.ts'
import type { Follow } from '../world/follows.ts'

export const stormSchema = z.object({
  count: z.number().int().min(1).max(1_000_000),
  perSecond: z.number().min(1).max(10_000).default(100),
  seed: z.number().int().default(1),
  /** Only this many relations are touched, and nobody new comes; all of the company when absent. */
  entities: z.number().int().min(1).optional(),
})

export interface StormProgress {
  running: boolean
  wanted: number
  done: number
}

export interface Storm {
  start(input: z.output<typeof stormSchema>): StormProgress
  progress(): StormProgress
}

const STEP_MS = 20

/** What people do with one relation; one that has ended begins again. */
function touch(sim: Simulation, follow: Follow, { choice, pick, turn }: Turn): void {
  const pair = { userid: follow.userid, externalUserid: follow.externalUserid }
  if (follow.state === 'gone') runAction(sim, 'add-contact', { ...pair, state: 'store_07' })
  else if (choice < 0.04) runAction(sim, 'delete-contact', pair)
  else if (choice < 0.44) {
    const tags = sim.world.tags.groups().flatMap((one) => (one.deleted ? [] : sim.world.tags.tagsOf(one.id)))
    const live = tags.filter((one) => !one.deleted)
    const tag = live[Math.floor(pick * live.length)]
    if (tag) runAction(sim, follow.tagIds.includes(tag.id) ? 'untag' : 'tag', { ...pair, tagId: tag.id })
  } else runAction(sim, 'edit-contact', { ...pair, remark: `${follow.remark.slice(0, 12)} ${turn}` })
}

interface Turn {
  choice: number
  pick: number
  turn: number
}

function someRelations(sim: Simulation, most: number): { userid: string; externalUserid: string }[] {
  const pairs: { userid: string; externalUserid: string }[] = []
  for (const staff of sim.world.staff.all().filter((one) => one.status === 1))
    for (const follow of sim.world.follows.each(staff.userid)) {
      if (pairs.length >= most) return pairs
      if (follow.state === 'active') pairs.push(follow)
    }
  return pairs
}

/** Mostly remarks and tags, some new customers, few deletions: as on a busy day. */
function oneAction(sim: Simulation, next: () => number, turn: number): void {
  const followers = sim.world.staff
    .all()
    .filter((one) => one.status === 1 && sim.world.follows.span(one.userid) > 0)
  const staff = followers[Math.floor(next() * followers.length)]
  if (!staff) throw new ActionRefused('nobody has customers')
  const { userid } = staff
  const follow = sim.world.follows.at(userid, Math.floor(next() * sim.world.follows.span(userid)))
  const choice = next()
  if (choice < 0.15 || follow?.state !== 'active') {
    runAction(sim, 'add-contact', { userid, name: `新客${turn}`, state: 'store_07' })
    return
  }
  const pair = { userid, externalUserid: follow.externalUserid }
  if (choice < 0.2) runAction(sim, 'customer-deletes-staff', pair)
  else if (choice < 0.24) runAction(sim, 'delete-contact', pair)
  else if (choice < 0.6) {
    const tags = sim.world.tags.groups().flatMap((one) => (one.deleted ? [] : sim.world.tags.tagsOf(one.id)))
    const tag = tags.filter((one) => !one.deleted)[Math.floor(next() * tags.length)]
    if (tag) runAction(sim, follow.tagIds.includes(tag.id) ? 'untag' : 'tag', { ...pair, tagId: tag.id })
  } else runAction(sim, 'edit-contact', { ...pair, remark: `${follow.remark.slice(0, 12)} ${turn}` })
}

export function createStorm(sim: Simulation): Storm {
  let progress: StormProgress = { running: false, wanted: 0, done: 0 }
  return {
    progress: () => progress,
    start: ({ count, perSecond, seed, entities }) => {
      if (progress.running) throw new ActionRefused('a storm is running: GET /sim/storm says how far it is')
      const state = { running: true, wanted: count, done: 0 }
      progress = state
      const next = stream(seed)
      const pairs = entities === undefined ? undefined : someRelations(sim, entities)
      const act = (turn: number): void => {
        if (!pairs) return oneAction(sim, next, turn)
        const pair = pairs[Math.floor(next() * pairs.length)]
        const follow = pair && sim.world.follows.find(pair.userid, pair.externalUserid)
        if (follow) touch(sim, follow, { choice: next(), pick: next(), turn })
      }
      const from = machineNow()
      const timer = setInterval(() => {
        const due = Math.min(count, Math.ceil(((machineNow() - from) / 1000) * perSecond))
        for (; state.done < due; state.done++) act(state.done)
        if (state.done < count) return
        clearInterval(timer)
        state.running = false
      }, STEP_MS).unref()
      return state
    },
  }
}
