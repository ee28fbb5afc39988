/** `type` 1 WeChat user, 2 WeCom user; `gender` 0 unknown, 1 male, 2 female. */
export type Contact = {
  externalUserid: string
  name: string
  type: number
  gender: number
  avatar?: string
  unionid?: string
  position?: string
  corpName?: string
  corpFullName?: string
  profile: ProfileItem[]
}

export type ProfileItem =
  | { kind: 'text'; name: string; value: string }
  | { kind: 'web'; name: string; url: string; title: string }
  | { kind: 'miniprogram'; name: string; appId: string; page: string; title: string }

/** One member's relation to one contact. `addWay` numbers: contacts.md of the API; unknown ones are kept. */
export type Follow = {
  userid: string
  remark: string
  description: string
  createdAt: number
  addWay: number
  remarkMobiles: string[]
  remarkCorpName?: string
  operUserid?: string
  state?: string
  channels?: { nickname: string; source: number }
}

/** `type` 1 corp tag, 2 the member's own (no tagId), 3 strategy tag. */
export type FollowTag = { type: number; groupName: string; tagName: string; tagId?: string }

/** A contact of a member who left, waiting to be handed over. */
export type Unassigned = { handoverUserid: string; externalUserid: string; leftAt: number }
