import { readHostError, type HostProblem } from './host-error.ts'
import type { Host } from './host.ts'

/** Where in WeCom the page stands. Whom it is about decides the page; `canSend` decides its main button. */
export type Place =
  | { kind: 'outside' }
  | { kind: 'contact'; entry: string; externalUserid: string; canSend: boolean }
  | { kind: 'group'; entry: string; chatId: string; canSend: boolean }
  | { kind: 'nobody'; entry: string }
  | { kind: 'refused'; problem: Exclude<HostProblem, 'no-context' | 'cancelled'>; detail: string }

// The entries in which the client lets a page send (jssdk: sendChatMessage).
const CAN_SEND = new Set([
  'single_chat_tools',
  'group_chat_tools',
  'single_kf_tools',
  'chat_attachment',
  'chain_single_chat_tools',
  'chain_group_chat_tools',
])
const CONTACT_FIRST = new Set([
  'single_chat_tools',
  'contact_profile',
  'single_kf_tools',
  'chain_single_chat_tools',
])
const GROUP_FIRST = new Set(['group_chat_tools', 'chain_group_chat_tools'])

type Reader = Pick<Host, 'isWecom' | 'entry' | 'externalUserid' | 'chatId'>

/** Asks the client anew each time: on a desk the same page may be shown for another chat. */
export async function readPlace(host: Reader): Promise<Place> {
  if (!host.isWecom) return { kind: 'outside' }
  try {
    const entry = await readEntry(host)
    return (await readWho(host, entry)) ?? { kind: 'nobody', entry }
  } catch (error) {
    const { problem, detail } = readHostError(error)
    if (problem === 'no-context') return { kind: 'nobody', entry: 'normal' }
    return { kind: 'refused', problem: problem === 'cancelled' ? 'refused' : problem, detail }
  }
}

/** Clients before 3.0.24 have no entries; they answer for the chat they stand in or say that there is none. */
async function readEntry(host: Reader): Promise<string> {
  try {
    return await host.entry()
  } catch (error) {
    const read = readHostError(error)
    if (read.problem === 'too-old') return 'unknown'
    throw read
  }
}

async function readWho(host: Reader, entry: string): Promise<Place | null> {
  if (GROUP_FIRST.has(entry)) return await readGroup(host, entry)
  if (CONTACT_FIRST.has(entry)) return await readContact(host, entry)
  if (entry === 'chat_attachment' || entry === 'unknown')
    return (await readContact(host, entry)) ?? (await readGroup(host, entry))
  return null
}

async function readContact(host: Reader, entry: string): Promise<Place | null> {
  const externalUserid = await orNobody(() => host.externalUserid())
  return externalUserid ? { kind: 'contact', entry, externalUserid, canSend: sends(entry) } : null
}

async function readGroup(host: Reader, entry: string): Promise<Place | null> {
  const chatId = await orNobody(() => host.chatId())
  return chatId ? { kind: 'group', entry, chatId, canSend: sends(entry) } : null
}

function sends(entry: string): boolean {
  return CAN_SEND.has(entry) || entry === 'unknown'
}

async function orNobody(ask: () => Promise<string>): Promise<string | null> {
  try {
    return (await ask()) || null
  } catch (error) {
    const read = readHostError(error)
    if (read.problem === 'no-context') return null
    throw read
  }
}

/** True when both are about the same person or group in the same entry, so that nothing has to be drawn anew. */
export function isSamePlace(a: Place, b: Place): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
