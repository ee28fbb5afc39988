import { isWecomError, type CallOptions, type Moment, type Page, type Wecom } from '../../wecom/index.ts'

/** A member's part in a moment, as far as WeCom lets it be read. */
export interface PublisherRead {
  userid: string
  published: boolean
  /** null: WeCom did not tell, which is not nobody. */
  chosen: string[] | null
  visible: string[] | null
  reactions: { kind: 'like' | 'comment'; actorId: string; createdAt: Date }[]
}

const CORP_MADE = 0
const IN_FLIGHT = 4

/**
 * Whom a moment was for, who can see it, and who reacted. A corp moment has tasks, one for each member; a member's own
 * has only its creator. What WeCom will not tell (not published yet, being sent) is left out, never guessed.
 */
export async function readPublishers(
  wecom: Wecom,
  moment: Moment,
  options: CallOptions,
): Promise<PublisherRead[]> {
  const parts = await publishersOf(wecom, moment, options)
  const read: PublisherRead[] = []
  const queue = [...parts.entries()]
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [place, part] = next
      read[place] = await readPart(wecom, { momentId: moment.momentId, ...part }, options)
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: IN_FLIGHT }, work))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return read
}

async function readPart(
  wecom: Wecom,
  { momentId, userid, published }: { momentId: string; userid: string; published: boolean },
  options: CallOptions,
): Promise<PublisherRead> {
  if (!published) return { userid, published, chosen: [], visible: [], reactions: [] }
  const of = { momentId, userid }
  const chosen = await allPages((cursor) => wecom.moments.listCustomers({ ...of, ...cursor }, options))
  const visible = await allPages((cursor) => wecom.moments.listSendResult({ ...of, ...cursor }, options))
  return {
    userid,
    published,
    chosen: chosen?.map((row) => row.externalUserid) ?? null,
    visible: visible?.map((row) => row.externalUserid) ?? null,
    reactions: await readReactions(wecom, of, options),
  }
}

async function publishersOf(
  wecom: Wecom,
  moment: Moment,
  options: CallOptions,
): Promise<{ userid: string; published: boolean }[]> {
  if (moment.createType !== CORP_MADE)
    return moment.creator ? [{ userid: moment.creator, published: true }] : []
  const tasks = await allPages((cursor) =>
    wecom.moments.listTasks({ momentId: moment.momentId, ...cursor }, options),
  )
  return (tasks ?? []).map((task) => ({ userid: task.userid, published: task.publishStatus === 1 }))
}

async function readReactions(
  wecom: Wecom,
  of: { momentId: string; userid: string },
  options: CallOptions,
): Promise<PublisherRead['reactions']> {
  try {
    const { likes, comments } = await wecom.moments.getComments(of, options)
    const rows = [
      ...likes.map((row) => ({ ...row, kind: 'like' as const })),
      ...comments.map((row) => ({ ...row, kind: 'comment' as const })),
    ]
    return rows.flatMap(({ kind, externalUserid, userid, createdAt }) => {
      const actorId = externalUserid ?? userid
      return actorId === undefined ? [] : [{ kind, actorId, createdAt: new Date(createdAt) }]
    })
  } catch (error) {
    if (isNotYet(error)) return []
    throw error
  }
}

/** null: WeCom does not tell now, not even in part. */
async function allPages<Row>(
  read: (cursor: { cursor?: string }) => Promise<Page<Row>>,
): Promise<Row[] | null> {
  const rows: Row[] = []
  const met = new Set<string>()
  let cursor: string | undefined
  try {
    do {
      const page = await read(cursor === undefined ? {} : { cursor })
      rows.push(...page.rows)
      if (cursor !== undefined) met.add(cursor)
      cursor = page.nextCursor
    } while (cursor !== undefined && !met.has(cursor))
  } catch (error) {
    if (!isNotYet(error)) throw error
    return null
  }
  return rows
}

/** Not its publisher, or not published yet: nothing to read now. Anything else is a failure, never "none". */
function isNotYet(error: unknown): boolean {
  return isWecomError(error, 'refused', 'gone')
}
