import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { writeOwnEdit } from '../contacts/edit-follow.ts'
import { followKey } from '../contacts/incoming.ts'
import { editedTags } from '../contacts/pending-edits.ts'
import { readFollows, type StoredFollow } from '../contacts/stored.ts'
import type { Deps } from '../deps.ts'
import type { FoundTakeover } from './find-takeovers.ts'

/** What was written again on the new relation. */
export interface Restored {
  remark?: string
  description?: string
  tagIds?: string[]
}

interface Wanted {
  corpId: string
  takeover: FoundTakeover
}

/**
 * Gives the new relation what the old one had and WeCom dropped: remark and description where the successor has none,
 * and the corp tags that are missing. What the successor wrote stays.
 */
export async function restoreFollow(tx: SqlTx, deps: Deps, { corpId, takeover }: Wanted): Promise<Restored> {
  const { externalUserid, fromStaffId, toStaffId } = takeover
  const read = async (staffId: string): Promise<StoredFollow | undefined> => {
    const follows = await readFollows(tx, { corpId, externalUserids: [externalUserid], sealer: deps.sealer })
    return follows.get(followKey({ staffId, externalUserid }))
  }
  const [old, own] = [await read(fromStaffId), await read(toStaffId)]
  if (!old || !own || own.endedAt !== null) return {}
  const scope: Scope = {
    corpId,
    staffId: toStaffId,
    userid: '',
    app: 'chat',
    roles: ['advisor'],
    unitPaths: [],
  }
  const words = await missingWords(tx, { corpId, old, own })
  if (words.remark !== undefined || words.description !== undefined)
    await writeOwnEdit(tx, deps, {
      scope,
      before: own,
      change: words,
      effect: {
        kind: 'remark',
        payload: { staffId: toStaffId, externalUserid, ...words },
        merge: (waiting) => ({ ...words, ...asObject(waiting) }),
      },
    })
  const add = await missingTags(tx, { corpId, old, own })
  const now = await read(toStaffId)
  if (add.length > 0 && now)
    await writeOwnEdit(tx, deps, {
      scope,
      before: now,
      change: { tagIds: editedTags(now.tagIds, { add, remove: [] }) },
      effect: {
        kind: 'tag',
        payload: { staffId: toStaffId, externalUserid, add, remove: [] },
        merge: (waiting) => withTags(waiting, add),
      },
    })
  return { ...words, ...(add.length > 0 ? { tagIds: add } : {}) }
}

type Pair = { corpId: string; old: StoredFollow; own: StoredFollow }

async function missingWords(tx: SqlTx, { corpId, old, own }: Pair): Promise<Omit<Restored, 'tagIds'>> {
  const [contact] = await tx.all<{ name: string }>(
    `SELECT "name" FROM "Contact" WHERE "corpId" = ? AND "externalUserid" = ?`,
    [corpId, own.externalUserid],
  )
  // WeCom may put the contact's own name where nobody wrote a remark.
  const isUnwritten = own.remark === '' || own.remark === contact?.name
  return {
    ...(isUnwritten && old.remark !== '' && old.remark !== own.remark ? { remark: old.remark } : {}),
    ...(own.description === '' && old.description !== '' ? { description: old.description } : {}),
  }
}

/** Only tags that still exist; personal tags of the leaver cannot be written for somebody else. */
async function missingTags(tx: SqlTx, { corpId, old, own }: Pair): Promise<string[]> {
  const gone = old.tagIds.filter((id) => !own.tagIds.includes(id))
  if (gone.length === 0) return []
  const rows = await tx.all<{ tagId: string }>(
    `SELECT "tagId" FROM "Tag" WHERE "corpId" = ? AND "deletedAt" IS NULL AND ${inTextList(tx.dialect, '"tagId"')}`,
    [corpId, JSON.stringify(gone)],
  )
  return rows.map((row) => row.tagId).sort()
}

function withTags(waiting: unknown, add: readonly string[]): object {
  const before = asObject(waiting)
  const listed = Array.isArray(before['add']) ? before['add'] : []
  const removed: unknown[] = Array.isArray(before['remove']) ? before['remove'] : []
  // The successor is taking this one off just now.
  const wanted = add.filter((id) => !removed.includes(id))
  return { ...before, add: [...new Set([...listed, ...wanted])] }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
