import type { Post, PostDraftInput } from '../../server/features/posts/contract.ts'
import type { SqlRow } from '../../server/platform/db/index.ts'
import type { Browser } from '../support/http-client.ts'
import { signIn } from './kill-effects.ts'
import type { Lab } from './lab.ts'
import { until } from './until.ts'
import { watchSettled, type SettledWatch } from './watch-settled.ts'

/** What is called for by WeCom: a mass message to customers or to groups, and a moment. */
export const KINDS = ['customers', 'groups', 'moment'] as const
export type Kind = (typeof KINDS)[number]
export type ByKind = Record<Kind, number>

export const HOUR = 3_600_000
/** Half of the hands that the outbox has: with a group's owner and a moment all calls are out at once. */
const SENDERS = 2

/** A company that writes posts, and whose service is killed again and again. */
export interface PostCompany {
  lab: Lab
  posts: { kind: Kind; text: string; post: Post }[]
  settled: SettledWatch
  /** Starts the service some hours after it was killed: whatever waits is due. */
  startLater(): Promise<void>
  /** A post of this kind, to where its calls wait in the outbox; or only submitted. */
  letGo(kind: Kind, until: 'planned' | 'submitted'): Promise<void>
  /** Somebody looks at the results of all of them. */
  readResults(): Promise<void>
}

/** The lab may be opened at night, and writes to the same people many times. */
export async function postCompany(lab: Lab): Promise<PostCompany> {
  const { simulator } = lab
  const home = new URL(lab.callbackUrl).origin
  const posts: PostCompany['posts'] = []
  let offsetMs = 0
  const signedIn = async <T>(work: (admin: Browser) => Promise<T>): Promise<T> => {
    const admin = await signIn({ simulator, home }, 'hanyue', 'console')
    try {
      return await work(admin)
    } finally {
      admin.close()
    }
  }
  const drafts = await draftsOf(lab)
  simulator.corp.massPerDay = 0
  await signedIn(async (admin) => {
    const contact = { perDay: 10, perWeek: 30, perMonth: 60, fromHour: 0, toHour: 24, isWeekendOpen: true }
    await ask(admin, 'PUT', '/outreach', { contact })
    await ask(admin, 'PUT', '/post-setting', { massPerDay: null, massPerWeek: null })
  })
  return {
    lab,
    posts,
    settled: watchSettled(lab),
    async startLater() {
      offsetMs += 3 * HOUR
      simulator.clock.advance(3 * HOUR)
      await lab.start({ clockOffsetMs: offsetMs })
    },
    letGo: (kind, stage) =>
      signedIn(async (admin) => {
        const text = `${kind} ${posts.length + 1}`
        const post = await counted(admin, kind, { ...drafts[kind], content: { text } })
        posts.push({ kind, text, post })
        await ask(admin, 'POST', `/posts/${post.id}/submit`, {})
        if (stage === 'submitted') return
        const made = `SELECT COUNT(*) AS "n" FROM "PostPart" WHERE "postId" = '${post.id}'`
        await until(async () => (await lab.count(made)) === post.plan.counts?.staff, {
          patienceMs: 60_000,
          what: () => `the calls of ${text}`,
        })
      }),
    readResults: () =>
      signedIn(async (admin) => {
        for (const { post } of posts) await ask(admin, 'POST', `/posts/${post.id}/refresh`, {})
      }),
  }
}

/** Whom each kind is for: so few senders that no call waits for the hands of another. */
async function draftsOf({ database: { sql } }: Lab): Promise<Record<Kind, PostDraftInput>> {
  const followers = await sql.all<{ staffId: string }>(
    `SELECT "staffId" FROM "Follow" WHERE "endedAt" IS NULL GROUP BY "staffId" ORDER BY COUNT(*) DESC, "staffId"`,
  )
  const groups = await sql.all<{ chatId: string; ownerStaffId: string }>(
    `SELECT "chatId", "ownerStaffId" FROM "Group" WHERE "dismissedAt" IS NULL AND "ownerStaffId" IN (SELECT "id" FROM "Staff" WHERE "status" = 'active') ORDER BY "chatId"`,
  )
  const owner = (staff: typeof followers) => ({
    is: 'choice' as const,
    field: 'owner' as const,
    values: staff.map(({ staffId }) => staffId),
  })
  const [senders, others] = [followers.slice(0, SENDERS), followers.slice(SENDERS)]
  const own = groups.filter((group) => group.ownerStaffId === groups[0]?.ownerStaffId)
  return {
    customers: { audience: { condition: { all: [owner(senders)] }, excluded: { all: [owner(others)] } } },
    groups: { audience: { chatIds: own.map(({ chatId }) => chatId) } },
    moment: {},
  }
}

async function counted(admin: Browser, kind: Kind, draft: PostDraftInput): Promise<Post> {
  const { id } = await ask<Post>(admin, 'POST', '/posts', { kind, draft })
  let post = await ask<Post>(admin, 'POST', `/posts/${id}/look`, {})
  await until(
    async () => {
      post = await ask<Post>(admin, 'GET', `/posts/${id}`)
      return post.plan.state === 'ready'
    },
    { patienceMs: 60_000, what: () => 'the plan' },
  )
  if ((post.plan.counts?.staff ?? 0) === 0) throw new Error(`nobody sends the post of ${kind}`)
  return post
}

async function ask<T>(admin: Browser, method: string, path: string, body?: unknown): Promise<T> {
  const reply =
    method === 'GET' ? await admin.get(`/api/v1${path}`) : await admin.send(method, `/api/v1${path}`, body)
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
  return reply.json<T>()
}

/** How many of each kind, from rows that name it. */
export function byKind(rows: readonly (SqlRow & { kind: string; n: number })[]): ByKind {
  const all: ByKind = { customers: 0, groups: 0, moment: 0 }
  for (const kind of KINDS) all[kind] = Number(rows.find((row) => row.kind === kind)?.n ?? 0)
  return all
}
