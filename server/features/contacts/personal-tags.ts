import type { SqlTx } from '../../platform/db/index.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { ContactDetail } from '../../wecom/index.ts'
import { userKeyOf, type StaffIndex } from '../staff/find-staff.ts'

const PERSONAL = 2

/** Members' own tags have no id and come only with a single contact. */
export async function writePersonalTags(
  tx: SqlTx,
  { corpId, detail, staff }: { corpId: string; detail: ContactDetail; staff: StaffIndex },
): Promise<void> {
  const { externalUserid } = detail.contact
  const stored = await tx.all<{ staffId: string; name: string }>(
    'SELECT "staffId", "name" FROM "PersonalTag" WHERE "corpId" = ? AND "externalUserid" = ?',
    [corpId, externalUserid],
  )
  const wanted = detail.follows.flatMap((follow) => {
    const staffId = staff.get(userKeyOf(follow.userid))
    const names = follow.tags.filter((tag) => tag.type === PERSONAL).map((tag) => tag.tagName)
    return staffId === undefined ? [] : names.map((name) => ({ staffId, name }))
  })
  const keyOf = (tag: { staffId: string; name: string }): string => `${tag.staffId} ${tag.name}`
  const wantedKeys = new Set(wanted.map(keyOf))
  for (const { staffId, name } of stored.filter((tag) => !wantedKeys.has(keyOf(tag))))
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
    rows: wanted
      .filter((tag) => !storedKeys.has(keyOf(tag)))
      .map((tag) => ({ corpId, externalUserid, ...tag })),
  })
}
