/** Token and EncodingAESKey of one receiver. While keys are rotated a corp has two. */
export type CallbackKey = { token: string; encodingAesKey: string }

export type CallbackQuery = { msgSignature: string; timestamp: string; nonce: string }

/** Stages are for our log only: answer the sender the same whatever failed. */
export type OpenedCallback =
  | { ok: true; plaintext: string; key: CallbackKey }
  | { ok: false; stage: 'envelope' | 'signature' | 'content' | 'receiveid' }

type Base = { corpId: string; createdAt: number }

/** removed-by-member: the member deleted the contact. removed-by-contact: the contact deleted the member. */
export type ContactChange =
  | 'added'
  | 'added-half'
  | 'edited'
  | 'removed-by-member'
  | 'removed-by-contact'
  | 'transfer-failed'
  | 'archive-agreed'

export type ContactEvent = Base & {
  kind: 'contact'
  change: ContactChange
  userid: string
  externalUserid: string
  state?: string
  /** Lives 20 s and cannot be read again. */
  welcomeCode?: string
  /** The contact moved by inheritance on the job. */
  byTransfer: boolean
  failReason?: string
}

/** Scenes are the callback's own numbers: join 0 invited, 3 QR code; quit 0 left, 1 removed. */
export type ChatEvent = Base & {
  kind: 'chat'
  change: 'created' | 'updated' | 'dismissed'
  chatId: string
  detail?: string
  joinScene?: number
  quitScene?: number
  members: string[]
  lastVersion?: string
  currentVersion?: string
}

export type TagEvent = Base & {
  kind: 'tag'
  change: 'created' | 'updated' | 'deleted' | 'shuffled'
  /** Absent when the groups themselves were reordered. */
  id?: string
  of?: 'tag' | 'group'
  strategyId?: number
}

export type MemberEvent = Base & {
  kind: 'member'
  change: 'created' | 'updated' | 'deleted'
  userid: string
  /** Set only when the userid itself was renamed. */
  newUserid?: string
}

export type DepartmentEvent = Base & {
  kind: 'department'
  change: 'created' | 'updated' | 'deleted'
  id: number
}

/** Whatever is new to us: keep the raw text, answer success. */
export type UnknownEvent = Base & { kind: 'unknown'; event: string; change: string; raw: string }

export type CallbackEvent = ContactEvent | ChatEvent | TagEvent | MemberEvent | DepartmentEvent | UnknownEvent
