import type { Post } from '../../../server/features/posts/contract.ts'
import type { Browser } from '../../support/http-client.ts'
import { signIn } from '../kill-effects.ts'
import type { Lab } from '../lab.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { until } from '../until.ts'

const CREATE = 'externalcontact/add_msg_template'
const HELD_MS = 60_000
const OUT_BY_MS = 4_000
/** Around one call: before it, after it and before the answer is written, after that. */
const POINTS = 3
/** How many posts are let go at a time, and how few open calls ask for more of them. */
const POSTS_AT_ONCE = 8
const FEW_CALLS = 30
/** So often it is looked whether there are few. */
const LOOK_EVERY = 5
/** Groups of one post. */
const GROUPS_A_POST = 40
/** A group takes a mass message for each day of the month. So many kills use up half of that: some four to a post. */
const KILLS_A_GROUP = 60

export const g1: Scenario = {
  row: 'G1',
  title: 'SIGKILL before, in and after the calls that make mass messages',
  target: '0 senders with two tasks of a post, 0 receivers in two tasks, 0 forgotten',
  run: (options) => {
    const groups = GROUPS_A_POST * Math.ceil(options.kills / KILLS_A_GROUP)
    const company = { contacts: 120, staff: 14, groups }
    return withLab(options, { company, isKilled: true, isSynced: true }, async (lab) => {
      await allowAnyHour(lab)
      const posts: Post[] = []
      lab.simulator.faults.set({ rules: [{ path: CREATE, latencyMs: HELD_MS }] })
      await letGo(lab, posts)
      await lab.kill()
      const kills = await killAround(lab, { posts, kills: options.kills, say: options.say })
      lab.simulator.faults.set({})
      await lab.start()
      const planned = posts.reduce((sum, post) => sum + (post.plan.counts?.planned ?? 0), 0)
      const out = () => lab.count(`SELECT COUNT(*) AS "n" FROM "PostTarget" WHERE "state" = 'out'`)
      const allOut = async () => (await out()) === planned
      await waitFor({ lab, say: options.say }, allOut, { patienceMs: 180_000, what: 'the last task' })
      return [
        finding(`${kills} kills around the calls`, kills === options.kills),
        ...(await judge(lab, { posts, planned })),
      ]
    })
  },
}

/** Each post's tasks as WeCom has them. */
async function judge(lab: Lab, { posts, planned }: { posts: Post[]; planned: number }) {
  const made = lab.simulator.world.massMessages.all()
  const senders = made.flatMap((one) => one.tasks.map((task) => `${one.text} ${task.userid}`))
  const receivers = made.flatMap((one) =>
    one.tasks.flatMap((task) => task.targets.map((id) => `${one.text} ${id}`)),
  )
  const wanted = posts.reduce((sum, post) => sum + (post.plan.counts?.staff ?? 0), 0)
  const unknown = await lab.count(`SELECT COUNT(*) AS "n" FROM "PostPart" WHERE "state" <> 'out'`)
  return [
    finding(`${senders.length} tasks for ${wanted} senders`, senders.length === wanted),
    finding(
      `${senders.length - new Set(senders).size} senders with two tasks of a post`,
      new Set(senders).size === senders.length,
    ),
    finding(`${receivers.length} of ${planned} receivers`, receivers.length === planned),
    finding(
      `${receivers.length - new Set(receivers).size} receivers in two tasks`,
      new Set(receivers).size === receivers.length,
    ),
    finding(`${unknown} tasks without an outcome`, unknown === 0),
  ]
}

/** More posts, until their calls wait in the outbox. */
async function letGo(lab: Lab, posts: Post[]): Promise<void> {
  const fresh: Post[] = []
  while (fresh.length < POSTS_AT_ONCE) fresh.push(await countedPost(lab, posts.length + fresh.length + 1))
  for (const { id } of fresh) await ask(lab, 'POST', `/posts/${id}/submit`, {})
  posts.push(...fresh)
  const senders = posts.reduce((sum, post) => sum + (post.plan.counts?.staff ?? 0), 0)
  const parts = () => lab.count(`SELECT COUNT(*) AS "n" FROM "PostPart"`)
  await until(async () => (await parts()) === senders, {
    patienceMs: 120_000,
    what: () => 'the calls of more posts',
  })
}

