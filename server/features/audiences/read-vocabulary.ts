import { interestsOf, PROFILE_CHOICES } from '../../domain/audience/profile.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { SqlParam, SqlTx } from '../../platform/db/index.ts'
import { localDay } from '../../platform/db/json-sql.ts'
import type { Deps } from '../deps.ts'
import { readSwitchedOff } from '../response/read-switches.ts'
import { visiblePosts } from '../staff/planned-scope.ts'
import { visibleStaff } from '../staff/scope.ts'
import type { Vocabulary } from './contract.ts'
import { countingScope } from './population.ts'

const MOST = 500
/** Of a value of a condition. */
const LONGEST = 64
type Choice = Vocabulary['unit'][number]

/** What the fields of the builder can be compared with, as far as the person may know it. */
export async function readVocabulary(deps: Deps, scope: Scope): Promise<Vocabulary> {
  const { corpId } = scope
  const { sql } = deps.database
  const staff = visibleStaff(countingScope(scope), 's."id"')
  const posts = visiblePosts(scope)
  const list = (text: string, params: SqlParam[] = [corpId]): Promise<Choice[]> =>
    sql.all<Choice>(`${text} LIMIT ${MOST}`, params)
  const same = (column: string): string => `${column} AS "value", ${column} AS "label", '' AS "note"`
  const [unit, owner, channel, addWay, group, corpTag, tag, model, post, profile, kinds, off] =
    await Promise.all([
      list(
        `SELECT u."id" AS "value", u."name" AS "label", u."kind" AS "note" FROM "Unit" u WHERE u."corpId" = ? AND u."lostAt" IS NULL ORDER BY u."path"`,
      ),
      list(
        `SELECT s."id" AS "value", s."name" AS "label", COALESCE(u."name", '') AS "note" FROM "Staff" s
       LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
       WHERE s."corpId" = ? AND s."followsCustomers" = ? AND ${staff.sql} ORDER BY u."name", s."name"`,
        [corpId, true, ...staff.params],
      ),
      list(
        `SELECT DISTINCT ${same('f."state"')} FROM "Follow" f WHERE f."corpId" = ? AND f."state" <> '' ORDER BY 1`,
      ),
      list(
        `SELECT DISTINCT ${same('CAST(f."addWay" AS TEXT)')} FROM "Follow" f WHERE f."corpId" = ? ORDER BY 1`,
      ),
      list(
        `SELECT g."chatId" AS "value", g."name" AS "label", '' AS "note" FROM "Group" g WHERE g."corpId" = ? AND g."dismissedAt" IS NULL ORDER BY g."name", g."chatId"`,
      ),
      list(
        `SELECT t."tagId" AS "value", t."name" AS "label", g."name" AS "note" FROM "Tag" t
       JOIN "TagGroup" g ON g."corpId" = t."corpId" AND g."groupId" = t."groupId"
       WHERE t."corpId" = ? AND t."deletedAt" IS NULL ORDER BY g."sortOrder" DESC, t."sortOrder" DESC, t."tagId"`,
      ),
      list(
        `SELECT t."tagKey" AS "value", MAX(t."name") AS "label", MAX(t."source") AS "note" FROM "CustomerTag" t
       WHERE t."corpId" = ? AND t."endedAt" IS NULL GROUP BY t."tagKey" ORDER BY 2, 1`,
      ),
      list(
        `SELECT DISTINCT ${same('v."model"')} FROM "Vehicle" v WHERE v."corpId" = ? AND v."model" IS NOT NULL ORDER BY 1`,
      ),
      list(
        `SELECT p."id" AS "value", p."title" AS "label", ${localDay(sql.dialect, 'p."startedAt"')} AS "note" FROM "Post" p
       WHERE p."corpId" = ? AND p."startedAt" IS NOT NULL AND p."kind" = 'customers' AND ${posts.sql} ORDER BY p."startedAt" DESC, p."id"`,
        [corpId, ...posts.params],
      ),
      readProfileWords(sql, corpId),
      sql.all<{ kind: string }>(
        `SELECT DISTINCT e."kind" FROM "TimelineEvent" e WHERE e."corpId" = ? ORDER BY 1 LIMIT ${MOST}`,
        [corpId],
      ),
      readSwitchedOff(deps, corpId),
    ])
  return {
    unit,
    owner,
    channel,
    addWay,
    group,
    corpTag,
    tag,
    model,
    post,
    profile,
    eventKinds: kinds.map((row) => row.kind),
    off,
  }
}

/** What portraits show of each field, the commonest first. A long text is nothing to compare with. */
async function readProfileWords(sql: SqlTx, corpId: string): Promise<Vocabulary['profile']> {
  const found = await Promise.all(
    PROFILE_CHOICES.map(async (field) => {
      const rows = await sql.all<{ value: string }>(
        `SELECT b."value" FROM "ProfileValue" b WHERE b."corpId" = ? AND b."field" = ? AND b."isCurrent" = ?
         AND LENGTH(b."value") <= ${LONGEST} GROUP BY b."value" ORDER BY COUNT(*) DESC, b."value" LIMIT ${MOST}`,
        [corpId, field, true],
      )
      const values = rows.flatMap((row) => (field === 'interests' ? interestsOf(row.value) : [row.value]))
      return [...new Set(values)].map((value) => ({ field, value, label: value, note: '' }))
    }),
  )
  return found.flat()
}
