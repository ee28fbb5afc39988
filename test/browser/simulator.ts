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

async function truth<T>(kind: 'follows' | 'contacts'): Promise<T[]> {
  const { items } = await ask<{ items: T[] }>(`/sim/truth/${kind}?limit=2000`)
  return items
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

export async function changeCorp(settings: { appOrigin: string }): Promise<void> {
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
