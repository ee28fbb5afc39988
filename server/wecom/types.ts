// Everything a caller of the WeCom client sees. Names are camelCase, times are epoch milliseconds (…At), and
// numbers that WeCom enumerates stay numbers, because new values appear without notice.
import type { WecomError } from './error.ts'
import type { Attachment, AppMessage, AppMessageAnswer, MediaKind, UploadedMedia } from './types-messages.ts'
import type { Contact, Follow, FollowTag, Unassigned } from './types-contacts.ts'
import type { Department, Member, MemberId } from './types-directory.ts'
import type { Group, GroupListRow } from './types-groups.ts'
import type { Moment, MomentCustomer, MomentReactions, MomentTask } from './types-moments.ts'
import type { WecomAcquisition } from './types-acquisition.ts'
import type { WecomContactWays } from './types-contact-ways.ts'
import type { WecomGroupMessages } from './types-group-messages.ts'
import type { WecomGroupWelcomes } from './types-group-welcomes.ts'
import type { WecomJoinWays } from './types-join-ways.ts'
import type { WecomMomentTasks } from './types-moment-tasks.ts'
import type { WecomStatistics } from './types-statistics.ts'
import type { WecomTransfers } from './types-transfers.ts'

export type * from './types-acquisition.ts'
export type * from './types-contact-ways.ts'
export type * from './types-contacts.ts'
export type * from './types-directory.ts'
export type * from './types-group-messages.ts'
export type * from './types-group-welcomes.ts'
export type * from './types-groups.ts'
export type * from './types-join-ways.ts'
export type * from './types-messages.ts'
export type * from './types-moment-tasks.ts'
export type * from './types-moments.ts'
export type * from './types-statistics.ts'
export type * from './types-transfers.ts'

/** Interactive: a person waits. Background: nobody notices a minute. */
export type Priority = 'interactive' | 'normal' | 'background'

/** Every method takes these last. Without a priority a call is 'normal'. */
export type CallOptions = { priority?: Priority; signal?: AbortSignal }

/** A row that could not be read. Its object exists at WeCom, so never take it for deleted. */
export type InvalidRow = { index: number; id?: string; reason: string }

export type Rows<Row> = { rows: Row[]; invalidRows: InvalidRow[] }

/** The last page has no nextCursor; a page may be empty and still have one. */
export type Page<Row> = Rows<Row> & { nextCursor?: string }

export type StoredToken = { value: string; expiresAt: number }

/**
 * Where tokens and tickets live. `exclusive` must hold across every process that shares the store, for as long as an
 * HTTP call takes, so it must not be a database transaction. Different keys nest: a ticket's run needs the token's.
 */
export type TokenStore = {
  read(key: string): Promise<StoredToken | null>
  write(key: string, value: string, expiresAt: number): Promise<void>
  exclusive<T>(key: string, run: () => Promise<T>): Promise<T>
}

/** `take` waits for its turn, or throws a `limited` WecomError when the wait is too long for its priority. */
export type Budget = {
  take(api: string, priority: Priority): Promise<() => void>
  blocked(api: string, untilMs: number): void
  /** After an answer; the parallel calls now held bearable, when this answer has changed them. */
  concurrency(api: string, refused: boolean): number | null
  /** What others found bearable, for an interface that was not called here yet. */
  startParallel(api: string, level: number): void
}

/** Asks the shared counter for up to `wanted` calls of this minute; answers how many were granted. */
export type LeaseSlices = (api: string, wanted: number) => Promise<number>

/** One line per HTTP exchange; holds no token, secret, code, body or person. */
export type WecomEvent = {
  event: 'wecom.call'
  api: string
  priority: Priority
  attempt: number
  ms: number
  outcome: 'ok' | WecomError['kind']
  errcode?: number
  retryInMs?: number
}

/** WeCom refuses the corp as a whole: nothing goes on until a person changes something. */
export type Refusal = { errcode: number; errmsg: string; api: string; at: number }

/** Good: one is held. Idle: nobody needed one lately. Stale: none for more than a day. Failing: WeCom gave none. */
export type TokenState =
  { state: 'good' | 'idle' | 'stale' } | { state: 'failing'; errcode: number; at: number }

