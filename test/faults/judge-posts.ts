import { whereItStands, type Kills } from './kill-posts.ts'
import { KINDS, type Kind, type PostCompany } from './post-company.ts'
import { finding, type Finding } from './scenario.ts'
import { until } from './until.ts'

const PATIENCE_MS = 120_000

/** WeCom answers again and every member confirms. What does not end by then is for the judge to say. */
export async function bringToEnd(company: PostCompany, say: (text: string) => void): Promise<void> {
  const { lab } = company
  const none = (what: string) => async (): Promise<boolean> =>
    (await lab.count(`SELECT COUNT(*) AS "n" FROM ${what}`)) === 0
  const wait = async (what: string): Promise<void> => {
    try {
      await until(none(what), { patienceMs: PATIENCE_MS, what: () => `an end of ${what}` })
    } catch {
      say(await whereItStands(company))
    }
  }
  lab.simulator.faults.set({})
  await company.startLater()
  await wait(
    `"Post" p WHERE p."state" IN ('scheduled', 'running') AND NOT EXISTS (SELECT 1 FROM "PostPart" r WHERE r."postId" = p."id")`,
  )
  await wait(`"Effect" WHERE "kind" LIKE 'post-%' AND "state" IN ('planned', 'calling')`)
  await lab.kill()
  await company.startLater()
  confirmAll(company)
  await wait(`"Effect" WHERE "kind" = 'post-moment' AND "state" = 'accepted'`)
  await company.settled.look()
  await company.readResults()
  await wait(`"PostPart" WHERE "state" IN ('planned', 'out')`)
  await company.settled.look()
}

function confirmAll({ lab }: PostCompany): void {
  const { world } = lab.simulator
  for (const { msgid, tasks } of world.massMessages.all())
    for (const { userid, state } of tasks)
      if (state === 'waiting') lab.act('send-mass-message', { msgid, userid })
  for (const { momentId, tasks, createType } of world.moments.all())
    if (createType === 0)
      for (const { userid, published } of tasks)
        if (!published && world.staff.find(userid)?.status === 1)
          lab.act('confirm-moment', { momentId, userid })
}

/** What came of all of it: the copy holds what WeCom holds, and WeCom holds each thing once. */
export async function judgePosts(
  { lab, posts, settled }: PostCompany,
  { kinds, cut }: Kills & { kinds: readonly Kind[] },
): Promise<Finding[]> {
  const { world } = lab.simulator
  const of = (...wanted: Kind[]) => posts.filter(({ kind }) => wanted.includes(kind))
  const planned = (what: 'staff' | 'planned', ...wanted: Kind[]): number =>
    of(...wanted).reduce((sum, { post }) => sum + (post.plan.counts?.[what] ?? 0), 0)
  const messages = world.massMessages.all()
  const tasks = messages.flatMap(({ text, tasks: some }) => some.map((task) => ({ text, ...task })))
  const receivers = tasks.flatMap((task) => task.targets.map((id) => `${task.text} ${id}`))
  const texts = new Set(of('moment').map(({ text }) => text))
  const moments = world.moments.all().filter(({ text }) => texts.has(text))
  const copied = await lab.database.sql.all<{ msgid: string }>(
    `SELECT DISTINCT "msgid" FROM "PostPart" WHERE "msgid" IS NOT NULL ORDER BY "msgid"`,
  )
  const real = [...messages.map(({ msgid }) => msgid), ...moments.map(({ momentId }) => momentId)].sort()
  const jobs = world.momentJobs.count()
  const open = await lab.count(`SELECT COUNT(*) AS "n" FROM "PostPart" WHERE "state" <> 'done'`)
  const delivered = await lab.count(`SELECT COUNT(*) AS "n" FROM "PostTarget" WHERE "state" = 'delivered'`)
  const reached = tasks.flatMap(({ results }) => results.filter(({ status }) => status === 1)).length
  const senders = planned('staff', 'customers', 'groups')
  const wanted = planned('planned', 'customers', 'groups')
  const names = tasks.map(({ text, userid }) => `${text} ${userid}`)
  return [
    finding(
      `calls that were out at a kill: ${KINDS.map((kind) => `${cut[kind]} of ${kind}`).join(', ')}`,
      kinds.every((kind) => cut[kind] > 0),
    ),
    finding(`${tasks.length} tasks for ${senders} senders of messages`, tasks.length === senders),
    finding(
      `${names.length - new Set(names).size} senders with two tasks of a post`,
      new Set(names).size === names.length,
    ),
    finding(`${receivers.length} of ${wanted} receivers`, receivers.length === wanted),
    finding(
      `${receivers.length - new Set(receivers).size} receivers in two tasks`,
      new Set(receivers).size === receivers.length,
    ),
    finding(
      `${jobs} jobs and ${moments.length} moments for ${texts.size} posts of moments`,
      jobs === texts.size && moments.length === texts.size,
    ),
    finding(
      `${copied.length} ids in the copy for ${real.length} at WeCom`,
      copied.map(({ msgid }) => msgid).join() === real.join(),
    ),
    finding(`${settled.changed()} outcomes settled twice, or jobs not kept`, settled.changed() === 0),
    finding(`${open} tasks without an outcome`, open === 0),
    finding(`${delivered} deliveries in the copy for ${reached} at WeCom`, delivered === reached),
  ]
}
