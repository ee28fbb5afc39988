import type {
  CallbackEvent,
  ChatEvent,
  ContactChange,
  ContactEvent,
  DepartmentEvent,
  MemberEvent,
  TagEvent,
} from './types-callback.ts'
import { readFlatXml } from './xml.ts'
import type { FlatXml } from './xml.ts'

type Fields = Record<string, string>
type Base = { corpId: string; createdAt: number }

const contactChanges: Record<string, ContactChange> = {
  add_external_contact: 'added',
  add_half_external_contact: 'added-half',
  edit_external_contact: 'edited',
  del_external_contact: 'removed-by-member',
  del_follow_user: 'removed-by-contact',
  transfer_fail: 'transfer-failed',
  msg_audit_approved: 'archive-agreed',
}
const chatChanges: Record<string, ChatEvent['change']> = {
  create: 'created',
  update: 'updated',
  dismiss: 'dismissed',
}
const tagChanges: Record<string, TagEvent['change']> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  shuffle: 'shuffled',
}
const tagTypes: Record<string, 'tag' | 'group'> = { tag: 'tag', tag_group: 'group' }
const directoryChanges: Record<string, MemberEvent['change']> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
}

/** What an opened callback says. A hint that something changed, never the new state. What is new to us stays raw. */
export function parseEvent(plaintext: string): CallbackEvent {
  const xml = readFlatXml(plaintext)
  const fields: Fields = xml?.fields ?? {}
  const base = { corpId: fields.ToUserName ?? '', createdAt: (toNumber(fields.CreateTime) ?? 0) * 1000 }
  const known = xml && IDS.every((name) => isId(fields[name])) && readKnown(xml, base)
  if (known) return known
  return {
    ...base,
    kind: 'unknown',
    event: nameOf(fields.Event),
    change: nameOf(fields.ChangeType),
    raw: plaintext,
  }
}

const IDS = ['UserID', 'NewUserID', 'ExternalUserID', 'ChatId', 'Id'] as const
/** WeCom's own are 64 bytes at most; one many times as long would not fit an index, and names nothing there is. */
const LONGEST_ID = 128

function isId(text: string | undefined): boolean {
  return text === undefined || (text.length <= LONGEST_ID && !text.includes('\0'))
}

function nameOf(text = ''): string {
  return text.replaceAll('\0', '').slice(0, LONGEST_ID)
}

/** create, update and delete mean different things under each Event, so Event decides first. */
function readKnown(xml: FlatXml, base: Base): CallbackEvent | null {
  switch (xml.fields.Event) {
    case 'change_external_contact':
      return readContact(xml.fields, base)
    case 'change_external_chat':
      return readChat(xml, base)
    case 'change_external_tag':
      return readTag(xml.fields, base)
    case 'change_contact':
      return readMember(xml.fields, base) ?? readDepartment(xml.fields, base)
    default:
      return null
  }
}

function readContact(fields: Fields, base: Base): ContactEvent | null {
  const change = lookUp(contactChanges, fields.ChangeType)
  const { UserID: userid, ExternalUserID: externalUserid } = fields
  if (!change || !userid || !externalUserid) return null
  const { corpId, createdAt } = base
  const byTransfer = fields.Source === 'DELETE_BY_TRANSFER'
  const event: ContactEvent = {
    corpId,
    createdAt,
    kind: 'contact',
    change,
    userid,
    externalUserid,
    byTransfer,
  }
  if (fields.State) event.state = fields.State
  if (fields.WelcomeCode) event.welcomeCode = fields.WelcomeCode
  if (fields.FailReason) event.failReason = fields.FailReason
  return event
}

function readChat({ fields, lists }: FlatXml, base: Base): ChatEvent | null {
  const change = lookUp(chatChanges, fields.ChangeType)
  if (!change || !fields.ChatId) return null
  const detail = fields.UpdateDetail
  // Captured events carried elements of other details; they are only read where they belong.
  const joined = detail === 'add_member' ? toNumber(fields.JoinScene) : undefined
  const quit = detail === 'del_member' ? toNumber(fields.QuitScene) : undefined
  const moved = detail === 'add_member' || detail === 'del_member'
  return {
    ...base,
    kind: 'chat',
    change,
    chatId: fields.ChatId,
    members: moved ? (lists.MemChangeList ?? []).filter((member) => member !== '') : [],
    ...filled('detail', detail),
    ...filled('joinScene', joined),
    ...filled('quitScene', quit),
    ...(moved ? filled('lastVersion', fields.LastMemVer) : {}),
    ...(moved ? filled('currentVersion', fields.CurMemVer) : {}),
  }
}

function readTag(fields: Fields, base: Base): TagEvent | null {
  const change = lookUp(tagChanges, fields.ChangeType)
  if (!change || (!fields.Id && change !== 'shuffled')) return null
  const of: TagEvent['of'] = lookUp(tagTypes, fields.TagType)
  return {
    ...base,
    kind: 'tag',
    change,
    ...filled('id', fields.Id),
    ...(of ? { of } : {}),
    ...filled('strategyId', toNumber(fields.StrategyId)),
  }
}

function readMember(fields: Fields, base: Base): MemberEvent | null {
  const [verb, noun] = (fields.ChangeType ?? '').split('_')
  const change = lookUp(directoryChanges, verb)
  if (!change || noun !== 'user' || !fields.UserID) return null
  return {
    ...base,
    kind: 'member',
    change,
    userid: fields.UserID,
    ...filled('newUserid', fields.NewUserID),
  }
}

function readDepartment(fields: Fields, base: Base): DepartmentEvent | null {
  const [verb, noun] = (fields.ChangeType ?? '').split('_')
  const change = lookUp(directoryChanges, verb)
  const id = toNumber(fields.Id)
  if (!change || noun !== 'party' || id === undefined) return null
  return { ...base, kind: 'department', change, id }
}

function lookUp<V>(table: Record<string, V>, key: string | undefined): V | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
}

function filled<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  const entry: { [key in K]?: V } = {}
  if (value !== undefined && value !== '') entry[key] = value
  return entry
}

function toNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
