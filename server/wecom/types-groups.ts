/** `status` 0 normal, 1 owner left, 2 being inherited, 3 inherited. */
export type GroupListRow = { chatId: string; status: number }

export type Group = {
  chatId: string
  name: string
  owner: string
  createdAt: number
  notice: string
  admins: string[]
  members: GroupMember[]
  memberVersion?: string
  /** Members that could not be read; the group still has them. */
  invalidMembers: number
}

/** `type` 1 corp member, 2 external; `joinScene` 1 invited, 2 invitation link, 3 QR code. */
export type GroupMember = {
  userid: string
  type: number
  joinedAt: number
  joinScene: number
  name?: string
  groupNickname?: string
  unionid?: string
  invitedBy?: string
  state?: string
}
