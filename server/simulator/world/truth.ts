// The truth in pages, for an oracle that compares it row by row with what a CRM believes.

import type { Group } from './groups.ts'
import type { World } from './world.ts'

export const TRUTH_KINDS = [
  'staff',
  'contacts',
  'follows',
  'tags',
  'groups',
  'moments',
  'mass-messages',
  'group-welcomes',
] as const
export type TruthKind = (typeof TRUTH_KINDS)[number]

export interface TruthPage {
  items: Record<string, unknown>[]
  nextCursor: string | null
}

/** Rows are made one by one, so a million of them never exist at once. */
export function* truthRows(world: World, kind: TruthKind): Generator<Record<string, unknown>> {
  switch (kind) {
    case 'staff':
      for (const one of world.staff.all()) yield { ...one }
      return
    case 'contacts':
      for (let index = 0; index < world.contacts.size(); index++) yield contactRow(world, index)
      return
    case 'follows':
      for (const staff of world.staff.all()) {
        for (const follow of world.follows.each(staff.userid))
          yield followRow(world, follow, staff.status === 5)
      }
      return
    case 'tags':
      for (const group of world.tags.groups()) {
        for (const tag of world.tags.tagsOf(group.id))
          yield { ...tag, groupName: group.name, groupDeleted: group.deleted }
      }
      return
    case 'groups':
      for (let index = 0; index < world.groups.size(); index++) yield groupRow(world.groups.at(index))
      return
    case 'moments':
      for (const moment of world.moments.all()) {
        const reactions = moment.tasks.flatMap((one) =>
          one.published ? world.moments.reactions(moment, one.userid) : [],
        )
        yield { ...moment, reactions }
      }
      return
    case 'mass-messages':
      for (const message of world.massMessages.all()) yield { ...message }
      return
    case 'group-welcomes':
      for (const template of world.groupWelcomes.live()) yield { ...template }
      return
    default: {
      const unknown: never = kind
      throw new Error(`unknown kind ${String(unknown)}`)
    }
  }
}

function contactRow(world: World, index: number): Record<string, unknown> {
  const contact = world.contacts.at(index)
  const followers = world.follows.followersOf(contact.externalUserid)
  return { ...contact, followers: followers.map((one) => ({ userid: one.userid, state: one.state })) }
}

function followRow(
  world: World,
  follow: { tagIds: string[] } & object,
  leaver: boolean,
): Record<string, unknown> {
  return { ...follow, tagIds: follow.tagIds.filter((id) => world.tags.isLive(id)), awaitingHandover: leaver }
}

function groupRow(group: Group): Record<string, unknown> {
  return { ...group }
}

/** Pages by row number; contacts are reached directly, the other kinds by skipping. */
export function truthPage(
  world: World,
  kind: TruthKind,
  page: { cursor: string | undefined; limit: number },
): TruthPage {
  const from = page.cursor === undefined || page.cursor === '' ? 0 : Number(page.cursor)
  if (!Number.isInteger(from) || from < 0)
    throw new RangeError('cursor must be the nextCursor of an earlier page')
  const items: Record<string, unknown>[] = []
  if (kind === 'contacts') {
    const end = Math.min(world.contacts.size(), from + page.limit)
    for (let index = from; index < end; index++) items.push(contactRow(world, index))
    return { items, nextCursor: end < world.contacts.size() ? String(end) : null }
  }
  let at = 0
  for (const row of truthRows(world, kind)) {
    if (at >= from + page.limit) return { items, nextCursor: String(from + page.limit) }
    if (at >= from) items.push(row)
    at += 1
  }
  return { items, nextCursor: null }
}
