import type { Scope } from '../../platform/http/scope.ts'
import { isWecomError, type Group, type Priority } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import type { DriftNote } from '../contacts/drift.ts'
import { ensureStaff } from '../staff/sync.ts'
import { incomingGroup } from './incoming-group.ts'
import { dismissGroup, writeGroup, type LeaveHint } from './write-group.ts'

export interface GroupRead {
  outcome: 'created' | 'changed' | 'same' | 'gone' | 'unknown'
  memberVersion: string | null
  drift: DriftNote[]
}

/**
 * Reads one group again and makes the copy equal. `status` comes from the list alone; without it the copy keeps its
 * own. Does not tell anybody: the caller knows whether somebody waits.
 */
export async function syncGroup(
  deps: Deps,
  input: {
    corpId: string
    chatId: string
    status?: number
    leaves?: readonly LeaveHint[]
    /** When an event says the group was dissolved. */
    dismissedAt?: Date
    priority?: Priority
  },
): Promise<GroupRead> {
  const { corpId, chatId, priority = 'normal', leaves = [] } = input
  const { sql } = deps.database
  const readAt = deps.clock.now()
  const group = await ask(deps, { corpId, chatId, priority })
  if (!group) {
    const wasKnown = await sql.transaction((tx) =>
      dismissGroup(tx, deps, { corpId, chatId, at: input.dismissedAt ?? readAt }),
    )
    return {
      outcome: wasKnown ? 'gone' : 'unknown',
      memberVersion: null,
      drift: wasKnown ? [vanished(chatId)] : [],
    }
  }
  const staff = await ensureStaff(deps, corpId, group.owner === '' ? [] : [group.owner])
  const row = incomingGroup(group, input.status ?? (await knownStatus(deps, corpId, chatId)))
  const written = await sql.transaction((tx) =>
    writeGroup(tx, deps, { corpId, group: row, staff, readAt, leaves }),
  )
  return { ...written, memberVersion: row.memberVersion }
}

/** For a group chat that is opened before the group is in the copy. */
export async function readGroupThrough(
  deps: Deps,
  scope: Scope,
  chatId: string,
): Promise<'read' | 'not-a-customer-group'> {
  const { outcome } = await syncGroup(deps, { corpId: scope.corpId, chatId, priority: 'interactive' })
  return outcome === 'gone' || outcome === 'unknown' ? 'not-a-customer-group' : 'read'
}

async function ask(
  deps: Deps,
  { corpId, chatId, priority }: { corpId: string; chatId: string; priority: Priority },
): Promise<Group | null> {
  try {
    return await deps.wecomOf(corpId).groups.get(chatId, { priority })
  } catch (error) {
    if (isWecomError(error, 'gone')) return null
    throw error
  }
}

async function knownStatus(deps: Deps, corpId: string, chatId: string): Promise<number> {
  const rows = await deps.database.sql.all<{ status: number }>(
    'SELECT "status" FROM "Group" WHERE "corpId" = ? AND "chatId" = ?',
    [corpId, chatId],
  )
  return rows[0]?.status ?? 0
}

function vanished(chatId: string): DriftNote {
  return {
    objectKind: 'group',
    objectId: chatId,
    field: 'group',
    ours: chatId,
    theirs: null,
    reason: 'vanished',
    state: 'repaired',
  }
}