async function killAround(
  lab: Lab,
  { posts, kills, say }: { posts: Post[]; kills: number; say: (text: string) => void },
): Promise<number> {
  const made = () => lab.simulator.world.massMessages.all().length
  const written = () => lab.count(`SELECT COUNT(*) AS "n" FROM "PostPart" WHERE "state" = 'out'`)
  const calls = () => lab.count(`SELECT SUM("attempts") AS "n" FROM "Effect" WHERE "kind" = 'post-message'`)
  const open = () =>
    lab.count(`SELECT COUNT(*) AS "n" FROM "Effect" WHERE "kind" = 'post-message' AND "state" = 'planned'`)
  const reach = (what: string, look: () => Promise<boolean> | boolean) =>
    waitFor({ lab, say }, look, { patienceMs: 60_000, what: `the point ${what}` })
  for (let nth = 0; nth < kills; nth += 1) {
    const before = { made: made(), written: await written(), calls: await calls() }
    // Set anew and not cleared: clearing would let go of a call whose caller is dead.
    const rule = [{ latencyMs: HELD_MS }, { answerLatencyMs: HELD_MS }, { latencyMs: HELD_MS, skip: 1 }][
      nth % POINTS
    ]
    lab.simulator.faults.set({ rules: [{ path: CREATE, ...rule }] })
    await lab.start()
    if (nth % LOOK_EVERY === 0 && (await open()) < FEW_CALLS) await letGo(lab, posts)
    const outBy = performance.now() + OUT_BY_MS
    if (nth % POINTS === 0)
      await reach('before the call', async () => (await calls()) > before.calls || performance.now() > outBy)
    else if (nth % POINTS === 1) await reach('in the call', () => made() > before.made)
    else await reach('after the answer', async () => (await written()) > before.written)
    await lab.kill()
    if ((nth + 1) % 10 === 0) say(`${nth + 1} kills`)
  }
  return kills
}

async function waitFor(
  { lab, say }: { lab: Lab; say: (text: string) => void },
  look: () => Promise<boolean> | boolean,
  { patienceMs, what }: { patienceMs: number; what: string },
): Promise<void> {
  try {
    await until(look, { patienceMs, what: () => what })
  } catch (error) {
    say(await whereItStands(lab))
    throw error
  }
}

/** For a point that does not come: what is open, in which state, and when it is to go on. */
async function whereItStands({ database: { sql }, logLines }: Lab): Promise<string> {
  const effects = await sql.all(
    `SELECT "kind", "state", COUNT(*) AS "n", MAX("attempts") AS "attempts", MAX("polls") AS "polls", MIN("notBefore") AS "from", MAX("errorText") AS "error"
     FROM "Effect" GROUP BY "kind", "state"`,
  )
  const jobs = await sql.all(
    `SELECT "name", "state", COUNT(*) AS "n", MAX("attempts") AS "attempts", MIN("runAt") AS "from", MAX("leaseUntil") AS "lease", MAX("errorText") AS "error"
     FROM "Job" WHERE "state" <> 'done' GROUP BY "name", "state"`,
  )
  return [
    new Date().toISOString(),
    ...[...effects, ...jobs].map((row) => JSON.stringify(row)),
    ...logLines.slice(-8),
  ].join('\n')
}

/** The row may be run at night, and writes to the same groups many times. */
async function allowAnyHour(lab: Lab): Promise<void> {
  const contact = { perDay: 1, perWeek: 3, perMonth: 6, fromHour: 0, toHour: 24, isWeekendOpen: true }
  await ask(lab, 'PUT', '/outreach', { contact })
  await ask(lab, 'PUT', '/post-setting', { massPerDay: null, massPerWeek: null })
}

/** The groups take turns, or all would have had what a month allows them before the kills end. */
async function countedPost(lab: Lab, nth: number): Promise<Post> {
  const groups = await lab.database.sql.all<{ chatId: string }>(
    'SELECT "chatId" FROM "Group" ORDER BY "chatId"',
  )
  const from = ((nth - 1) * GROUPS_A_POST) % groups.length
  const chatIds = groups.slice(from, from + GROUPS_A_POST).map(({ chatId }) => chatId)
  const draft = { content: { text: `洗车 ${nth}` }, audience: { chatIds } }
  const { id } = await ask<Post>(lab, 'POST', '/posts', { kind: 'groups', draft })
  let post = await ask<Post>(lab, 'POST', `/posts/${id}/look`, {})
  await until(
    async () => {
      post = await ask<Post>(lab, 'GET', `/posts/${id}`)
      return post.plan.state === 'ready'
    },
    { patienceMs: 30_000, what: () => 'the plan' },
  )
  return post
}

async function ask<T>(lab: Lab, method: string, path: string, body?: unknown): Promise<T> {
  const company = { simulator: lab.simulator, home: new URL(lab.callbackUrl).origin }
  const admin: Browser = await signIn(company, 'hanyue', 'console')
  try {
    const reply =
      method === 'GET' ? await admin.get(`/api/v1${path}`) : await admin.send(method, `/api/v1${path}`, body)
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
    return reply.json<T>()
  } finally {
    admin.close()
  }
}
