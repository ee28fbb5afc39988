import { afterAll, beforeAll, expect, it } from 'vitest'
import { features } from '../../server/features/index.ts'
import { copyOf, truthOf } from '../features/sync/oracle.ts'
import type { Browser } from '../support/http-client.ts'
import { corpId as homeId, startTestService, type TestService } from '../support/service.ts'
import { addSister, type SisterCorp } from '../support/sister-corp.ts'

// Two corps in one service, with the same userids, external userids, chat ids and tag ids. What belongs to one carries
// its mark, so that one character of the other in any answer is seen.

const company = { seed: 11, contacts: 24, staff: 8, groups: 3 }
const MARKS = { home: '甲方独有', sister: '乙方独有' } as const
type Side = keyof typeof MARKS

let service: TestService
let sister: SisterCorp
let admins: Record<Side, Browser>
const corpIds = {} as Record<Side, string>

beforeAll(async () => {
  service = await startTestService({ company: { ...company, callbackRetryGapMs: 20 }, isSynced: false })
  sister = await addSister(service, company)
  corpIds.home = homeId
  corpIds.sister = sister.corpId
  for (const side of ['home', 'sister'] as const) {
    const saved = await simulatorOf(side).callbacks.setUrl(
      `${service.address}/wecom/callback/${corpIds[side]}`,
    )
    expect(saved).toEqual({ ok: true })
  }
  await service.sync()
  await fuzz(23)
  await settled()
  admins = { home: await service.signIn('hanyue'), sister: await sister.signIn('lina') }
})
afterAll(async () => {
  await sister.close()
  await service.close()
})

const simulatorOf = (side: Side) => (side === 'home' ? service.simulator : sister.simulator)

/** Everyday work in both companies at once, on the same ids; every text bears the mark of its side. */
async function fuzz(seed: number): Promise<void> {
  const next = numbers(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T
  const follows = [...service.simulator.truth.rows('follows')].filter(
    (row) => row['awaitingHandover'] !== true,
  )
  const groups = [...service.simulator.truth.rows('groups')].filter((row) => row['dismissed'] !== true)
  const tags = [...service.simulator.truth.rows('tags')].filter((row) => row['deleted'] !== true)
  for (let n = 0; n < 60; n += 1) {
    const { userid, externalUserid } = pick(follows)
    const side: Side = next() < 0.5 ? 'home' : 'sister'
    const act = (name: string, input: object): void => {
      try {
        simulatorOf(side).actions(name, input)
      } catch {
        // The dice may ask for what is no longer there (a relation that ended on this side).
      }
    }
    const choice = next()
    if (choice < 0.5) act('edit-contact', { userid, externalUserid, remark: `${MARKS[side]}${n}` })
    else if (choice < 0.7) act('tag', { userid, externalUserid, tagId: pick(tags)['id'] })
    else if (choice < 0.8)
      act('rename-group', { chatId: pick(groups)['chatId'], name: `${MARKS[side]}群${n}` })
    else if (choice < 0.9) act('add-contact', { userid, name: `${MARKS[side]}客${n}` })
    else act('delete-contact', { userid, externalUserid })
  }
}

/** Callbacks delivered and everything that hangs on them done; then the nightly look at both. */
async function settled(): Promise<void> {
  await Promise.all([service.simulator.callbacks.settled(), sister.simulator.callbacks.settled()])
  service.deps.clock.now()
  service.clock.setOffset(service.clock.offsetMs + 5_000)
  service.deps.jobs.nudge()
  await service.deps.jobs.drain()
}

function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

it('S14 the two companies really have the same ids', async () => {
  const idsOf = async (corpId: string) =>
    new Set(
      (await service.database.db.contact.findMany({ where: { corpId } })).map((row) => row.externalUserid),
    )
  const [home, sisterIds] = [await idsOf(corpIds.home), await idsOf(corpIds.sister)]
  expect([...home].filter((id) => sisterIds.has(id)).length).toBeGreaterThan(15)
})

it.each(['home', 'sister'] as const)(
  'S14 after a fuzz on both, the copy of %s equals its own WeCom',
  async (side) => {
    const { deps } = service
    expect(await copyOf({ deps }, corpIds[side])).toEqual(truthOf({ simulator: simulatorOf(side) }))
  },
)

it('S14 no route gives one corp anything of the other, whatever id is named', async () => {
  const ids = { home: await objectsOf('home'), sister: await objectsOf('sister') }
  const seen: Record<Side, number> = { home: 0, sister: 0 }
  for (const side of ['home', 'sister'] as const) {
    const other: Side = side === 'home' ? 'sister' : 'home'
    for (const route of features.flatMap((feature) => feature.routes ?? [])) {
      if (route.method !== 'GET' || route.roles === 'public' || /live$/.test(route.path)) continue
      for (const params of [ids[side], ids[other]]) {
        const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => idFor(params, route.path, name))
        const reply = await admins[side].get(path)
        const what = `${side} asks ${path}: ${reply.status}`
        expect(reply.status, what).toBeLessThan(500)
        expect(reply.text.includes(MARKS[other]), what).toBe(false)
        for (const id of ids[other].own) expect(reply.text.includes(id), what).toBe(false)
        if (reply.text.includes(MARKS[side])) seen[side] += 1
      }
    }
  }
  // Marks do reach answers: silence of the other side means something.
  expect(seen.home).toBeGreaterThan(4)
  expect(seen.sister).toBeGreaterThan(4)
})

