import type { CallOptions, Rows } from './types.ts'

/** Days as WeCom cuts them, at midnight in China. Up to 30 of them, from 180 days ago until yesterday. */
export type StatisticsSpan = { fromAt: number; toAt: number }

export type GroupNumbers = {
  newGroups: number
  groups: number
  /** Groups and members with a message that day. */
  groupsTalking: number
  newMembers: number
  members: number
  membersTalking: number
  messages: number
}

/** Answers are there only on days with chats. */
export type ContactNumbers = {
  day: number
  chats: number
  messages: number
  replyPercentage?: number
  firstReplyMinutes?: number
  blockedOrDeleted: number
  applied: number
  added: number
}

export type WecomStatistics = {
  /** At most 100 owners. Pages by offset; the last one has no nextOffset. */
  groupsByOwner(
    input: StatisticsSpan & { owners: string[]; offset?: number },
    options?: CallOptions,
  ): Promise<Rows<GroupNumbers & { owner: string }> & { nextOffset?: number }>
  groupsByDay(
    input: StatisticsSpan & { owners: string[] },
    options?: CallOptions,
  ): Promise<Rows<GroupNumbers & { day: number }>>
  /** One series for all these members together, not one for each. At most 100. */
  contacts(
    input: StatisticsSpan & { userids: string[] },
    options?: CallOptions,
  ): Promise<Rows<ContactNumbers>>
}
