// Customer groups: computed until something happens to one, kept from then on.

import { decodeId } from './ids.ts'
import type { Seed } from './seed.ts'
import {
  groupId,
  memberVersion,
  seedGroup,
  seedOwner,
  type Group,
  type GroupMember,
  type GroupSources,
} from './seed-groups.ts'

export type { Group, GroupMember } from './seed-groups.ts'

export interface GroupHead {
  chatId: string
  owner: string
  status: 0 | 1 | 2 | 3
  dismissed: boolean
}

export type GroupPatch = Partial<
  Pick<Group, 'name' | 'notice' | 'owner' | 'admins' | 'status' | 'dismissed' | 'onjobMovesAtMs'>
>

export interface GroupBook {
  size(): number
  at(index: number): Group
  /** Owner and status without building the member list. */
  headAt(index: number): GroupHead
  find(chatId: string): Group | undefined
  put(group: Group): void
  patch(chatId: string, patch: GroupPatch): void
  join(chatId: string, members: readonly GroupMember[]): void
  leave(chatId: string, userids: readonly string[]): void
}

export function createGroupBook(seed: Seed, sources: GroupSources): GroupBook {
  const kept = new Map<number, Group>()
  let size = sources.owners.length === 0 ? 0 : seed.groups
  const at = (index: number): Group => kept.get(index) ?? seedGroup(seed, index, sources)
  const indexOf = (chatId: string): number | undefined => {
    const index = decodeId(chatId, 'wr', 'group', seed.seed)
    return index !== undefined && index < size ? index : undefined
  }
  const change = (chatId: string, make: (group: Group) => Group): void => {
    const index = indexOf(chatId)
    if (index !== undefined) kept.set(index, make(at(index)))
  }
  const remember = (chatId: string, members: (group: Group) => GroupMember[]): void =>
    change(chatId, (group) => {
      const versionNo = group.versionNo + 1
      const version = memberVersion(seed, indexOf(chatId) ?? 0, versionNo)
      return { ...group, members: members(group), versionNo, version }
    })
  return {
    at,
    size: () => size,
    headAt: (index) => {
      const changed = kept.get(index)
      if (changed) return changed
      const owner = seedOwner(seed, index, sources.owners)
      const status = owner.status === 5 ? 1 : 0
      return { chatId: groupId(seed, index), owner: owner.userid, status, dismissed: false }
    },
    find: (chatId) => {
      const index = indexOf(chatId)
      return index === undefined ? undefined : at(index)
    },
    put: (group) => {
      const index = decodeId(group.chatId, 'wr', 'group', seed.seed)
      if (index === undefined) throw new Error(`${group.chatId} is not a chat id of this company`)
      kept.set(index, group)
      size = Math.max(size, index + 1)
    },
    patch: (chatId, patch) => change(chatId, (group) => ({ ...group, ...patch })),
    join: (chatId, members) => {
      const fresh = new Set(members.map((one) => one.userid))
      remember(chatId, (group) => [...group.members.filter((one) => !fresh.has(one.userid)), ...members])
    },
    leave: (chatId, userids) => {
      const gone = new Set(userids)
      remember(chatId, (group) => group.members.filter((one) => !gone.has(one.userid)))
    },
  }
}