it('S14 writing to an object of the other corp is not-found and changes nothing there', async () => {
  const { own, customerId } = await objectsOf('sister')
  expect(own.length).toBeGreaterThan(3)
  const before = await copyOf(service, corpIds.sister)
  for (const rest of ['notes', 'tasks', 'phone-reveal']) {
    const body = { text: '写错了公司', title: '写错了公司', dueOn: '2026-12-01', purpose: 'call' }
    const known =
      rest === 'notes'
        ? { text: body.text }
        : rest === 'tasks'
          ? { title: body.title, dueOn: body.dueOn }
          : { purpose: 'call' }
    const reply = await admins.home.send('POST', `/api/v1/customers/${customerId}/${rest}`, known)
    expect([rest, reply.status]).toEqual([rest, 404])
  }
  expect(await copyOf(service, corpIds.sister)).toEqual(before)
})

it('S14 a page opened for one corp gets no answer from a session of the other', async () => {
  const headers = { 'x-liuke-corp': corpIds.sister }
  expect((await admins.home.get('/api/v1/me', { headers })).status).toBe(401)
  const { externalUserid } = await objectsOf('home')
  expect((await admins.home.get(`/api/v1/panel/contacts/${externalUserid}`, { headers })).status).toBe(401)
  expect((await admins.sister.get('/api/v1/me', { headers })).json()).toMatchObject({
    corpId: corpIds.sister,
    corpName: '姊妹车行',
    agentId: 1000077,
  })
})

it('S14 an administrator of one corp is nobody in the other, although the userid is the same', async () => {
  const namesake = await sister.signIn('hanyue')
  expect((await namesake.get('/api/v1/me')).json<{ roles: string[] }>().roles).not.toContain('admin')
  expect((await namesake.get('/api/v1/sync/drift')).status).toBe(403)
})

it('S14 an address of one corp does not take what the other corp’s keys have sealed', async () => {
  const url = `${service.address}/wecom/callback/${corpIds.sister}`
  expect(await service.simulator.callbacks.setUrl(url)).toMatchObject({ ok: false })
  expect(await sister.simulator.callbacks.setUrl(url)).toEqual({ ok: true })
})

interface Objects {
  customerId: string
  externalUserid: string
  chatId: string
  staffId: string
  runId: string
  /** Ids that only this corp has: ULIDs of ours. */
  own: string[]
}

async function objectsOf(side: Side): Promise<Objects> {
  const corpId = corpIds[side]
  const { db } = service.database
  const where = { corpId }
  const follow = await db.follow.findFirstOrThrow({
    where: { corpId, endedAt: null, remark: { startsWith: MARKS[side] } },
  })
  const { externalUserid, staffId } = follow
  const contact = await db.contact.findFirstOrThrow({ where: { corpId, externalUserid } })
  const [group, run] = [
    await db.group.findFirstOrThrow({ where }),
    await db.syncRun.findFirstOrThrow({ where }),
  ]
  const customerId = contact.customerId ?? ''
  const { chatId } = group
  return {
    customerId,
    externalUserid,
    chatId,
    staffId,
    runId: run.id,
    own: [corpId, customerId, staffId, run.id],
  }
}

function idFor(objects: Objects, path: string, name: string): string {
  if (name === 'externalUserid') return objects.externalUserid
  if (name === 'chatId') return objects.chatId
  if (path.includes('/sync/runs/')) return objects.runId
  if (path.includes('/staff/')) return objects.staffId
  return objects.customerId
}
