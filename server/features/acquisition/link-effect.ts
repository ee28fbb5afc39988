import { z } from 'zod'
import { inTextList } from '../../platform/db/json-sql.ts'
import { deleteUnlessGone, recordWay } from '../contact-ways/way-outcome.ts'
import { rowEffect } from '../effects/row-effect.ts'

const known = z.object({
  linkId: z.string().optional(),
  url: z.string().optional(),
  isDeleted: z.boolean().optional(),
})
type Known = z.infer<typeof known>

/** WeCom counts whole seconds by its own clock. */
const CLOCKS_MS = 60_000

export const linkEffect = rowEffect({
  kind: 'acquisition-link',
  idName: 'id',
  isRepeatable: false,
  read: (deps, key) => deps.database.db.acquisitionLink.findUnique({ where: { corpId_id: key } }),
  async run(deps, { corpId, linkId, name, staffIdsJson, endedAt }) {
    const { acquisition } = deps.wecomOf(corpId)
    if (endedAt !== null) {
      if (linkId !== null) await deleteUnlessGone(() => acquisition.delete(linkId))
      return { state: 'done', result: { isDeleted: true } satisfies Known }
    }
    const { sql } = deps.database
    const staff = await sql.all<{ userid: string }>(
      `SELECT "userid" FROM "Staff" WHERE "corpId" = ? AND "status" = 'active' AND ${inTextList(sql.dialect, '"id"')}`,
      [corpId, staffIdsJson],
    )
    if (staff.length === 0)
      return {
        state: 'failed',
        reason: 'nobody-behind-code',
        errorText: 'Nobody behind this link is in service',
      }
    const content = { name, userids: staff.map((one) => one.userid) }
    if (linkId !== null) {
      await acquisition.update({ linkId, ...content })
      return { state: 'done' }
    }
    const made = await acquisition.create(content)
    return { state: 'done', result: { linkId: made.linkId, url: made.url } satisfies Known }
  },
  /** A link of this name that is none of ours yet, and not older than the decision: the call went through. */
  async check(deps, link) {
    const { corpId } = link
    if (link.linkId !== null || link.endedAt !== null) return { state: 'not-done' }
    const { acquisition } = deps.wecomOf(corpId)
    const held = await deps.database.db.acquisitionLink.findMany({
      where: { corpId, linkId: { not: null } },
      select: { linkId: true },
    })
    const ours = new Set(held.map((one) => one.linkId))
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page = await acquisition.list(cursor)
      for (const { linkId } of page.rows) {
        if (ours.has(linkId)) continue
        const { createdAt, name, url } = await acquisition.get(linkId)
        if (name === link.name && createdAt >= link.createdAt.getTime() - CLOCKS_MS)
          return { state: 'done', result: { linkId, url } satisfies Known }
      }
      cursor = page.nextCursor
    }
    return { state: 'not-done' }
  },
  record(tx, deps, link) {
    const { isDeleted, ...columns } = known.catch({}).parse(link.outcome.result)
    return recordWay(tx, deps, { ...link, table: 'AcquisitionLink', isDeleted, columns })
  },
})
