import type { SqlTx } from '../../platform/db/index.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { searchText } from '../../platform/search-text.ts'
import type { Deps } from '../deps.ts'
import { birthCustomers, type Births } from '../customers/birth.ts'
import { recordEvents } from '../customers/record-events.ts'
import type { Difference } from './compare.ts'
import { contactDrift, followDrift, type DriftNote } from './drift.ts'
import { followFacts } from './follow-facts.ts'
import { followKey, type IncomingContact, type IncomingFollow } from './incoming.ts'
import { refreshCustomers } from './refresh-customers.ts'
import { phonesOf, refreshPhones } from './refresh-phones.ts'
import { readContacts, readFollows, sealMobiles, type StoredContact, type StoredFollow } from './stored.ts'
import { withTagNames, writeTags } from './write-tags.ts'

export interface Written {
  created: number
  changed: number
  drift: DriftNote[]
  /** external_userids of the rows that were written. */
  touched: string[]
}

export interface Times {
  /** When WeCom was asked. */
  readAt: Date
  /** When what has changed happened, where an event tells. */
  happenedAt?: Date
}

interface Row<Incoming, Stored> {
  now: Incoming
  before: Stored | undefined
}

/**
 * Writes what differs, with customers, keys, history and the news for other features, in the caller's transaction.
 * Rows are read again inside it: what somebody else wrote since the page was asked for is newer and stays.
 */
export async function writeContacts(
  tx: SqlTx,
  deps: Deps,
  input: Difference & { corpId: string } & (Times | { timesOf: ReadonlyMap<string, Times> }),
): Promise<Written> {
  if (input.contacts.length + input.follows.length === 0)
    return { created: 0, changed: 0, drift: [], touched: [] }
  const { corpId } = input
  const timesOf = 'timesOf' in input ? (id: string) => timesIn(input.timesOf, id) : () => input
  const { sealer } = deps
  const now = deps.clock.now()
  const touched = [...new Set([...input.contacts, ...input.follows].map((row) => row.externalUserid))]
  const knownContacts = await readContacts(tx, corpId, touched)
  const knownFollows = await readFollows(tx, { corpId, externalUserids: touched, sealer })
  const isNewest = ({
    now,
    before,
  }: {
    now: { externalUserid: string }
    before?: { updatedAt: Date } | undefined
  }) => before === undefined || before.updatedAt <= timesOf(now.externalUserid).readAt
  const contacts = pair(input.contacts, (row) => knownContacts.get(row.externalUserid)).filter(isNewest)
  const follows = pair(input.follows, (row) => knownFollows.get(followKey(row))).filter(isNewest)
  const { customerIds, clashed } = await writeContactRows(tx, deps, {
    corpId,
    contacts,
    follows,
    knownContacts,
    now,
  })
  await writeFollowRows(tx, deps, { corpId, follows, contacts, knownContacts, now })
  const facts = follows.flatMap((row) => {
    const { readAt, happenedAt } = timesOf(row.now.externalUserid)
    const customerId = customerIds.get(row.now.externalUserid)
    return followFacts({ ...row, customerId, at: happenedAt ?? readAt })
  })
  await recordEvents(tx, { corpId, facts: await withTagNames(tx, corpId, facts) })
  // A newborn customer has its keys already.
  const isNewborn = new Set(contacts.filter((row) => !row.before).map((row) => row.now.externalUserid))
  const changedMobiles = follows.filter(
    ({ now: follow, before }) =>
      !isNewborn.has(follow.externalUserid) && (before?.mobiles ?? []).join() !== follow.mobiles.join(),
  )
  for (const id of await refreshCustomers(tx, deps, { corpId, contacts, customerIds, now })) clashed.add(id)
  const phones = await refreshPhones(tx, deps, { corpId, follows: changedMobiles, customerIds, now })
  for (const id of phones.clashed) clashed.add(id)
  const newborn = [...isNewborn].flatMap((externalUserid) => customerIds.get(externalUserid) ?? [])
  const written = [...contacts, ...follows].map((row) => row.now.externalUserid)
  await deps.changes.report(tx, [
    { kind: 'customer-changed', corpId, customerIds: [...newborn, ...phones.changed] },
    { kind: 'contact-changed', corpId, customerIds: written.flatMap((id) => customerIds.get(id) ?? []) },
    { kind: 'keys-clashed', corpId, customerIds: [...clashed] },
  ])
  const created = contacts.filter((row) => !row.before).length + follows.filter((row) => !row.before).length
  return {
    created,
    changed: contacts.length + follows.length - created,
    drift: [
      ...contacts.flatMap((row) => contactDrift(row.before, row.now)),
      ...follows.flatMap((row) => followDrift(row.before, row.now)),
    ],
    touched: [...new Set(written)],
  }
}

