import type { FaultRule } from '../../server/simulator/index.ts'
import { byKind, KINDS, type ByKind, type Kind, type PostCompany } from './post-company.ts'
import { until, pause } from './until.ts'

const MESSAGE = 'externalcontact/add_msg_template'
const MOMENT = 'externalcontact/add_moment_task'
const JOB = 'externalcontact/get_moment_task_result'
const RESULTS = 'externalcontact/get_groupmsg_send_result'
export const CREATES = [MESSAGE, MOMENT]
export const POLLS = [JOB, RESULTS]

const HELD_MS = 60_000
/** Hands of the outbox for such calls. */
const HANDS = 4
const RANDOM_MS = 400

const hold = (paths: string[], rule: Partial<FaultRule>) => paths.map((path) => ({ path, ...rule }))

/** What WeCom does while the service comes to the place where it is killed. */
const HOLDS = {
  'at random': [],
  'before the calls': hold(CREATES, { latencyMs: HELD_MS }),
  'in the calls': hold(CREATES, { answerLatencyMs: HELD_MS }),
  'after a call': hold(CREATES, { latencyMs: HELD_MS, skip: 1 }),
  'asking for results': hold(POLLS, { latencyMs: HELD_MS }),
  'hearing results': hold(POLLS, { answerLatencyMs: HELD_MS }),
} as const
export type Point = keyof typeof HOLDS

export interface Kills {
  kills: number
  /** Calls that make something and were out, or answered without being written, when the process died. */
  cut: ByKind
}

interface Stand {
  /** Planned or calling. */
  open: ByKind
  calling: ByKind
  /** As WeCom has them. */
  made: ByKind
  written: ByKind
  /** Moments whose job is to be asked. */
  accepted: number
}

/** Kills the service at each of these points, in turn, and leaves it dead. It must be running. */
export async function killAtPoints(
  company: PostCompany,
  {
    points,
    kinds,
    kills,
    random,
    say,
  }: {
    points: readonly Point[]
    kinds: readonly Kind[]
    kills: number
    random: () => number
    say(text: string): void
  },
): Promise<Kills> {
  const { lab } = company
  const all: Kills = { kills: 0, cut: { customers: 0, groups: 0, moment: 0 } }
  for (; all.kills < kills; all.kills += 1) {
    const point = points[all.kills % points.length] ?? 'at random'
    // Set anew and not cleared: clearing would let go of a call whose caller is dead.
    lab.simulator.faults.set({ rules: [...HOLDS[point]] })
    const before = await stand(company)
    if (all.kills > 0) await company.startLater()
    if (point === 'at random') {
      for (const kind of kinds) await company.letGo(kind, 'submitted')
      await pause(random() * RANDOM_MS)
    } else await reach(company, { point, kinds, before, say })
    await lab.kill()
    const { calling } = await stand(company)
    for (const kind of KINDS) all.cut[kind] += calling[kind]
    await company.settled.look()
    confirmSome(company, random)
  }
  return all
}

async function reach(
  company: PostCompany,
  {
    point,
    kinds,
    before,
    say,
  }: { point: Exclude<Point, 'at random'>; kinds: readonly Kind[]; before: Stand; say(text: string): void },
): Promise<void> {
  const { simulator } = company.lab
  const held = (paths: string[]) => paths.reduce((sum, path) => sum + simulator.inHand(path), 0)
  const total = (counts: ByKind) => kinds.reduce((sum, kind) => sum + counts[kind], 0)
  const arrived = async (): Promise<boolean> => {
    const now = await stand(company)
    const isAsking = point === 'asking for results' || point === 'hearing results'
    for (const kind of kinds) {
      const isWanted = isAsking ? kind === 'moment' && now.accepted === 0 : true
      if (isWanted && now.open[kind] === 0 && now.made[kind] === before.made[kind])
        await company.letGo(kind, 'planned')
    }
    const isAllOut = total(now.open) > 0 && held(CREATES) === Math.min(HANDS, total(now.open))
    switch (point) {
      case 'before the calls':
        return isAllOut && kinds.every((kind) => now.open[kind] > 0)
      case 'in the calls':
        return isAllOut && total(now.made) > total(before.made)
      case 'after a call':
        return (
          total(now.made) > total(before.made) &&
          total(now.written) > total(before.written) &&
          total(now.calling) === held(CREATES)
        )
      case 'asking for results':
      case 'hearing results':
        return simulator.inHand(JOB) > 0 && (simulator.inHand(RESULTS) > 0 || !(await areResultsDue(company)))
    }
  }
  try {
    await until(arrived, { patienceMs: 60_000, what: () => `the point ${point}` })
  } catch (error) {
    say(await whereItStands(company))
    throw error
  }
}

