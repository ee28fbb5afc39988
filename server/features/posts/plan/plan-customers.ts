import { assignArm } from '../../../domain/analytics/ab-test.ts'
import { groupBy } from '../../../domain/group-by.ts'
import { chooseSender, type SenderCandidate } from '../../../domain/post/choose-sender.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { rowTime, rowTimeOrNull } from '../../../platform/db/row-values.ts'
import { checkMass } from '../../actions/gate/check-mass.ts'
import type { Aimed, StoredPost } from '../stored-post.ts'
import type { TextFiller } from './fill-texts.ts'
import type { PlanTerms } from './plan-terms.ts'
import { mayBeSender } from './senders.ts'
import type { NewTarget } from './write-targets.ts'

const WEEK_MS = 7 * 86_400_000

/** Decides for some customers: who sends, what text, and who is held back for which reason. */
export async function planCustomers(
  sql: Pick<SqlTx, 'all' | 'dialect'>,
  {
    post,
    terms,
    filler,
    customerIds,
  }: { post: StoredPost; terms: PlanTerms; filler: TextFiller; customerIds: string[] },
): Promise<{ targets: NewTarget[]; touchedLately: number }> {
  const { corpId, draft } = post
  const candidates = await readCandidates(sql, post, customerIds)
  const chosen = new Map(
    customerIds.map((id) => {
      const able = (candidates.get(id) ?? []).filter((one) => !one.hasLeft)
      return [id, chooseSender(able, draft.audience.senderRule)]
    }),
  )
  const verdicts = await checkMass(sql, { corpId, customerIds, rules: terms.rules, atMs: terms.atMs })
  const staffIds = [...new Set([...chosen.values()].flatMap((one) => one?.staffId ?? []))]
  await filler.load(sql, { customerIds, staffIds })
  let touchedLately = 0
  const targets = customerIds.map((customerId): NewTarget => {
    const sender = chosen.get(customerId) ?? null
    const verdict = verdicts.get(customerId)
    const arm = armOf(post, customerId)
    const target: NewTarget = {
      targetId: customerId,
      customerId,
      arm,
      externalUserid: sender?.externalUserid ?? null,
      staffId: sender?.staffId ?? null,
      state: 'held',
    }
    if (sender === null) return { ...target, reason: candidates.has(customerId) ? 'not-friend' : 'no-sender' }
    const refusal = verdict?.refusal ?? null
    if (refusal !== null) return { ...target, reason: refusal.kind, freeOn: refusal.freeOn }
    const lot = filler.fill({ arm, customerId, staffId: sender.staffId })
    if (lot === null) return { ...target, reason: 'text-open' }
    if (verdict?.sentAtMs.some((ms) => ms > terms.atMs - WEEK_MS)) touchedLately += 1
    return { ...target, state: 'planned', lotId: lot.lotId }
  })
  return { targets, touchedLately }
}

/** By a hash of post and customer: the same at every look, whoever else is there. */
export function armOf({ id, draft }: StoredPost, key: string): 'a' | 'b' {
  if (draft.second === null) return 'a'
  return assignArm(id, key, [100 - draft.secondShare, draft.secondShare]) === 0 ? 'a' : 'b'
}

type Candidate = SenderCandidate & { customerId: string; hasLeft: boolean }

/** Who could send to each of these customers. */
export async function readCandidates(
  sql: Pick<SqlTx, 'all' | 'dialect'>,
  post: Aimed,
  customerIds: readonly string[],
): Promise<Map<string, Candidate[]>> {
  const may = mayBeSender(post, 'f."staffId"')
  const contacted =
    post.draft.audience.senderRule === 'latest'
      ? `(SELECT MAX(o."at") FROM "ActionOutcome" o WHERE o."corpId" = f."corpId" AND o."customerId" = c."customerId" AND o."staffId" = f."staffId"
          AND o."outcome" IN ('sent', 'edited', 'copied'))`
      : 'NULL'
  const rows = await sql.all<{
    customerId: string
    staffId: string
    externalUserid: string
    followedAt: string
    customerLeftAt: string | null
    contactedAt: string | null
  }>(
    `SELECT c."customerId", f."staffId", f."externalUserid", f."followedAt", f."customerLeftAt", ${contacted} AS "contactedAt"
     FROM "Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
     WHERE c."corpId" = ? AND ${inTextList(sql.dialect, 'c."customerId"')} AND c."lostAt" IS NULL AND f."endedAt" IS NULL
       AND f."awaitingHandover" = ? AND ${may.sql}`,
    [post.corpId, JSON.stringify(customerIds), false, ...may.params],
  )
  const candidates = rows.map((row): Candidate => ({
    customerId: row.customerId,
    staffId: row.staffId,
    externalUserid: row.externalUserid,
    followedAtMs: rowTime(row.followedAt).getTime(),
    contactedAtMs: rowTimeOrNull(row.contactedAt)?.getTime() ?? null,
    hasLeft: row.customerLeftAt !== null,
  }))
  return new Map(groupBy(candidates, (one) => one.customerId))
}