/** Customers of all touched contacts; those of new ones are born here. */
async function writeContactRows(
  tx: SqlTx,
  deps: Deps,
  input: {
    corpId: string
    contacts: Row<IncomingContact, StoredContact>[]
    follows: Row<IncomingFollow, StoredFollow>[]
    knownContacts: Map<string, StoredContact>
    now: Date
  },
): Promise<Births> {
  const { corpId, contacts, now } = input
  const followsOf = new Map<string, IncomingFollow[]>()
  for (const { now: follow } of input.follows)
    followsOf.set(follow.externalUserid, [...(followsOf.get(follow.externalUserid) ?? []), follow])
  const newcomers = contacts
    .filter((row) => !row.before)
    .map(({ now: contact }) => ({
      externalUserid: contact.externalUserid,
      name: contact.name,
      gender: contact.gender,
      unionid: contact.unionid,
      phones: phonesOf(followsOf.get(contact.externalUserid) ?? []),
      bornAt: earliest(
        (followsOf.get(contact.externalUserid) ?? []).map((follow) => follow.followedAt),
        now,
      ),
    }))
  const { customerIds: births, clashed } = await birthCustomers(tx, {
    corpId,
    sealer: deps.sealer,
    newcomers,
    now,
  })
  const customerIds = new Map([...input.knownContacts].map(([id, row]) => [id, row.customerId]))
  for (const [id, customerId] of births) customerIds.set(id, customerId)
  const kept = [
    'name',
    'avatar',
    'type',
    'gender',
    'unionid',
    'position',
    'corpName',
    'digest',
    'updatedAt',
    'lostAt',
    'lostReason',
  ] as const
  await bulkUpsert(tx, {
    table: 'Contact',
    columns: ['corpId', 'externalUserid', 'customerId', 'firstSeenAt', ...kept],
    key: ['corpId', 'externalUserid'],
    update: kept,
    rows: contacts.map(({ now: contact, before }) => ({
      ...contact,
      corpId,
      customerId: customerIds.get(contact.externalUserid),
      firstSeenAt: before?.firstSeenAt ?? now,
      updatedAt: now,
      lostAt: null,
      lostReason: null,
    })),
  })
  return { customerIds, clashed }
}

async function writeFollowRows(
  tx: SqlTx,
  deps: Deps,
  input: {
    corpId: string
    follows: Row<IncomingFollow, StoredFollow>[]
    contacts: Row<IncomingContact, StoredContact>[]
    knownContacts: Map<string, StoredContact>
    now: Date
  },
): Promise<void> {
  const { corpId, follows, now } = input
  const names = new Map([...input.knownContacts].map(([id, row]) => [id, row.name]))
  for (const { now: contact } of input.contacts) names.set(contact.externalUserid, contact.name)
  await bulkUpsert(tx, {
    table: 'Follow',
    columns: [
      'corpId',
      'staffId',
      'externalUserid',
      'remark',
      'description',
      'remarkCorpName',
      'mobilesSealed',
      'addWay',
      'state',
      'operUserid',
      'followedAt',
      'search',
      'digest',
      'updatedAt',
      'customerLeftAt',
      'awaitingHandover',
      'endedAt',
      'endedBy',
    ],
    key: ['corpId', 'staffId', 'externalUserid'],
    rows: follows.map(({ now: follow, before }) => ({
      corpId,
      staffId: follow.staffId,
      externalUserid: follow.externalUserid,
      remark: follow.remark,
      description: follow.description,
      remarkCorpName: follow.remarkCorpName,
      mobilesSealed: sealMobiles(follow.mobiles, deps.sealer),
      addWay: follow.addWay,
      state: follow.state,
      operUserid: follow.operUserid,
      followedAt: follow.followedAt,
      search: searchText(names.get(follow.externalUserid), follow.remark),
      digest: follow.digest,
      updatedAt: now,
      customerLeftAt: stillLeft(before, follow),
      awaitingHandover: false,
      endedAt: null,
      endedBy: null,
    })),
  })
  await writeTags(tx, corpId, follows)
}

/** Only an event says that the customer left; adding the member again makes a new relation. */
function stillLeft(before: StoredFollow | undefined, now: IncomingFollow): Date | null {
  const leftAt = before?.customerLeftAt ?? null
  return leftAt !== null && now.followedAt <= leftAt ? leftAt : null
}

function earliest(dates: readonly Date[], otherwise: Date): Date {
  return dates.reduce((first, date) => (date < first ? date : first), otherwise)
}

function pair<Incoming, Stored>(
  rows: readonly Incoming[],
  find: (row: Incoming) => Stored | undefined,
): Row<Incoming, Stored>[] {
  return rows.map((row) => ({ now: row, before: find(row) }))
}

function timesIn(all: ReadonlyMap<string, Times>, externalUserid: string): Times {
  const times = all.get(externalUserid)
  if (!times) throw new Error('A contact is written that nobody says when it was read')
  return times
}