async function stand({ lab }: PostCompany): Promise<Stand> {
  const rows = await lab.database.sql.all<{
    kind: string
    open: number
    calling: number
    written: number
    accepted: number
  }>(
    `SELECT p."kind", COUNT(DISTINCT CASE WHEN e."state" IN ('planned', 'calling') THEN e."id" END) AS "open",
       COUNT(DISTINCT CASE WHEN e."state" = 'calling' THEN e."id" END) AS "calling",
       COUNT(DISTINCT CASE WHEN e."resultJson" IS NOT NULL THEN e."id" END) AS "written",
       COUNT(DISTINCT CASE WHEN e."state" = 'accepted' THEN e."id" END) AS "accepted"
     FROM "Effect" e JOIN "PostPart" r ON r."corpId" = e."corpId" AND r."effectId" = e."id"
     JOIN "Post" p ON p."corpId" = r."corpId" AND p."id" = r."postId" GROUP BY p."kind"`,
  )
  const messages = lab.simulator.world.massMessages.all()
  const of = (chatType: 'single' | 'group') => messages.filter((one) => one.chatType === chatType).length
  return {
    open: byKind(rows.map(({ kind, open }) => ({ kind, n: open }))),
    calling: byKind(rows.map(({ kind, calling }) => ({ kind, n: calling }))),
    written: byKind(rows.map(({ kind, written }) => ({ kind, n: written }))),
    made: { customers: of('single'), groups: of('group'), moment: lab.simulator.world.momentJobs.count() },
    accepted: rows.reduce((sum, row) => sum + Number(row.accepted), 0),
  }
}

/** Tasks that are out and not settled are asked about at each start. */
async function areResultsDue({ lab }: PostCompany): Promise<boolean> {
  return (
    (await lab.count(
      `SELECT COUNT(*) AS "n" FROM "PostPart" r JOIN "Post" p ON p."corpId" = r."corpId" AND p."id" = r."postId"
       WHERE r."nextPollAt" IS NOT NULL AND r."state" = 'out' AND p."kind" <> 'moment'`,
    )) > 0
  )
}

/** Members confirm while the service is dead: one message in two, one moment in two. */
function confirmSome({ lab, posts }: PostCompany, random: () => number): void {
  const { world } = lab.simulator
  for (const message of world.massMessages.all())
    for (const { userid, state } of message.tasks)
      if (state === 'waiting' && random() < 0.5)
        lab.act('send-mass-message', { msgid: message.msgid, userid })
  for (const moment of world.moments.all())
    if (posts.some(({ text }) => text === moment.text) && (moment.madeAtMs ?? 0) <= lab.simulator.clock.now())
      for (const { userid, published } of moment.tasks)
        if (!published && random() < 0.5) lab.act('confirm-moment', { momentId: moment.momentId, userid })
}

/** For a point that does not come: what is open, in which state, when it is to go on, and who was left out. */
export async function whereItStands({ lab: { database, logLines } }: PostCompany): Promise<string> {
  const effects = await database.sql.all(
    `SELECT "kind", "state", COUNT(*) AS "n", MAX("attempts") AS "attempts", MAX("polls") AS "polls", MIN("notBefore") AS "from", MAX("errorText") AS "error"
     FROM "Effect" GROUP BY "kind", "state"`,
  )
  const jobs = await database.sql.all(
    `SELECT "name", "state", COUNT(*) AS "n", MAX("attempts") AS "attempts", MIN("runAt") AS "from", MAX("leaseUntil") AS "lease", MAX("errorText") AS "error"
     FROM "Job" WHERE "state" <> 'done' GROUP BY "name", "state"`,
  )
  const targets = await database.sql.all(
    `SELECT "state", "reason", COUNT(*) AS "n" FROM "PostTarget" GROUP BY "state", "reason"`,
  )
  return [
    new Date().toISOString(),
    ...[...effects, ...jobs, ...targets].map((row) => JSON.stringify(row)),
    ...logLines.slice(-8),
  ].join('\n')
}
