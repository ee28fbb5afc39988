import type { Attachment } from './types-messages.ts'
import type { CallOptions } from './types.ts'

/** What a group says to who joins; `%NICKNAME%` is replaced. At most 3,000 bytes, and one attachment beside the text. */
export type GroupWelcome = { text?: string; attachment?: Attachment }

/** 100 templates per corp; an app may change only its own. Group owners choose one in the client. */
export type WecomGroupWelcomes = {
  create(
    input: GroupWelcome & { notifiesOwners?: boolean },
    options?: CallOptions,
  ): Promise<{ templateId: string }>
  update(input: GroupWelcome & { templateId: string }, options?: CallOptions): Promise<void>
  /** Of the text only: what else there is cannot be sent back as it comes. */
  get(templateId: string, options?: CallOptions): Promise<{ text: string }>
  delete(templateId: string, options?: CallOptions): Promise<void>
}
