import type { EffectPage, EffectRow } from '../../server/features/effects/contract.ts'
import type { RemarkChanged } from '../../server/features/contacts/contract.ts'
import type { TagCatalogue, TagsChanged } from '../../server/features/tags/contract.ts'
import type { Simulator } from '../../server/simulator/index.ts'
import { openBrowser, type Browser } from '../support/http-client.ts'
import { until } from './until.ts'

export const CALLS = {
  tag: 'externalcontact/mark_tag',
  remark: 'externalcontact/remark',
  welcome: 'externalcontact/send_welcome_msg',
} as const

/** The three places where a process can die around a call to WeCom. */
export const POINTS = ['before the call', 'after the call, before the write', 'after the write'] as const
export type Point = (typeof POINTS)[number]

const HELD_MS = 60_000

interface Company {
  simulator: Simulator
  home: string
}

/** How one write of each kind stood when the next process had settled it. */
export interface Outcome {
  point: Point
  tag: { state: string; isInWecom: boolean; attempts: number }
  remark: { state: string; isInWecom: boolean; attempts: number }
  welcome: { state: string; messages: number }
}

/** Calls that took effect, whether they were answered or not. */
export interface Acted {
  tag: number
  remark: number
  welcome: number
}

export async function signIn({ simulator, home }: Company, userid: string, app: 'chat' | 'console') {
  const at = new Map([home, simulator.origin].map((origin) => [origin, origin]))
  const browser = openBrowser(at, { home, app })
  browser.cookies.set(simulator.origin, new Map([['desk_user', userid]]))
  await browser.visit(`/login/wecom?app=${app}&return=/api/v1/me`)
  return browser
}

/** Brings a write of each kind to each point, kills the process there, and starts the next one. */
export async function killAtAllPoints({
  company,
  running,
  externalUserids,
  round,
}: {
  company: Company
  running: Running
  externalUserids: string[]
  round: number
}): Promise<{ outcomes: Outcome[]; acted: Acted }> {
  const { simulator } = company
  simulator.calls.reset()
  const lina = await signIn(company, 'lina', 'chat')
  const admin = await signIn(company, 'hanyue', 'console')
  const writes: Write[] = []
  // What is done before the next is planned; the faults of a point meet only the calls that come after them.
  for (const [nth, point] of (
    ['after the write', 'after the call, before the write', 'before the call'] as const
  ).entries()) {
    simulator.faults.set({ rules: Object.values(CALLS).map((path) => ({ path, ...HOLD[point] })) })
    const write = await plan({
      company,
      lina,
      admin,
      externalUserid: externalUserids[nth] ?? '',
      name: `${round}${nth}`,
    })
    await seen(`the point ${point}`, () => isReached(point, { admin, company, write }))
    writes.push({ ...write, point })
  }
  await running.kill()
  // Not cleared, which would let go of a call whose caller is dead.
  simulator.faults.set({})
  await running.start()
  const after = await signIn(company, 'hanyue', 'console')
  const outcomes = await Promise.all(writes.map((write) => outcomeOf(write, { after, company })))
  for (const browser of [lina, admin, after]) browser.close()
  return {
    outcomes,
    acted: {
      tag: acted(simulator, 'tag'),
      remark: acted(simulator, 'remark'),
      welcome: acted(simulator, 'welcome'),
    },
  }
}

interface Write {
  point: Point
  externalUserid: string
  newcomer: string
  tagId: string
  remark: string
  ids: { tag: string; remark: string; welcome: string }
}

const HOLD = {
  'before the call': { latencyMs: HELD_MS },
  'after the call, before the write': { answerLatencyMs: HELD_MS },
  'after the write': {},
} as const satisfies Record<Point, object>

