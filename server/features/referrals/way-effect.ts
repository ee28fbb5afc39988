import { z } from 'zod'
import type { SqlTx } from '../../platform/db/index.ts'
import { findWay } from '../contact-ways/way-outcome.ts'
import type { Deps } from '../deps.ts'
import { rowEffect } from '../effects/row-effect.ts'
import { linkUrl, makeLinks } from '../links/index.ts'

const made = z.object({ configId: z.string().optional(), pictureUrl: z.string().nullable().optional() })
type Made = z.infer<typeof made>

const TITLE = '老带新'

export const referralWayEffect = rowEffect({
  kind: 'referral-way',
  idName: 'codeId',
  // Making one twice leaves a way that nobody knows of: WeCom is asked first.
  isRepeatable: false,
  read: (deps, key) => deps.database.db.referralCode.findUnique({ where: { corpId_id: key } }),
  async run(deps, { corpId, configId, staffId, state }) {
    if (configId !== null) return { state: 'done' }
    const staff = await deps.database.db.staff.findUniqueOrThrow({
      where: { corpId_id: { corpId, id: staffId } },
    })
    const userids = [staff.userid]
    const way = await deps
      .wecomOf(corpId)
      .contactWays.create({ kind: 'several', remark: TITLE, skipVerify: true, state, userids })
    return { state: 'done', result: { configId: way.configId, pictureUrl: way.qrCodeUrl } satisfies Made }
  },
  async check(deps, { corpId, configId, createdAt: since, state }) {
    const way = configId === null ? await findWay(deps, { corpId, state, since }) : null
    if (!way) return { state: 'not-done' }
    const { pictureUrl } = way
    return { state: 'done', result: { configId: way.configId, pictureUrl } satisfies Made }
  },
  /** The link leads to WeCom's picture of the way. It is not counted as the customer's: friends open it. */
  async record(tx, deps, { corpId, id: codeId, outcome }) {
    const { configId, pictureUrl } = made.catch({}).parse(outcome.result)
    if (outcome.state === 'done' && configId !== undefined) {
      const target = pictureUrl && /^https?:\/\//.test(pictureUrl) ? pictureUrl : null
      const links = target === null ? [] : [{ target, title: TITLE, sendKey: referralLinkKey(codeId) }]
      const [link] = await makeLinks(tx, deps, { corpId, links })
      const linkCode = link?.code ?? null
      await write(tx, { corpId, codeId, configId, linkCode, wayState: link ? 'live' : 'failed' })
    } else if (['failed', 'refused', 'unknown', 'cancelled'].includes(outcome.state))
      await write(tx, { corpId, codeId, wayState: 'failed', errorText: outcome.errorText })
  },
})

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
    [row.wayState, row.configId ?? null, row.linkCode ?? null, row.errorText ?? null, row.corpId, row.codeId],
  )
}

export const referralLinkKey = (codeId: string): string => `referral:${codeId}`

export const referralUrl = (deps: Deps, linkCode: string | null): string | null =>
  linkCode === null ? null : linkUrl(deps, linkCode)
