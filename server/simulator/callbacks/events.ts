// The inner XML of each event, fields in the published order.

type Scalar = string | number
export type Field = readonly [string, Scalar | readonly string[]]

export interface CorpEvent {
  event:
    | 'change_external_contact'
    | 'change_external_chat'
    | 'change_external_tag'
    | 'change_contact'
    | 'customer_acquisition'
  changeType: string
  fields: readonly Field[]
}

const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

function fieldXml([name, value]: Field): string {
  if (typeof value === 'number') return `<${name}>${value}</${name}>`
  if (typeof value === 'string') return `<${name}>${cdata(value)}</${name}>`
  return `<${name}>${value.map((item) => `<Item>${cdata(item)}</Item>`).join('')}</${name}>`
}

export function eventXml(corpId: string, event: CorpEvent, createTime: number): string {
  const head: Field[] = [
    ['ToUserName', corpId],
    ['FromUserName', 'sys'],
    ['CreateTime', createTime],
    ['MsgType', 'event'],
    ['Event', event.event],
    ['ChangeType', event.changeType],
  ]
  return `<xml>${[...head, ...event.fields].map(fieldXml).join('')}</xml>`
}

/** Leaves out the fields that have no value, as the real messages do. */
function given(fields: readonly (readonly [string, Scalar | readonly string[] | undefined])[]): Field[] {
  return fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
}

interface Relation {
  userid: string
  externalUserid: string
}

export const contactEvent = {
  added: (of: Relation, more: { channel?: string; welcomeCode?: string; half?: boolean }): CorpEvent => ({
    event: 'change_external_contact',
    changeType: more.half ? 'add_half_external_contact' : 'add_external_contact',
    fields: given([
      ['UserID', of.userid],
      ['ExternalUserID', of.externalUserid],
      ['State', more.channel],
      ['WelcomeCode', more.welcomeCode],
    ]),
  }),
  edited: (of: Relation, channel?: string): CorpEvent => ({
    event: 'change_external_contact',
    changeType: 'edit_external_contact',
    fields: given([
      ['UserID', of.userid],
      ['ExternalUserID', of.externalUserid],
      ['State', channel],
    ]),
  }),
  /** The member deleted the customer, or lost them to an on-job hand-over. */
  deletedByStaff: (of: Relation, source?: 'DELETE_BY_TRANSFER'): CorpEvent => ({
    event: 'change_external_contact',
    changeType: 'del_external_contact',
    fields: given([
      ['UserID', of.userid],
      ['ExternalUserID', of.externalUserid],
      ['Source', source],
    ]),
  }),
  deletedByCustomer: (of: Relation): CorpEvent => ({
    event: 'change_external_contact',
    changeType: 'del_follow_user',
    fields: given([
      ['UserID', of.userid],
      ['ExternalUserID', of.externalUserid],
    ]),
  }),
  transferFailed: (of: Relation, reason: 'customer_refused' | 'customer_limit_exceed'): CorpEvent => ({
    event: 'change_external_contact',
    changeType: 'transfer_fail',
    fields: [
      ['FailReason', reason],
      ['UserID', of.userid],
      ['ExternalUserID', of.externalUserid],
    ],
  }),
}

export interface MemberChange {
  chatId: string
  userids: readonly string[]
  before: string
  after: string
  /** JoinScene 0 invited · 3 QR code; QuitScene 0 left · 1 removed. */
  scene: number
}

function memberFields(change: MemberChange, joined: boolean): Field[] {
  return [
    ['ChatId', change.chatId],
    ['UpdateDetail', joined ? 'add_member' : 'del_member'],
    [joined ? 'JoinScene' : 'QuitScene', change.scene],
    ['MemChangeCnt', change.userids.length],
    ['MemChangeList', change.userids],
    ['LastMemVer', change.before],
    ['CurMemVer', change.after],
  ]
}

export const chatEvent = {
  created: (chatId: string): CorpEvent => ({
    event: 'change_external_chat',
    changeType: 'create',
    fields: [['ChatId', chatId]],
  }),
  dismissed: (chatId: string): CorpEvent => ({
    event: 'change_external_chat',
    changeType: 'dismiss',
    fields: [['ChatId', chatId]],
  }),
  changed: (chatId: string, detail: 'change_owner' | 'change_name' | 'change_notice'): CorpEvent => ({
    event: 'change_external_chat',
    changeType: 'update',
    fields: [
      ['ChatId', chatId],
      ['UpdateDetail', detail],
    ],
  }),
  joined: (change: MemberChange): CorpEvent => ({
    event: 'change_external_chat',
    changeType: 'update',
    fields: memberFields(change, true),
  }),
  left: (change: MemberChange): CorpEvent => ({
    event: 'change_external_chat',
    changeType: 'update',
    fields: memberFields(change, false),
  }),
}

export function tagEvent(
  changeType: 'create' | 'update' | 'delete',
  id: string,
  tagType: 'tag' | 'tag_group',
): CorpEvent {
  return {
    event: 'change_external_tag',
    changeType,
    fields: [
      ['Id', id],
      ['TagType', tagType],
    ],
  }
}

export const memberEvent = {
  resigned: (userid: string): CorpEvent => ({
    event: 'change_contact',
    changeType: 'delete_user',
    fields: [['UserID', userid]],
  }),
  created: (
    userid: string,
    member: { name: string; departments: readonly number[]; position: string; leader: boolean },
  ): CorpEvent => ({
    event: 'change_contact',
    changeType: 'create_user',
    fields: [
      ['UserID', userid],
      ['Name', member.name],
      ['Department', member.departments.join(',')],
      ['MainDepartment', member.departments[0] ?? 1],
      ['IsLeaderInDept', member.departments.map(() => (member.leader ? 1 : 0)).join(',')],
      ['Position', member.position],
      ['Status', 1],
    ],
  }),
  updated: (
    userid: string,
    changed: { name?: string; departments?: readonly number[]; position?: string },
  ): CorpEvent => ({
    event: 'change_contact',
    changeType: 'update_user',
    fields: given([
      ['UserID', userid],
      ['Name', changed.name],
      ['Department', changed.departments?.join(',')],
      ['Position', changed.position],
    ]),
  }),
}

/** Fields are known for some of the kinds only; a balance that runs out names no link. */
export function acquisitionEvent(
  changeType: 'friend_request' | 'customer_start_chat' | 'balance_low' | 'balance_exhausted',
  fields: { linkId?: string; state?: string; userid?: string; externalUserid?: string } = {},
): CorpEvent {
  return {
    event: 'customer_acquisition',
    changeType,
    fields: given([
      ['LinkId', fields.linkId],
      ['State', fields.state],
      ['UserID', fields.userid],
      ['ExternalUserID', fields.externalUserid],
    ]),
  }
}