export type WecomOptions = {
  corpId: string
  agentId: number
  agentSecret: string
  /** Contact-sync secret. Opens listMemberIds and the whole department tree. */
  directorySecret?: string
  baseUrl: string
  tokens: TokenStore
  budget: Budget
  now: () => number
  /** Milliseconds by a clock that nobody sets; the machine's own by default. */
  elapsed?: () => number
  sleep?: (ms: number) => Promise<void>
  log?: (event: WecomEvent) => void
  /** For one HTTP exchange, 15 s by default. */
  timeoutMs?: number
}

export type CodeExchange =
  | { kind: 'member'; userid: string; userTicket?: string }
  | { kind: 'outsider'; openid: string; externalUserid?: string }

export type Ticket = { ticket: string; expiresAt: number }

export type WecomAuth = {
  /** Exchanges an OAuth code. A used or old one throws kind 'expired': send the person to log in again. */
  exchangeCode(code: string, options?: CallOptions): Promise<CodeExchange>
  /** For wx.config. Not valid for wx.agentConfig. */
  corpTicket(): Promise<Ticket>
  /** For wx.agentConfig. Not valid for wx.config. */
  agentTicket(): Promise<Ticket>
}

export type WecomDirectory = {
  /** The whole tree in range. Names are '' when WeCom hides them from this secret. */
  listDepartments(options?: CallOptions): Promise<Rows<Department>>
  /** Direct members of one department; walk the departments yourself. */
  listMembers(departmentId: number, options?: CallOptions): Promise<Rows<Member>>
  getMember(userid: string, options?: CallOptions): Promise<Member>
  /** All (userid, department) pairs of the corp; needs directorySecret. */
  listMemberIds(cursor?: string, options?: CallOptions): Promise<Page<MemberId>>
}

export type BatchRow = { contact: Contact; follow: Follow & { tagIds: string[] } }
export type BatchPage = Page<BatchRow> & { unlicensed: string[] }

/** `follows` holds every follower in range, with personal tags. */
export type ContactDetail = {
  contact: Contact
  follows: (Follow & { tagIds: string[]; tags: FollowTag[] })[]
  invalidRows: InvalidRow[]
}

export type Remark = {
  userid: string
  externalUserid: string
  remark?: string
  description?: string
  company?: string
  /** Replaces the whole list; an empty array clears it. */
  mobiles?: string[]
  picMediaId?: string
}

export type WecomContacts = {
  listFollowUsers(options?: CallOptions): Promise<string[]>
  /** At most 100 userids. Personal tags never come this way. */
  batchByUsers(input: { userids: string[]; cursor?: string }, options?: CallOptions): Promise<BatchPage>
  /** Every page after `cursor`, in order; throws when a cursor repeats. */
  batchPages(
    input: { userids: string[]; cursor?: string },
    options?: CallOptions,
  ): AsyncGenerator<BatchPage, void, void>
  /** Throws kind 'gone' when nobody in range follows this contact any more. */
  get(externalUserid: string, options?: CallOptions): Promise<ContactDetail>
  /** All contacts of one member; [] when the member has none. */
  list(userid: string, options?: CallOptions): Promise<string[]>
  remark(input: Remark, options?: CallOptions): Promise<void>
  listUnassigned(cursor?: string, options?: CallOptions): Promise<Page<Unassigned>>
}

export type CorpTag = { id: string; name: string; order: number; deleted: boolean; createdAt?: number }
export type CorpTagGroup = CorpTag & { tags: CorpTag[] }

export type WecomTags = {
  /** All groups, or those named; `deleted` is only meaningful when ids were named. */
  listCorpTags(
    ids?: { tagIds?: string[]; groupIds?: string[] },
    options?: CallOptions,
  ): Promise<Rows<CorpTagGroup>>
  /** Answers the group with its new tags only. An existing group name is reused by WeCom. */
  addCorpTags(
    input: { groupId?: string; groupName?: string; order?: number; tags: { name: string; order?: number }[] },
    options?: CallOptions,
  ): Promise<CorpTagGroup>
  /** Of a tag or a group; an app may change only what it has made. */
  editCorpTag(input: { id: string; name?: string; order?: number }, options?: CallOptions): Promise<void>
  /** From all who have them; a group goes with its last tag. Throws kind 'gone' when WeCom knows none of them. */
  deleteCorpTags(input: { tagIds?: string[]; groupIds?: string[] }, options?: CallOptions): Promise<void>
  markTags(
    input: { userid: string; externalUserid: string; add?: string[]; remove?: string[] },
    options?: CallOptions,
  ): Promise<void>
}

