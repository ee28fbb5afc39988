import type { Attachment } from './types-messages.ts'
import type { CallOptions, Page } from './types.ts'

/**
 * A mass message (企业群发). Nothing is sent by asking for it: each sender gets a task and confirms it in the client.
 * Customers: at most 10,000 of one call; with several followers only the member who last talked to the customer gets
 * the task, unless `sender` names one. Groups: at most 2,000, and the sender owns them.
 */
export type MassMessage = { text?: string; attachments?: Attachment[] } & (
  | { to: 'customers'; externalUserids: string[]; sender?: string; mayChoose?: boolean }
  | { to: 'groups'; sender: string; chatIds?: string[] }
)

/** `unreachable` are customers or groups that cannot be sent to; the others got a task. */
export type MassMessageAnswer = { msgid: string; unreachable: string[] }

/** `status` 0 not sent yet, 2 sent. */
export type MassMessageTask = { userid: string; status: number; sentAt?: number }

/**
 * `status` 0 not sent, 1 sent, 2 not a friend any more, 3 has had all the mass messages of the period. One of the two
 * ids is there.
 */
export type MassMessageResult = {
  userid: string
  externalUserid?: string
  chatId?: string
  status: number
  sentAt?: number
}

export type MassMessageQuery = {
  to: 'customers' | 'groups'
  fromAt: number
  /** At most a month after `fromAt`. */
  toAt: number
  creator?: string
  /** 0 by the corp, 1 by a member, 2 both (default). */
  filter?: number
  cursor?: string
}

export type MassMessageRow = {
  msgid: string
  creator?: string
  createdAt: number
  createType: number
  text: string
}

export type WecomGroupMessages = {
  /** Throws kind 'gone' when there is nobody to send to. */
  create(message: MassMessage, options?: CallOptions): Promise<MassMessageAnswer>
  /** To look for one whose answer got lost. */
  list(query: MassMessageQuery, options?: CallOptions): Promise<Page<MassMessageRow>>
  /** Who has confirmed. Throws kind 'busy' while WeCom still hands the tasks out. */
  listTasks(input: { msgid: string; cursor?: string }, options?: CallOptions): Promise<Page<MassMessageTask>>
  listResults(
    input: { msgid: string; userid: string; cursor?: string },
    options?: CallOptions,
  ): Promise<Page<MassMessageResult>>
  /** Reminds everybody who has not confirmed; three times in 24 hours. */
  remind(msgid: string, options?: CallOptions): Promise<void>
  /** Stops those who have not confirmed. */
  cancel(msgid: string, options?: CallOptions): Promise<void>
}