async function plan({
  company,
  lina,
  admin,
  externalUserid,
  name,
}: {
  company: Company
  lina: Browser
  admin: Browser
  externalUserid: string
  name: string
}): Promise<Omit<Write, 'point'>> {
  const { groups } = await read<TagCatalogue>(lina, '/tags')
  const has = tagsOf(company, externalUserid)
  const tagId = groups.flatMap((group) => group.tags).find((tag) => !has.includes(tag.tagId))?.tagId ?? ''
  const remark = `改${name}`
  const tagged = await put<TagsChanged>(lina, `/contacts/${externalUserid}/tags`, { add: [tagId] })
  const named = await put<RemarkChanged>(lina, `/contacts/${externalUserid}/remark`, { remark })
  const added = company.simulator.actions('add-contact', { userid: 'lina', name: `新客${name}` })
  const newcomer = String(added['externalUserid'])
  const welcome = await welcomeOf(admin, newcomer)
  return {
    externalUserid,
    newcomer,
    tagId,
    remark,
    ids: { tag: tagged.effectId ?? '', remark: named.effectId ?? '', welcome },
  }
}

const tagsOf = ({ simulator }: Company, externalUserid: string): string[] =>
  simulator.world.follows.find('lina', externalUserid)?.tagIds ?? []

const messagesTo = ({ simulator }: Company, newcomer: string): number =>
  simulator.world.chats.written(`single:lina:${newcomer}`).filter((one) => one.source === 'welcome').length

function acted(simulator: Simulator, kind: keyof typeof CALLS): number {
  const answers = simulator.calls.counts().byPath[CALLS[kind]]?.answers ?? {}
  return (answers['0'] ?? 0) + (answers['gone-after'] ?? 0)
}

async function outcomeOf(
  write: Write,
  { after, company }: { after: Browser; company: Company },
): Promise<Outcome> {
  const [tag, remark, welcome] = await Promise.all([
    settled(after, write.ids.tag),
    settled(after, write.ids.remark),
    settled(after, write.ids.welcome),
  ])
  const follow = company.simulator.world.follows.find('lina', write.externalUserid)
  return {
    point: write.point,
    tag: {
      state: tag.state,
      attempts: tag.attempts,
      isInWecom: follow?.tagIds.includes(write.tagId) === true,
    },
    remark: { state: remark.state, attempts: remark.attempts, isInWecom: follow?.remark === write.remark },
    welcome: { state: welcome.state, messages: messagesTo(company, write.newcomer) },
  }
}

/** The process under test, killed and started again. */
export interface Running {
  start(): Promise<void>
  kill(): Promise<void>
}

async function read<T>(browser: Browser, path: string): Promise<T> {
  const reply = await browser.get(`/api/v1${path}`)
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text.slice(0, 200)}`)
  return reply.json<T>()
}

async function put<T>(browser: Browser, path: string, body: unknown): Promise<T> {
  const reply = await browser.send('PUT', `/api/v1${path}`, body)
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text.slice(0, 200)}`)
  return reply.json<T>()
}

const seen = (what: string, look: () => Promise<boolean>): Promise<void> =>
  until(look, { patienceMs: 30_000, what: () => what })

async function isReached(
  point: Point,
  { admin, company, write }: { admin: Browser; company: Company; write: Omit<Write, 'point'> },
): Promise<boolean> {
  const rows = await Promise.all(
    Object.values(write.ids).map((id) => read<EffectRow>(admin, `/effects/${id}`)),
  )
  const state = point === 'after the write' ? 'done' : 'calling'
  if (!rows.every((row) => row.state === state)) return false
  const isActed =
    tagsOf(company, write.externalUserid).includes(write.tagId) && messagesTo(company, write.newcomer) === 1
  return point === 'before the call' || isActed
}

async function welcomeOf(admin: Browser, newcomer: string): Promise<string> {
  let id = ''
  await seen('the welcome', async () => {
    const { items } = await read<EffectPage>(admin, '/effects')
    id = items.find((row) => row.kind === 'welcome' && row.objectId === newcomer)?.id ?? ''
    return id !== ''
  })
  return id
}

async function settled(browser: Browser, id: string): Promise<EffectRow> {
  let row = await read<EffectRow>(browser, `/effects/${id}`)
  await seen('the end of an effect', async () => {
    row = await read<EffectRow>(browser, `/effects/${id}`)
    return row.state !== 'planned' && row.state !== 'calling'
  })
  return row
}
