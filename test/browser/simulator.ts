import { simulatorOrigin } from './demo.ts'

// What the tests ask of the simulated WeCom behind the page's back: its truth, its switches, what people do in it.

export interface Follow {
  userid: string
  externalUserid: string
  state: string
  remark: string
  tagIds: string[]
}

export interface Contact {
  externalUserid: string
  name: string
}

export interface Member {
  userid: string
  store: string
  role: string
  departed: boolean
}

interface Tag {
  id: string
  name: string
}

async function ask<T>(path: string, body?: unknown): Promise<T> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: JSON_TYPE }
  const answer = await fetch(`${simulatorOrigin}${path}`, init)
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}
const JSON_TYPE = { 'content-type': 'application/json' }

async function truth<T>(kind: 'follows' | 'contacts' | 'groups' | 'group-welcomes'): Promise<T[]> {
  const { items } = await ask<{ items: T[] }>(`/sim/truth/${kind}?limit=2000`)
  return items
}

/** A customer of somebody's who is not in this group. */
export async function customerOutside(groupName: string): Promise<Contact> {
  const groups = await truth<{ name: string; members: { userid: string }[] }>('groups')
  const inside = groups.find((group) => group.name === groupName)?.members.map((one) => one.userid) ?? []
  const contacts = await truth<Contact & { followers: unknown[] }>('contacts')
  const found = contacts.find((one) => one.followers.length > 0 && !inside.includes(one.externalUserid))
  if (!found) throw new Error(`everybody is in ${groupName}`)
  return found
}

/** The words that WeCom holds for groups to greet with. */
export async function groupWelcomeTexts(): Promise<string[]> {
  return (await truth<{ text: string }>('group-welcomes')).map((one) => one.text)
}

/** The group codes whose remark is this name, with what the desk says of each. */
export async function groupCodesNamed(name: string): Promise<{ id: string; label: string }[]> {
  const { joinWays } = await ask<{ joinWays: { id: string; label: string }[] }>('/desk/api/codes')
  return joinWays.filter((one) => one.label.startsWith(`${name} · `))
}

/** Something a person does in WeCom: it changes the truth and sends the callback. */
export function act(name: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
  return ask(`/sim/actions/${name}`, input)
}

export async function contactNamed(name: string): Promise<Contact> {
  const found = (await truth<Contact>('contacts')).find((contact) => contact.name === name)
  if (!found) throw new Error(`the simulated company has no contact ${name}`)
  return found
}

export async function followOf(userid: string, externalUserid: string): Promise<Follow> {
  const found = (await truth<Follow>('follows')).find(
    (follow) => follow.userid === userid && follow.externalUserid === externalUserid,
  )
  if (!found) throw new Error(`${userid} does not follow ${externalUserid}`)
  return found
}

/** Names of the corp tags that WeCom holds for this member's customer. */
export async function tagsInWecom(userid: string, externalUserid: string): Promise<string[]> {
  const { items } = await ask<{ items: Tag[] }>('/desk/api/tags')
  const { tagIds } = await followOf(userid, externalUserid)
  return items.filter((tag) => tagIds.includes(tag.id)).map((tag) => tag.name)
}

export async function corpTagNamed(name: string): Promise<Tag> {
  const { items } = await ask<{ items: Tag[] }>('/desk/api/tags')
  const found = items.find((tag) => tag.name === name)
  if (!found) throw new Error(`the simulated company has no tag ${name}`)
  return found
}

export async function listStaff(): Promise<Member[]> {
  const { staff } = await ask<{ staff: Member[] }>('/desk/api/session')
  return staff.filter((member) => !member.departed)
}

export async function changeCorp(settings: { appOrigin?: string; massPerDay?: number }): Promise<void> {
  await ask('/sim/corp', settings)
}

export async function calmDown(): Promise<void> {
  const answer = await fetch(`${simulatorOrigin}/sim/faults`, { method: 'DELETE' })
  if (!answer.ok) throw new Error(`the faults stay: ${answer.status}`)
}

export function makeFaults(plan: Record<string, unknown>): Promise<unknown> {
  return ask('/sim/faults', plan)
}

export async function followsOf(userid: string): Promise<Follow[]> {
  return (await truth<Follow>('follows')).filter((follow) => follow.userid === userid)
}

/** Moves the clock of WeCom, and with it the service's. Sessions older than their life end. */
export async function advanceClock(advanceMs: number): Promise<void> {
  await ask('/sim/clock', { advanceMs })
}

/** A customer of this member alone, by a name that nobody else has. */
export async function someCustomerOf(userid: string): Promise<string> {
  const [follows, contacts] = [await truth<Follow>('follows'), await truth<Contact>('contacts')]
  const found = contacts.find(
    (contact) =>
      follows.every((one) => one.externalUserid !== contact.externalUserid || one.userid === userid) &&
      follows.some((one) => one.externalUserid === contact.externalUserid && one.remark !== '') &&
      contacts.filter((one) => one.name.includes(contact.name)).length === 1,
  )
  if (!found) throw new Error(`${userid} has no customer of their own`)
  return found.name
}
