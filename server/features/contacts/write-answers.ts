import type { SqlTx } from '../../platform/db/index.ts'
import { createGroupCommit, type GroupCommit } from '../../platform/db/group-commit.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import { groupBy } from '../../platform/group-by.ts'
import type { ContactDetail } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { userKeyOf, type StaffIndex } from '../staff/find-staff.ts'
import type { Difference } from './compare.ts'
import { endFollows, type EndedBy } from './end-follows.ts'
import { followKey, type IncomingFollow } from './incoming.ts'
import { writePersonalTags } from './personal-tags.ts'
import { writeContacts } from './write-contacts.ts'

/** What an event said beyond "look again". */
export interface ContactHint {
  change: 'removed-by-member' | 'removed-by-contact' | 'other'
  userid: string
  byTransfer: boolean
  at: Date
}

/** What WeCom said of one contact, on its way into the copy. */
export interface Answer {
  corpId: string
  externalUserid: string
  readAt: Date
  /** null: nobody in range follows it. */
  detail: ContactDetail | null
  follows: readonly IncomingFollow[]
  difference: Difference
  hints: readonly ContactHint[]
  staff: StaffIndex
}

export interface Applied {
  isWritten: boolean
  ended: number
}

/** Contacts that are written together; more would keep others waiting for the writer. */
const TOGETHER = 12

const writers = new WeakMap<Deps, GroupCommit<Answer, Applied>>()

/** What is read in a storm while one transaction runs is written by the next one, with its statements said once. */
export function writeAnswer(deps: Deps, answer: Answer): Promise<Applied> {
  let writer = writers.get(deps)
  if (!writer) {
    writer = createGroupCommit({
      sql: deps.database.sql,
      maxItems: TOGETHER,
      write: (tx, answers) => applyAll(tx, deps, answers),
    })
    writers.set(deps, writer)
  }
  return writer.add(answer)
}

/** In rounds: what was read of one contact twice is written in the order in which it was read. */
async function applyAll(tx: SqlTx, deps: Deps, answers: readonly Answer[]): Promise<Applied[]> {
  const applied = new Map<Answer, Applied>()
  let left = answers
  while (left.length > 0) {
    const round = new Map<string, Answer>()
    for (const answer of left) {
      const key = `${answer.corpId} ${answer.externalUserid}`
      if (!round.has(key)) round.set(key, answer)
    }
    const chosen = new Set(round.values())
    for (const [corpId, ofCorp] of groupBy(chosen, (answer) => answer.corpId))
      for (const [answer, one] of await applyRound(tx, deps, { corpId, answers: ofCorp }))
        applied.set(answer, one)
    left = left.filter((answer) => !chosen.has(answer))
  }
  return answers.map((answer) => applied.get(answer) ?? { isWritten: false, ended: 0 })
}

async function applyRound(
  tx: SqlTx,
  deps: Deps,
  { corpId, answers }: { corpId: string; answers: readonly Answer[] },
): Promise<Map<Answer, Applied>> {
  const written = await writeContacts(tx, deps, {
    corpId,
    contacts: answers.flatMap(({ difference }) => difference.contacts),
    follows: answers.flatMap(({ difference }) => difference.follows),
    timesOf: new Map(answers.map((answer) => [answer.externalUserid, timesOf(answer)])),
  })
  const touched = new Set(written.touched)
  await writePersonalTags(
    tx,
    corpId,
    answers.flatMap(({ detail, staff }) => (detail ? [{ detail, staff }] : [])),
  )
  for (const answer of answers) await markLeavers(tx, deps, answer)
  const ended = await endMissing(tx, deps, { corpId, answers })
  return new Map(
    answers.map((answer) => [
      answer,
      { isWritten: touched.has(answer.externalUserid), ended: ended.get(answer) ?? 0 },
    ]),
  )
}

function timesOf({ readAt, hints }: Answer): { readAt: Date; happenedAt?: Date } {
  const happenedAt = hints.at(-1)?.at
  return happenedAt ? { readAt, happenedAt } : { readAt }
}

/** The customer deleted the member: the relation still works one way, and only the event tells. */
async function markLeavers(
  tx: SqlTx,
  deps: Deps,
  { corpId, externalUserid, hints, staff }: Answer,
): Promise<void> {
  for (const hint of hints) {
    const staffId = staff.get(userKeyOf(hint.userid))
    if (hint.change !== 'removed-by-contact' || staffId === undefined) continue
    await tx.run(
      `UPDATE "Follow" SET "customerLeftAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "staffId" = ? AND "externalUserid" = ?
       AND "endedAt" IS NULL AND "followedAt" <= ? AND ("customerLeftAt" IS NULL OR "customerLeftAt" < "followedAt")`,
      [hint.at, deps.clock.now(), corpId, staffId, externalUserid, hint.at],
    )
  }
}

interface LiveFollow {
  staffId: string
  externalUserid: string
  status: string
  updatedAt: string
}

/**
 * Relations that the answers do not show any more. Those of staff who left wait for a new owner instead of ending,
 * unless an event says that this one moved.
 */
async function endMissing(
  tx: SqlTx,
  deps: Deps,
  { corpId, answers }: { corpId: string; answers: readonly Answer[] },
): Promise<Map<Answer, number>> {
  const readable = answers.filter(({ detail }) => detail === null || detail.invalidRows.length === 0)
  const live = await tx.all<LiveFollow>(
    `SELECT f."staffId", f."externalUserid", f."updatedAt", s."status"
     FROM "Follow" f JOIN "Staff" s ON s."corpId" = f."corpId" AND s."id" = f."staffId"
     WHERE f."corpId" = ? AND f."endedAt" IS NULL AND ${inTextList(tx.dialect, 'f."externalUserid"')}`,
    [corpId, JSON.stringify(readable.map(({ externalUserid }) => externalUserid))],
  )
  const liveOf = groupBy(live, (row) => row.externalUserid)
  const counts = new Map<Answer, number>()
  for (const answer of readable) {
    const missing = missingOf(answer, liveOf.get(answer.externalUserid) ?? [])
    let ended = 0
    for (const { follow, hint } of missing)
      ended += await endFollows(tx, deps, {
        corpId,
        follows: [follow],
        endedBy: endedBy(hint),
        at: hint?.at ?? answer.readAt,
      })
    counts.set(answer, ended)
  }
  return counts
}

function missingOf(
  { follows, hints, staff, readAt }: Answer,
  live: readonly LiveFollow[],
): { follow: LiveFollow; hint: ContactHint | undefined }[] {
  const seen = new Set(follows.map(followKey))
  return live.flatMap((follow) => {
    if (seen.has(followKey(follow)) || rowTime(follow.updatedAt) > readAt) return []
    const hint = hints.findLast((one) => staff.get(userKeyOf(one.userid)) === follow.staffId)
    return follow.status === 'left' && !hint ? [] : [{ follow, hint }]
  })
}

function endedBy(hint: ContactHint | undefined): EndedBy {
  if (hint?.byTransfer) return 'transfer'
  if (hint?.change === 'removed-by-member') return 'staff'
  return hint?.change === 'removed-by-contact' ? 'customer' : 'reconcile'
}
