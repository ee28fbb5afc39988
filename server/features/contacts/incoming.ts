import { digestOf } from '../../platform/digest.ts'
import type { Sealer } from '../../platform/seal.ts'
import type { Contact, Follow } from '../../wecom/index.ts'

/** A contact as WeCom says it is, in our shape. */
export interface IncomingContact {
  externalUserid: string
  name: string
  avatar: string | null
  type: number
  gender: number
  unionid: string | null
  position: string | null
  corpName: string | null
  digest: string
}

export interface FollowFields {
  remark: string
  description: string
  remarkCorpName: string | null
  mobiles: readonly string[]
  addWay: number
  state: string | null
  operUserid: string | null
  followedAt: Date
  /** Sorted. */
  tagIds: readonly string[]
}

export interface IncomingFollow extends FollowFields {
  staffId: string
  externalUserid: string
  digest: string
}

export function incomingContact(contact: Contact): IncomingContact {
  const fields = {
    externalUserid: contact.externalUserid,
    name: contact.name,
    avatar: contact.avatar ?? null,
    type: contact.type,
    gender: contact.gender,
    unionid: contact.unionid ?? null,
    position: contact.position ?? null,
    corpName: contact.corpName ?? null,
  }
  return { ...fields, digest: digestOf(Object.values(fields)) }
}

export function incomingFollow(
  follow: Follow & { tagIds: string[] },
  { staffId, externalUserid, sealer }: { staffId: string; externalUserid: string; sealer: Sealer },
): IncomingFollow {
  const fields: FollowFields = {
    remark: follow.remark,
    description: follow.description,
    remarkCorpName: follow.remarkCorpName ?? null,
    mobiles: follow.remarkMobiles,
    addWay: follow.addWay,
    state: follow.state ?? null,
    operUserid: follow.operUserid ?? null,
    followedAt: new Date(follow.createdAt),
    tagIds: [...follow.tagIds].sort(),
  }
  return { staffId, externalUserid, ...fields, digest: followDigest(fields, sealer) }
}

/** Phone numbers enter as keyed hashes: few digits are easily guessed from a plain digest. */
export function followDigest(fields: FollowFields, sealer: Sealer): string {
  return digestOf([
    fields.remark,
    fields.description,
    fields.remarkCorpName,
    fields.mobiles.map((mobile) => sealer.lookupHash('remark-mobile', mobile)),
    fields.addWay,
    fields.state,
    fields.operUserid,
    fields.followedAt.getTime(),
    fields.tagIds,
  ])
}

export function followKey(follow: { staffId: string; externalUserid: string }): string {
  return `${follow.staffId} ${follow.externalUserid}`
}
