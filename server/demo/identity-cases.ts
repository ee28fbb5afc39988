import type { DemoFact } from './demo-facts.ts'

export interface DemoContact {
  externalUserid: string
  name: string
}

/** A fact of somebody named by other keys than their WeCom contact. */
type NamedFact = Omit<DemoFact, 'person'> & { person: Record<string, string> }

const MANY = 8

type Add = (
  kind: string,
  person: Record<string, string>,
  data: Record<string, unknown>,
  daysAgo?: number,
) => void

/** Members of the club who are as like a contact as three of their fields, one of them with another address. */
const ALIKE = [
  { birthday: '1979-03-14', address: '上海市徐汇区漕溪北路 398 弄 5 号', differs: false },
  { birthday: '1992-08-26', address: '苏州市工业园区星湖街 218 号', differs: true },
  { birthday: '1988-12-09', address: '上海市浦东新区张杨路 1587 弄 3 号', differs: false },
] as const

function moreToReview(contacts: readonly DemoContact[], add: Add): void {
  for (const [n, { birthday, address, differs }] of ALIKE.entries()) {
    const contact = contacts[n]
    if (!contact) return
    const fields = { birthday, address, city: address.slice(0, 2) }
    const member = {
      ...fields,
      name: contact.name,
      ...(differs ? { address: '无锡市滨湖区梁清路 52 号' } : {}),
    }
    add('profile', { externalUserid: contact.externalUserid }, { fields }, 45 + n)
    add('profile', { memberNo: `LYC1001${n}`, name: contact.name }, { fields: member }, 12 + n)
    add(
      'coupon',
      { memberNo: `LYC1001${n}` },
      { name: '入会礼：精洗券', state: 'issued', valueFen: 6_800, storeName: '浦东店' },
      11 + n,
    )
  }
  const [one, other] = contacts.slice(ALIKE.length)
  if (!one || !other) return
  const trial = { subject: '试驾 S7', storeName: '浦西店' }
  add('booking', { externalUserid: one.externalUserid, phone: '13800990305' }, trial, 33)
  add('booking', { externalUserid: other.externalUserid, phone: '13800990305' }, trial, 9)
}

/**
 * What happens with people in every company: a member who turns out to be a contact, a couple with one phone, a number that
 * a whole office leaves, a member who looks like a contact, keys that are none.
 */
export function identityCases(contacts: readonly DemoContact[], nowMs: number): NamedFact[] {
  const at = (daysAgo: number): string => new Date(nowMs - daysAgo * 86_400_000).toISOString()
  const facts: NamedFact[] = []
  const add: Add = (kind, person, data, daysAgo = 30) =>
    void facts.push({ kind, id: `identity-${facts.length}`, at: at(daysAgo), person, data })
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

  moreToReview(crowd.slice(MANY + 1), add)

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
