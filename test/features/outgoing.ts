import { ACTION_RULES, type ActionRule } from '../../server/domain/actions.ts'
import { isAnswer } from '../../server/domain/action-gate.ts'
import { POST_KINDS, type PostKind } from '../../server/domain/post/kinds.ts'
import { SOP_KINDS, type SopKind } from '../../server/domain/sop/plan.ts'

// Every way on which something leaves the house, and what the gate says to it.

/** What stands against a message: the hour, what the customer has had already, the customer's own word. */
export const SITUATIONS = ['night', 'cap', 'opted-out'] as const
export type Situation = (typeof SITUATIONS)[number]

/** The word with which the gate refuses; or why it is not asked. */
type Answer = { refusal: string } | { free: string }
export type Row = { free: string } | Record<Situation, Answer>

const refused = (refusal: string): Answer => ({ refusal })
const free = (why: string): { free: string } => ({ free: why })

const NO_MESSAGE = free('changes what WeCom keeps and writes to nobody')
const TO_STAFF = free('a message of the app to members of the company')
const IN_A_GROUP = 'a group has no word of its own, and counts for no person’s caps'
const PERSON = { night: refused('quiet-hours'), cap: refused('day-cap'), 'opted-out': refused('opted-out') }

/** Kinds of the outbox, as the features name them. */
export const EFFECTS: Record<string, Row> = {
  'post-message': PERSON,
  'post-moment': free('a page that customers open themselves: it reaches nobody by itself'),
  'post-stop': free('takes back what is not sent'),
  'post-remind': TO_STAFF,
  'post-test': TO_STAFF,
  'app-message': TO_STAFF,
  welcome: free('answers a customer who has just added the member, within the 20 seconds of the code'),
  'group-welcome': free('a text that WeCom itself says to who joins a group'),
  transfer: free('WeCom itself tells the customer of the new member'),
  tag: NO_MESSAGE,
  'tag-catalogue': NO_MESSAGE,
  remark: NO_MESSAGE,
  'contact-way': NO_MESSAGE,
  'referral-way': NO_MESSAGE,
  'join-way': NO_MESSAGE,
  'acquisition-link': NO_MESSAGE,
}

export const POSTS: Record<PostKind, Row> = {
  customers: PERSON,
  groups: { night: refused('quiet-hours'), cap: refused('wecom-day'), 'opted-out': free(IN_A_GROUP) },
  moment: free('a page that customers open themselves: it reaches nobody by itself'),
  announcement: free('a note at the head of a group that its owner pastes by hand: it rings for nobody'),
}

export const STEPS: Record<SopKind, Row> = {
  customer: PERSON,
  group: { night: refused('quiet-hours'), cap: free(IN_A_GROUP), 'opted-out': free(IN_A_GROUP) },
}

/** Scripts that are proposed to the advisor in the chat. */
export const PROPOSALS = Object.fromEntries(
  ACTION_RULES.map((rule) => [
    rule,
    isAnswer(rule)
      ? { ...PERSON, 'opted-out': free('the customer has asked and waits for an answer') }
      : PERSON,
  ]),
) as Record<ActionRule, Row>

const FOR_A_PERSON = free('a task for a person: the hour delays the message, not the task')

/** Files that set a task for a member about a customer. */
export const TASKS: Record<string, Row> = {
  'standing/ladder.ts': { ...PERSON, night: FOR_A_PERSON },
  'predictions/warn-advisors.ts': free('warns the advisor; what they write then is a proposal or a step'),
  'sops/run/give-page.ts': PERSON,
  'customers/tasks.ts': free('set by hand, by the person who does it'),
}

/** Files that ask WeCom to bring a message to somebody, with the effect that does it. */
export const SENDERS: Record<string, keyof typeof EFFECTS> = {
  'posts/run/message-effect.ts': 'post-message',
  'posts/run/moment-effect.ts': 'post-moment',
  'posts/run/remind.ts': 'post-remind',
  'posts/trial/trial-effect.ts': 'post-test',
  'notices/app-message.ts': 'app-message',
  'welcome/send-welcome.ts': 'welcome',
}

export const REGISTRIES = { POST_KINDS, SOP_KINDS, ACTION_RULES }
