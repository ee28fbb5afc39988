import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { isWecomError } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import type { EffectHandler } from '../feature.ts'
import { writeOwnEdit } from '../contacts/edit-follow.ts'
import { useridOf } from '../contacts/edit-remark.ts'
import { editedTags, tagPayload } from '../contacts/pending-edits.ts'
import { requireOwnFollow } from '../contacts/policy.ts'
import { readOwnFollow } from '../contacts/read-own-follow.ts'
import { rollBack } from '../contacts/roll-back.ts'
import type { TagEdit, TagsChanged } from './contract.ts'

/** Tags of the asking person's own relation: shown at once, written to WeCom a moment later. */
export async function editTags(
  deps: Deps,
  scope: Scope,
  { externalUserid, edit }: { externalUserid: string; edit: TagEdit },
): Promise<TagsChanged> {
  const result = await deps.database.sql.transaction(async (tx) => {
    const before = await requireOwnFollow(tx, deps, { scope, externalUserid })
    await requireTags(tx, scope.corpId, edit.add)
    const add = edit.add.filter((id) => !before.tagIds.includes(id))
    const remove = edit.remove.filter((id) => before.tagIds.includes(id))
    const tagIds = editedTags(before.tagIds, { add, remove })
    const planned = await writeOwnEdit(tx, deps, {
      scope,
      before,
      change: { tagIds },
      effect: {
        kind: 'tag',
        payload: { staffId: scope.staffId, externalUserid, add, remove },
        merge: (waiting) => netEdit(waiting, { add, remove }),
      },
    })
    return { planned, tags: await namesOf(tx, scope.corpId, tagIds) }
  })
  deps.live.tell({ corpId: scope.corpId, topic: 'contact', id: externalUserid })
  const { planned, tags } = result
  return { effectId: planned.id, sendsAt: planned.id === null ? null : planned.notBefore.toISOString(), tags }
}

/** The waiting edit and this one as one; null when they undo each other. */
export function netEdit(waiting: unknown, { add, remove }: { add: string[]; remove: string[] }): unknown {
  const first = tagPayload.parse(waiting)
  const sum = {
    ...first,
    add: [
      ...first.add.filter((id) => !remove.includes(id)),
      ...add.filter((id) => !first.remove.includes(id)),
    ],
    remove: [
      ...first.remove.filter((id) => !add.includes(id)),
      ...remove.filter((id) => !first.add.includes(id)),
    ],
  }
  return sum.add.length + sum.remove.length === 0 ? null : sum
}

/** Writes the edit to WeCom. If WeCom will not have it, the copy goes back to what WeCom has. */
export function tagEffect(deps: Deps): EffectHandler {
  return {
    // Adding a tag that is there, or taking one that is not, changes nothing.
    isRepeatable: true,
    async run({ corpId, id, payload }) {
      const { staffId, externalUserid, add, remove } = tagPayload.parse(payload)
      const userid = await useridOf(deps, corpId, staffId)
      try {
        await deps.wecomOf(corpId).tags.markTags({ userid, externalUserid, add, remove })
        return { state: 'done' }
      } catch (error) {
        if (!isWecomError(error, 'gone', 'refused', 'denied', 'invalid')) throw error
        return rollBack(deps, { corpId, externalUserid, effectId: id, error })
      }
    },
    async check({ corpId, payload }) {
      const { staffId, externalUserid, add, remove } = tagPayload.parse(payload)
      const userid = await useridOf(deps, corpId, staffId)
      const follow = await readOwnFollow(deps, { corpId, userid, externalUserid })
      const has = new Set(follow?.tagIds)
      const isThere =
        follow !== null && add.every((tag) => has.has(tag)) && !remove.some((tag) => has.has(tag))
      return { state: isThere ? 'done' : 'not-done' }
    },
  }
}

async function requireTags(tx: SqlTx, corpId: string, tagIds: readonly string[]): Promise<void> {
  if (tagIds.length === 0) return
  const rows = await tx.all<{ tagId: string }>(
    `SELECT "tagId" FROM "Tag" WHERE "corpId" = ? AND "deletedAt" IS NULL AND ${inTextList(tx.dialect, '"tagId"')}`,
    [corpId, JSON.stringify(tagIds)],
  )
  if (new Set(rows.map((row) => row.tagId)).size === new Set(tagIds).size) return
  throw new AppError('invalid-input', { log: 'unknown tag', tell: { field: 'add', reason: 'unknown-tag' } })
}

function namesOf(tx: SqlTx, corpId: string, tagIds: readonly string[]): Promise<TagsChanged['tags']> {
  return tx.all<TagsChanged['tags'][number]>(
    `SELECT t."tagId", t."name", g."name" AS "groupName" FROM "Tag" t
     JOIN "TagGroup" g ON g."corpId" = t."corpId" AND g."groupId" = t."groupId"
     WHERE t."corpId" = ? AND t."deletedAt" IS NULL AND ${inTextList(tx.dialect, 't."tagId"')}
     ORDER BY g."sortOrder" DESC, t."sortOrder" DESC, t."tagId"`,
    [corpId, JSON.stringify(tagIds)],
  )
}
