import type { SqlParam } from '../../platform/db/index.ts'
import { greetedAtSql } from '../actions/greeted-sql.ts'

/** Alone at the successor and at nobody else: what WeCom shows of the relation. */
const living = (t: string, also: string): string =>
  `EXISTS (SELECT 1 FROM "Follow" f WHERE f."corpId" = ${t}."corpId" AND f."externalUserid" = ${t}."externalUserid"
     AND f."endedAt" IS NULL AND f."customerLeftAt" IS NULL AND ${also})`

/** lost | moved (to yet another advisor) | replied | greeted | silent */
export const standingSql = (t: string): string =>
  `CASE WHEN NOT ${living(t, `f."staffId" = ${t}."toStaffId"`)}
      THEN CASE WHEN ${living(t, '1 = 1')} THEN 'moved' ELSE 'lost' END
    WHEN ${t}."repliedAt" IS NOT NULL THEN 'replied'
    WHEN ${greetedAtSql(t)} IS NOT NULL THEN 'greeted' ELSE 'silent' END`

const DAY_MS = 86_400_000
/** A check that was missed for longer, by a service that stood still, is not made up for: it would tell another day. */
const GRACE_DAYS = 60

/** Writes how those stand whose day has come. `days` is 7 or 30. */
export function followUpStatement(
  days: 7 | 30,
  { corpId, now }: { corpId: string; now: Date },
): { text: string; params: SqlParam[] } {
  const before = (count: number): Date => new Date(now.getTime() - count * DAY_MS)
  return {
    text: `UPDATE "Takeover" SET "day${days}" = ${standingSql('"Takeover"')}
      WHERE "corpId" = ? AND "beganAt" <= ? AND "beganAt" > ? AND "day${days}" IS NULL`,
    params: [corpId, before(days), before(days + GRACE_DAYS)],
  }
}
