import type { SqlTx } from '../../platform/db/index.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { ContactDetail } from '../../wecom/index.ts'
import { userKeyOf, type StaffIndex } from '../staff/find-staff.ts'

const PERSONAL = 2

interface PersonalTag {
  staffId: string
  externalUserid: string
  name: string
}

/** Members' own tags have no id and come only with a single contact. */
export async function writePersonalTags(
  tx: SqlTx,
  corpId: string,
  answers: readonly { detail: ContactDetail; staff: StaffIndex }[],
): Promise<void> {
  if (answers.length === 0) return
  const stored = await tx.all<PersonalTag>(
    `SELECT "staffId", "externalUserid", "name" FROM "PersonalTag" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"externalUserid"')}`,
    [corpId, JSON.stringify(answers.map(({ detail }) => detail.contact.externalUserid))],
  )
  const wanted = answers.flatMap(tagsOf)
  const wantedKeys = new Set(wanted.map(keyOf))
  for (const { staffId, externalUserid, name } of stored.filter((tag) => !wantedKeys.has(keyOf(tag))))
    await tx.run(
      'DELETE FROM "PersonalTag" WHERE "corpId" = ? AND "externalUserid" = ? AND "staffId" = ? AND "name" = ?',
      [corpId, externalUserid, staffId, name],
    )
  const storedKeys = new Set(stored.map(keyOf))
  await bulkUpsert(tx, {
    table: 'PersonalTag',
    columns: ['corpId', 'staffId', 'externalUserid', 'name'],
    key: ['corpId', 'staffId', 'externalUserid', 'name'],
    update: 'none',
    rows: wanted.filter((tag) => !storedKeys.has(keyOf(tag))).map((tag) => ({ corpId, ...tag })),
  })
}

function tagsOf({ detail, staff }: { detail: ContactDetail; staff: StaffIndex }): PersonalTag[] {
  const { externalUserid } = detail.contact
  return detail.follows.flatMap((follow) => {
    const staffId = staff.get(userKeyOf(follow.userid))
    const names = follow.tags.filter((tag) => tag.type === PERSONAL).map((tag) => tag.tagName)
    return staffId === undefined ? [] : names.map((name) => ({ staffId, externalUserid, name }))
  })
}

function keyOf({ staffId, externalUserid, name }: PersonalTag): string {
  return `${staffId} ${externalUserid} ${name}`
}
