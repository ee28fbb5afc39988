// The company: seed plus everything that has changed since. Readers use the books; writers go through change().

import type { SimClock } from '../clock.ts'
import type { Journal } from '../journal.ts'
import type { Change } from './changes.ts'
import { createAcquisitionBook, type AcquisitionBook } from './acquisition.ts'
import { createChatBook, type ChatBook } from './chats.ts'
import { createContactBook, type ContactBook } from './contacts.ts'
import { createFollowBook, type FollowBook } from './follows.ts'
import { createGroupBook, type GroupBook } from './groups.ts'
import { createGroupWelcomeBook, type GroupWelcomeBook } from './group-welcomes.ts'
import { createMassMessageBook, type MassMessageBook } from './mass-messages.ts'
import { createMediaBook, type MediaBook } from './media.ts'
import { createMomentJobBook, type MomentJobBook } from './moment-jobs.ts'
import { createMomentBook, type MomentBook } from './moments.ts'
import type { Seed } from './seed.ts'
import { createShares } from './shares.ts'
import { createStaffBook, seedStaff, type StaffBook } from './staff.ts'
import { createTagBook, type TagBook } from './tags.ts'
import { createTransferBook, type TransferBook } from './transfers.ts'
import { createWayBook, type WayBook } from './ways.ts'

export interface World {
  seed: Seed
  clock: SimClock
  staff: StaffBook
  contacts: ContactBook
  follows: FollowBook
  tags: TagBook
  groups: GroupBook
  moments: MomentBook
  transfers: TransferBook
  chats: ChatBook
  media: MediaBook
  massMessages: MassMessageBook
  momentJobs: MomentJobBook
  ways: WayBook
  acquisition: AcquisitionBook
  groupWelcomes: GroupWelcomeBook
  /** Applies a change, writes it to the journal and tells the listeners. */
  change(change: Change): void
  /** Applies a change that is already in the journal. */
  replay(change: Change): void
  listen(listener: (change: Change) => void): () => void
  nowSeconds(): number
}

type Books = Pick<
  World,
  | 'staff'
  | 'contacts'
  | 'follows'
  | 'tags'
  | 'groups'
  | 'moments'
  | 'transfers'
  | 'chats'
  | 'media'
  | 'massMessages'
  | 'momentJobs'
  | 'ways'
  | 'acquisition'
  | 'groupWelcomes'
>

function openBooks(seed: Seed): Books {
  const seeded = seedStaff(seed)
  const staff = createStaffBook(seeded)
  const shares = createShares(seeded, seed.contacts)
  const contacts = createContactBook(seed)
  const follows = createFollowBook(seed, { shares, contacts, staff })
  const owners = seeded.filter((one) => one.role === 'advisor' && one.weight > 0)
  const groups = createGroupBook(seed, { owners, colleagues: seeded, contacts, shares })
  const moments = createMomentBook(seed, { staff: seeded, follows })
  const tags = createTagBook(seed)
  return {
    staff,
    contacts,
    follows,
    tags,
    groups,
    moments,
    transfers: createTransferBook(),
    chats: createChatBook(seed),
    media: createMediaBook(),
    massMessages: createMassMessageBook(),
    momentJobs: createMomentJobBook(),
    ways: createWayBook(),
    acquisition: createAcquisitionBook(),
    groupWelcomes: createGroupWelcomeBook(),
  }
}

function applyChange(books: Books, change: Change): void {
  switch (change.kind) {
    case 'clock':
      return
    case 'staff':
      return books.staff.put(change.staff)
    case 'contact':
      return books.contacts.put(change.contact)
    case 'follow':
      return books.follows.put(change.follow)
    case 'tag-group':
      return books.tags.putGroup(change.group)
    case 'tag':
      return books.tags.putTag(change.tag)
    case 'group':
      return books.groups.put(change.group)
    case 'group-patch':
      return books.groups.patch(change.chatId, change.patch)
    case 'group-join':
      return books.groups.join(change.chatId, change.members)
    case 'group-leave':
      return books.groups.leave(change.chatId, change.userids)
    case 'moment':
      return books.moments.put(change.moment)
    case 'moment-job':
      return books.momentJobs.put(change.job)
    case 'reaction':
      return books.moments.react(change.reaction)
    case 'message':
      return books.chats.put(change.message)
    case 'transfer':
      return books.transfers.put(change.transfer)
    case 'mass-message':
      return books.massMessages.put(change.message)
    case 'mass-patch':
      return books.massMessages.patch(change.msgid, change.patch)
    case 'mass-task':
      return books.massMessages.putTask(change.msgid, change.task)
    case 'contact-way':
      return books.ways.putContactWay(change.way)
    case 'join-way':
      return books.ways.putJoinWay(change.way)
    case 'acquisition-link':
      return books.acquisition.put(change.link)
    case 'acquisition-click':
      return books.acquisition.click(change.click)
    case 'group-welcome':
      return books.groupWelcomes.put(change.template)
    case 'media': {
      const { base64, ...file } = change.media
      return books.media.put({ ...file, bytes: Buffer.from(base64, 'base64') })
    }
    default: {
      const unknown: never = change
      throw new Error(`unknown change ${JSON.stringify(unknown)}`)
    }
  }
}

export function createWorld(parts: { seed: Seed; clock: SimClock; journal?: Journal }): World {
  const { clock, journal, seed } = parts
  const books = openBooks(seed)
  const listeners = new Set<(change: Change) => void>()
  return {
    ...books,
    seed,
    clock,
    nowSeconds: () => Math.floor(clock.now() / 1000),
    replay: (change) => applyChange(books, change),
    change: (change) => {
      applyChange(books, change)
      journal?.append(change)
      for (const listener of listeners) listener(change)
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
