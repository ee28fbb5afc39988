import { digestOf } from '../../platform/digest.ts'
import { searchText } from '../../platform/search-text.ts'
import type { Group } from '../../wecom/index.ts'

/** A member as we keep it: memberId is a userid (type 1) or an external_userid (type 2). */
export interface MemberRow {
  memberId: string
  type: number
  name: string
  groupNickname: string | null
  unionid: string | null
  isAdmin: boolean
  joinedAt: Date
  joinScene: number
  invitorUserid: string | null
  state: string | null
}

export interface GroupRow {
  chatId: string
  name: string
  ownerUserid: string
  notice: string
  status: number
  memberVersion: string | null
  memberCount: number
  externalCount: number
  createdAt: Date
  search: string
  digest: string
  members: MemberRow[]
  /** False when some members could not be read: then nobody may be taken for gone. */
  isWhole: boolean
}

export function incomingGroup(group: Group, status: number): GroupRow {
  const admins = new Set(group.admins)
  const members = group.members
    .map((member): MemberRow => ({
      memberId: member.userid,
      type: member.type,
      name: member.name ?? '',
      groupNickname: member.groupNickname ?? null,
      unionid: member.unionid ?? null,
      isAdmin: admins.has(member.userid),
      joinedAt: new Date(member.joinedAt),
      joinScene: member.joinScene,
      invitorUserid: member.invitedBy ?? null,
      state: member.state ?? null,
    }))
    .sort((a, b) => (a.memberId < b.memberId ? -1 : 1))
  const values = {
    chatId: group.chatId,
    name: group.name,
    ownerUserid: group.owner,
    notice: group.notice,
    status,
    memberVersion: group.memberVersion ?? null,
    memberCount: members.length + group.invalidMembers,
    externalCount: members.filter((member) => member.type === 2).length,
    createdAt: new Date(group.createdAt),
  }
  const digest = digestOf([Object.values(values), members.map((member) => Object.values(member))])
  return { ...values, search: searchText(group.name), digest, members, isWhole: group.invalidMembers === 0 }
}
