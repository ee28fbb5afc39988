// What a dialog offers to choose from, read from the simulated company.
import type { Choice } from './form.ts'
import { api, type Codes } from '../api.ts'

export async function customers(userid: string): Promise<Choice[]> {
  const { items } = await api.chats({ userid, kind: 'customer' })
  return items.flatMap((chat) =>
    chat.externalUserId ? [{ value: chat.externalUserId, label: `${chat.name} ${chat.source}` }] : [],
  )
}

export async function corpTags(): Promise<Choice[]> {
  const { items } = await api.tags()
  return items.map((tag) => ({ value: tag.id, label: tag.group ? `${tag.group} · ${tag.name}` : tag.name }))
}

export async function tagsOf(externalUserid: string, userid: string): Promise<Choice[]> {
  const contact = await api.contact(externalUserid)
  const follow = contact.follows.find((each) => each.userid === userid)
  return (follow?.tags ?? []).map((tag) => ({ value: tag.id, label: tag.name }))
}

export async function members(chatId: string): Promise<Choice[]> {
  const group = await api.group(chatId)
  return group.members
    .filter((member) => member.userid !== group.owner)
    .map((member) => ({ value: member.userid, label: member.name }))
}

export async function colleaguesIn(chatId: string): Promise<Choice[]> {
  const group = await api.group(chatId)
  return group.members
    .filter((member) => member.type === 1 && member.userid !== group.owner)
    .map((member) => ({ value: member.userid, label: member.name }))
}

/** Codes and links that the company has put out. */
export async function codes(kind: keyof Codes): Promise<Choice[]> {
  const found = await api.codes()
  return found[kind].map(({ id, label }) => ({ value: id, label }))
}

const SHOWN_LETTERS = 24

/** Moments of this member's own: a corp moment may not have been published by its creator. */
export async function moments(userid: string): Promise<Choice[]> {
  const { items } = await api.moments()
  return items
    .filter((moment) => moment.creator === userid)
    .map(({ momentId, text }) => ({ value: momentId, label: [...text].slice(0, SHOWN_LETTERS).join('') }))
}
