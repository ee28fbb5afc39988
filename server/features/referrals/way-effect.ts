import { z } from 'zod'
import type { SqlTx } from '../../platform/db/index.ts'
import { findWay } from '../contact-ways/way-outcome.ts'
import type { Deps } from '../deps.ts'
import { planEffect } from '../effects/plan-effect.ts'
import type { EffectAnswer, EffectCheck, EffectHandler, EffectOutcome, EffectTask } from '../feature.ts'
import { linkUrl, makeLinks } from '../links/index.ts'

export const REFERRAL_WAY_EFFECT = 'referral-way'
const payload = z.object({ codeId: z.string() })
const made = z.object({ configId: z.string().optional(), pictureUrl: z.string().nullable().optional() })
type Made = z.infer<typeof made>

const TITLE = '老带新'

export async function planReferralWay(
  tx: SqlTx,
  deps: Deps,
  { corpId, codeId, createdBy }: { corpId: string; codeId: string; createdBy: string },
): Promise<void> {
  await planEffect(tx, deps, {
    ...{ corpId, kind: REFERRAL_WAY_EFFECT, key: `${REFERRAL_WAY_EFFECT}:${codeId}` },
    ...{ payload: { codeId }, createdBy, merge: () => ({ codeId }) },
  })
}

export function referralWayEffect(deps: Deps): EffectHandler {
  return {
    // Making one twice leaves a way that nobody knows of: WeCom is asked first.
    isRepeatable: false,
    run: (task) => carryOut(deps, task),
    check: (task) => lookFor(deps, task),
    record: (tx, task, outcome) => record(tx, deps, { task, outcome }),
  }
}

async function readCode(deps: Deps, { corpId, payload: given }: EffectTask) {
  const { codeId } = payload.parse(given)
  return deps.database.db.referralCode.findUnique({ where: { corpId_id: { corpId, id: codeId } } })
}

async function carryOut(deps: Deps, task: EffectTask): Promise<EffectAnswer> {
  const code = await readCode(deps, task)
  if (!code || code.configId !== null) return { state: 'done' }
  const { corpId, staffId, state } = code
  const staff = await deps.database.db.staff.findUniqueOrThrow({
    where: { corpId_id: { corpId, id: staffId } },
  })
  const userids = [staff.userid]
  const way = await deps
    .wecomOf(corpId)
    .contactWays.create({ kind: 'several', remark: TITLE, skipVerify: true, state, userids })
  return { state: 'done', result: { configId: way.configId, pictureUrl: way.qrCodeUrl } satisfies Made }
}

async function lookFor(deps: Deps, task: EffectTask): Promise<EffectCheck> {
  const code = await readCode(deps, task)
  if (!code || code.configId !== null) return { state: 'not-done' }
  const way = await findWay(deps, { corpId: task.corpId, state: code.state, since: code.createdAt })
  if (!way) return { state: 'not-done' }
  const { configId, pictureUrl } = way
  return { state: 'done', result: { configId, pictureUrl } satisfies Made }
}

/** The link leads to WeCom's picture of the way. It is not counted as the customer's: friends open it. */
async function record(
  tx: SqlTx,
  deps: Deps,
  { task, outcome }: { task: EffectTask; outcome: EffectOutcome },
): Promise<void> {
  const { corpId } = task
  const { codeId } = payload.parse(task.payload)
  const { configId, pictureUrl } = made.catch({}).parse(outcome.result)
  if (outcome.state === 'done' && configId !== undefined) {
    const target = pictureUrl && /^https?:\/\//.test(pictureUrl) ? pictureUrl : null
    const links = target === null ? [] : [{ target, title: TITLE, sendKey: referralLinkKey(codeId) }]
    const [link] = await makeLinks(tx, deps, { corpId, links })
    await write(tx, {
      corpId,
      codeId,
      configId,
      linkCode: link?.code ?? null,
      wayState: link ? 'live' : 'failed',
    })
  } else if (['failed', 'refused', 'unknown', 'cancelled'].includes(outcome.state))
    await write(tx, { corpId, codeId, wayState: 'failed', errorText: outcome.errorText })
}

interface WayRow {
  corpId: string
  codeId: string
  wayState: string
  configId?: string
  linkCode?: string | null
  errorText?: string | null
}

async function write(tx: SqlTx, row: WayRow): Promise<void> {
  await tx.run(
    `UPDATE "ReferralCode" SET "wayState" = ?, "configId" = COALESCE(?, "configId"), "linkCode" = COALESCE(?, "linkCode"),
       "errorText" = ? WHERE "corpId" = ? AND "id" = ?`,
    [
      ...[row.wayState, row.configId ?? null, row.linkCode ?? null, row.errorText ?? null],
      ...[row.corpId, row.codeId],
    ],
  )
}

export const referralLinkKey = (codeId: string): string => `referral:${codeId}`

export const referralUrl = (deps: Deps, linkCode: string | null): string | null =>
  linkCode === null ? null : linkUrl(deps, linkCode)
