import { t, type Word } from '../i18n.ts'

export interface Choice {
  value: string
  label: string
}

export interface FieldSpec {
  name: string
  word: Word
  kind: 'text' | 'long' | 'one' | 'several'
  value?: string | (() => Promise<string>)
  isRequired?: boolean
  choices?: () => Promise<Choice[]>
  /** Said when there is nothing to choose from. */
  emptyWord?: Word
}

export interface Answers {
  /** What was typed or chosen; empty answers are absent. */
  texts: Record<string, string>
  lists: Record<string, string[]>
}

/** What a dialog asks before something is done to the simulated company. */
export interface ActionForm {
  title: string
  warning?: string
  isDanger?: boolean
  runText?: string
  fields: FieldSpec[]
  run: (answers: Answers) => Promise<void>
}

export type ActionName =
  | 'add-contact'
  | 'edit-contact'
  | 'delete-contact'
  | 'customer-deletes-staff'
  | 'tag'
  | 'untag'
  | 'join-group'
  | 'leave-group'
  | 'rename-group'
  | 'change-owner'
  | 'dismiss-group'
  | 'create-group'
  | 'create-corp-tag'
  | 'resign-member'
  | 'publish-moment'
  | 'like-moment'
  | 'scan-code'
  | 'join-by-code'
  | 'open-link'
  | 'send-mass-message'
  | 'ignore-mass-message'
  | 'confirm-moment'
  | 'ignore-moment'

export interface ActionParts {
  me: { userid: string; name: string }
  act: (name: ActionName, body: Record<string, unknown>) => Promise<void>
}

export const actionWord = (name: ActionName): Word => `action.${name}`

/** A form that sends one action with the body made from its answers. */
export function makeForm(
  parts: ActionParts,
  name: ActionName,
  ask: { fields: FieldSpec[]; body: (answers: Answers) => Record<string, unknown> },
): ActionForm {
  return {
    title: t(actionWord(name)),
    fields: ask.fields,
    run: (answers) => parts.act(name, ask.body(answers)),
  }
}

/** A form without questions for what cannot be taken back. */
export function makeWarning(
  parts: ActionParts,
  name: ActionName & ('delete-contact' | 'customer-deletes-staff' | 'dismiss-group' | 'resign-member'),
  of: { subject: string; body: Record<string, unknown> },
): ActionForm {
  return {
    ...makeForm(parts, name, { fields: [], body: () => of.body }),
    warning: t(`action.sure.${name}`, { me: parts.me.name, name: of.subject }),
    isDanger: true,
  }
}