export type GroupQuery = { owners?: string[]; statusFilter?: number; cursor?: string; limit?: number }

export type WecomGroups = {
  /** At most 100 owners. Name owners always: without them WeCom refuses above 1000 members in range. */
  list(query: GroupQuery, options?: CallOptions): Promise<Page<GroupListRow>>
  pages(query: GroupQuery, options?: CallOptions): AsyncGenerator<Page<GroupListRow>, void, void>
  get(chatId: string, options?: CallOptions): Promise<Group>
}

export type MomentQuery = {
  fromAt: number
  toAt: number
  creator?: string
  /** 0 by the corp, 1 by a member, 2 both (default). */
  filter?: number
  cursor?: string
}
export type MomentOfMember = { momentId: string; userid: string }

export type WecomMoments = {
  /** Spans over 30 days are read in several turns; the cursor remembers which. */
  list(query: MomentQuery, options?: CallOptions): Promise<Page<Moment>>
  pages(query: MomentQuery, options?: CallOptions): AsyncGenerator<Page<Moment>, void, void>
  /** Only for moments made by the corp (createType 0). */
  listTasks(input: { momentId: string; cursor?: string }, options?: CallOptions): Promise<Page<MomentTask>>
  /** Whom the moment was chosen for. */
  listCustomers(
    input: MomentOfMember & { cursor?: string },
    options?: CallOptions,
  ): Promise<Page<MomentCustomer>>
  /** Who can see the moment. */
  listSendResult(
    input: MomentOfMember & { cursor?: string },
    options?: CallOptions,
  ): Promise<Page<{ externalUserid: string }>>
  getComments(input: MomentOfMember, options?: CallOptions): Promise<MomentReactions>
}

export type WecomMessages = {
  /** The code lives 20 s and works once. 'refused' means that somebody else was first, or that it is too late. */
  sendWelcome(
    input: { welcomeCode: string; text?: string; attachments?: Attachment[] },
    options?: CallOptions,
  ): Promise<void>
  /** To at most 1000 members. Partly bad receivers are no error: see invalidUsers. */
  sendAppMessage(input: AppMessage, options?: CallOptions): Promise<AppMessageAnswer>
}

export type WecomMedia = {
  /** The media id lives three days. */
  upload(
    input: { kind: MediaKind; filename: string; bytes: Uint8Array },
    options?: CallOptions,
  ): Promise<UploadedMedia>
  /** For the moments of momentTasks: lives three days, at most 10 MB, a video 30 s. Not valid anywhere else. */
  uploadForMoment(
    input: { kind: 'image' | 'video'; filename: string; bytes: Uint8Array },
    options?: CallOptions,
  ): Promise<UploadedMedia>
  /** An address that stays, for picUrl fields; 1000 a day, 3000 a month. */
  uploadPicture(
    input: { filename: string; bytes: Uint8Array },
    options?: CallOptions,
  ): Promise<{ url: string }>
}

export type Wecom = {
  auth: WecomAuth
  directory: WecomDirectory
  contacts: WecomContacts
  tags: WecomTags
  groups: WecomGroups
  joinWays: WecomJoinWays
  groupWelcomes: WecomGroupWelcomes
  transfers: WecomTransfers
  moments: WecomMoments
  momentTasks: WecomMomentTasks
  messages: WecomMessages
  groupMessages: WecomGroupMessages
  contactWays: WecomContactWays
  acquisition: WecomAcquisition
  statistics: WecomStatistics
  media: WecomMedia
  /** What WeCom refuses this corp right now, over all processes; empty when all is well. */
  refusals(): Promise<Refusal[]>
  /** One for each secret, over all processes; asks the store, never WeCom. */
  tokenStates(): Promise<TokenState[]>
  /** A person has perhaps put it right: the next call asks WeCom although the pause after a refusal lasts. */
  askAgain(): Promise<void>
  /** Closes the kept-alive connections. */
  close(): void
}
