import type { InvalidRow } from './types.ts'

/** `createType` 0 by the corp, 1 by a member; `visibleType` 0 some, 1 all contacts. */
export type Moment = {
  momentId: string
  creator?: string
  createdAt: number
  createType: number
  visibleType: number
  text: string
  imageMediaIds: string[]
  video?: { mediaId: string; thumbMediaId?: string }
  link?: { title: string; url: string }
  location?: { latitude: string; longitude: string; name: string }
}

/** `publishStatus` 0 not yet, 1 published. */
export type MomentTask = { userid: string; publishStatus: number }
export type MomentCustomer = { userid: string; externalUserid: string }

/** Exactly one of the two ids; the text of a comment is never given. */
export type MomentReaction = { externalUserid?: string; userid?: string; createdAt: number }
export type MomentReactions = {
  comments: MomentReaction[]
  likes: MomentReaction[]
  invalidRows: InvalidRow[]
}
