import { z } from 'zod'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { groupBy } from '../../platform/group-by.ts'
import type { Deps } from '../deps.ts'
import { answerOfItems } from '../effects/effect-items.ts'
import { planEffect } from '../effects/plan-effect.ts'
import type { EffectHandler, EffectItem } from '../feature.ts'

const HOUR_MS = 3_600_000
/** The longest time for which WeCom takes the same request again without delivering it twice. */
const SAME_WITHIN_MS = 4 * HOUR_MS
const NEWS_FOR_MS = 24 * HOUR_MS

const content = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({
    kind: z.literal('textcard'),
    title: z.string(),
    description: z.string(),
    url: z.string(),
    button: z.string().optional(),
  }),
])
export type MessageContent = z.infer<typeof content>

const payload = z.object({ staffIds: z.array(z.string()), content, plannedAt: z.iso.datetime() })

export interface Receiver {
  id: string
  userid: string
  language: string
}

/** One message for each language of the receivers. `subject` means once for ever: put the day in it for once a day. */
export async function planAppMessages(
  tx: SqlTx,
  deps: Deps,
  input: {
    corpId: string
    subject: string
    receivers: readonly Receiver[]
    write(language: string): MessageContent
    createdBy: string | null
  },
): Promise<void> {
  const { corpId, subject, receivers, createdBy } = input
  for (const [language, group] of groupBy(receivers, (one) => one.language))
    await planEffect(tx, deps, {
      corpId,
      kind: 'app-message',
      key: `app-message:${subject}:${language}`,
      payload: {
        staffIds: group.map((one) => one.id).sort(),
        content: input.write(language),
        plannedAt: deps.clock.now().toISOString(),
      },
      createdBy,
    })
}

/** To members in WeCom, up to a thousand; whom WeCom does not reach is kept one by one. */
export function appMessageEffect(deps: Deps): EffectHandler {
  return {
    isRepeatable: false,
    async run({ corpId, payload: stored }) {
      const { staffIds, content, plannedAt } = payload.parse(stored)
      if (deps.clock.nowMs() - Date.parse(plannedAt) > NEWS_FOR_MS)
        return { state: 'refused', reason: 'stale', errorText: 'The message is more than a day old' }
      const { sql } = deps.database
      const staff = await sql.all<{ id: string; userid: string; userKey: string }>(
        `SELECT "id", "userid", "userKey" FROM "Staff" WHERE "corpId" = ? AND "status" <> 'left'
           AND ${inTextList(sql.dialect, '"id"')} ORDER BY "id"`,
        [corpId, JSON.stringify(staffIds)],
      )
      if (staff.length === 0)
        return { state: 'refused', reason: 'no-receiver', errorText: 'All receivers have left' }
      const answer = await deps.wecomOf(corpId).messages.sendAppMessage({
        userids: staff.map((one) => one.userid),
        content,
        duplicateWithinMs: SAME_WITHIN_MS,
      })
      const invalid = new Set(answer.invalidUsers.map((userid) => userid.toLowerCase()))
      const items = staff.map(({ id, userKey }): EffectItem =>
        invalid.has(userKey)
          ? { key: id, state: 'refused', errorCode: 81013, errorText: 'out of range, or not active' }
          : { key: id, state: 'done' },
      )
      return { ...answerOfItems(items), result: { msgid: answer.msgid ?? null } }
    },
    // WeCom does not deliver the same request again for four hours; later nobody can tell.
    check: ({ payload: stored }) => {
      const isSafe = deps.clock.nowMs() - Date.parse(payload.parse(stored).plannedAt) < SAME_WITHIN_MS
      return Promise.resolve(isSafe ? { state: 'not-done' } : null)
    },
  }
}
