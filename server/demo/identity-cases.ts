import type { DemoFact } from './demo-facts.ts'

export interface DemoContact {
  externalUserid: string
  name: string
}

/** A fact of somebody named by other keys than their WeCom contact. */
type NamedFact = Omit<DemoFact, 'person'> & { person: Record<string, string> }

const MANY = 8

/**
 * What happens with people in every company: a member who turns out to be a contact, a couple with one phone, a number that
 * a whole office leaves, a member who looks like a contact, keys that are none.
 */
export function identityCases(contacts: readonly DemoContact[], nowMs: number): NamedFact[] {
  const at = (daysAgo: number): string => new Date(nowMs - daysAgo * 86_400_000).toISOString()
  const facts: NamedFact[] = []
  const add = (kind: string, person: Record<string, string>, data: Record<string, unknown>, daysAgo = 30) =>
    facts.push({ kind, id: `identity-${facts.length}`, at: at(daysAgo), person, data })
  const call = { direction: 'in', seconds: 95 }
  const [member, one, other, alike, ...crowd] = contacts
  if (!member || !one || !other || !alike || crowd.length < MANY) return []

  const fee = { amountFen: 19_900, purpose: '澜岳会员年费', storeName: '浦东店' }
  add('payment', { memberNo: 'LYC10001', phone: '13800990001', name: member.name }, fee, 60)
  add('call', { externalUserid: member.externalUserid, phone: '13800990001' }, call, 20)

  add('call', { externalUserid: one.externalUserid, phone: '13800990102' }, call, 40)
  add('call', { externalUserid: other.externalUserid, phone: '13800990102' }, call, 15)

  for (const { externalUserid } of crowd.slice(0, MANY))
    add('booking', { externalUserid, phone: '13800990203' }, { subject: '到店保养', storeName: '浦西店' }, 25)

  const fields = { birthday: '1986-11-02', address: '上海市浦东新区锦绣路 888 弄 12 号', city: '上海' }
  add('profile', { externalUserid: alike.externalUserid }, { fields }, 50)
  add('profile', { memberNo: 'LYC10002', name: alike.name }, { fields: { ...fields, name: alike.name } }, 10)

  const bad = crowd[MANY]
  if (bad) {
    add('call', { externalUserid: bad.externalUserid, phone: '021-58880000' }, call, 8)
    add(
      'booking',
      { externalUserid: bad.externalUserid, plate: '沪A1' },
      { subject: '保养', storeName: '浦东店' },
      6,
    )
  }
  return facts
}
