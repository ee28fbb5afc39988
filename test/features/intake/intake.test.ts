import { beforeAll, expect, it } from 'vitest'
import type { ShownKey, SourceDetail } from '../../../server/features/intake/admin/contract.ts'
import type { IntakeAnswer } from '../../../server/features/intake/contract.ts'
import type { CustomerRow } from '../../../server/features/customers/contract.ts'
import type { OrderPage, TimelineItem } from '../../../server/features/timeline/contract.ts'
import type { Browser, Reply } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

const DAY_MS = 86_400_000

onBothDatabases('What other systems tell', (service) => {
  let admin: Browser
  let lina: Browser
  let machine: Browser
  let key: ShownKey
  let customerId: string
  let externalUserid: string

  beforeAll(async () => {
    admin = await service().signIn('hanyue')
    lina = await service().signIn('lina')
    machine = service().browser(null)
    key = (
      await admin.send('POST', '/api/v1/intake/sources', { name: 'mall', perMinute: 5000 })
    ).json<ShownKey>()
    const [row] = (await walk<CustomerRow>(lina, '/api/v1/customers?q=lxy')).rows
    customerId = row?.id ?? ''
    externalUserid = row?.externalUserid ?? ''
  })

  const at = (daysAgo = 1): string => new Date(service().clock.nowMs() - daysAgo * DAY_MS).toISOString()
  const post = (items: unknown[], headers: Record<string, string> = {}, by = key.key): Promise<Reply> =>
    machine.send(
      'POST',
      '/api/v1/intake',
      { items },
      { headers: { authorization: `Bearer ${by}`, ...headers } },
    )
  const tell = async (...items: unknown[]): Promise<IntakeAnswer> => {
    const reply = await post(items)
    expect(reply.status, reply.text).toBe(200)
    await service().deps.jobs.drain()
    return reply.json<IntakeAnswer>()
  }
  const words = (answer: IntakeAnswer): string[] => answer.results.map(({ result }) => result)
  const timeline = async (kinds: string, of = customerId): Promise<TimelineItem[]> =>
    (await walk<TimelineItem>(admin, `/api/v1/customers/${of}/timeline?kinds=${kinds}`)).rows
  const survey = (id: string, score: number, person: object = { externalUserid }): object => ({
    kind: 'survey',
    id,
    at: '2026-03-01T10:00:00+08:00',
    person,
    data: { name: '保养回访', score, text: '师傅很耐心' },
  })

  it('stands on the timeline of the person it names', async () => {
    expect(words(await tell(survey('S-1', 9)))).toEqual(['accepted'])
    const [item] = await timeline('survey')
    expect(item).toMatchObject({
      kind: 'survey',
      at: '2026-03-01T02:00:00.000Z',
      detail: { source: 'mall', subject: '保养回访', amount: 9, text: '师傅很耐心' },
    })
  })

  it('changes nothing when it is told twice, in whatever order its fields stand', async () => {
    const again = Object.fromEntries(Object.entries(survey('S-1', 9)).reverse())
    expect(words(await tell(again))).toEqual(['same'])
    expect(await timeline('survey')).toHaveLength(1)
  })

  it('that changes is changed, and what was said before is kept', async () => {
    expect(words(await tell(survey('S-1', 4)))).toEqual(['changed'])
    const items = await timeline('survey')
    expect(items.map(({ detail }) => detail['amount'])).toEqual([4])
    const { db } = service().database
    const versions = await db.intakeFactVersion.findMany({ where: { corpId, factId: 'S-1' } })
    expect(versions.map(({ version }) => version)).toEqual([1])
  })

  it('is accepted once, however many tell it at the same moment', async () => {
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => post(Array.from({ length: 20 }, (_, n) => survey(`C-${n}`, 8)))),
    )
    const answers = replies.map((reply) => reply.json<IntakeAnswer>())
    expect(answers.reduce((sum, answer) => sum + answer.accepted, 0)).toBe(20)
    expect(answers.reduce((sum, answer) => sum + answer.same, 0)).toBe(140)
    expect(await timeline('survey')).toHaveLength(21)
  })

  it('is refused item by item, with what is wrong', async () => {
    const answer = await tell(
      survey('R-1', 7),
      { ...survey('R-2', 7), at: '2999-01-01T00:00:00Z' },
      { ...survey('R-3', 7), data: { name: '回访', score: 'high', extra: 1 } },
      { ...survey('R-4', 7), person: {} },
      'nonsense',
      { ...survey('R-5', 7), person: { phone: '138', __proto__: { admin: true } } },
      survey('R-1', 7),
      survey('R-1', 6),
    )
    expect(words(answer)).toEqual([
      'accepted',
      'refused',
      'refused',
      'refused',
      'refused',
      'accepted',
      'same',
      'refused',
    ])
    expect(answer.results[2]?.errors?.map(({ path }) => path).sort()).toEqual(['data', 'data.score'])
    const { rows } = await walk<{ factId: string }>(admin, `/api/v1/intake/sources/${key.sourceId}/refusals`)
    expect(rows.map(({ factId }) => factId).sort()).toEqual(['', 'R-1', 'R-2', 'R-3', 'R-4'])
  })

  it('of somebody unknown waits until they are known', async () => {
    const person = { phone: '139 0000 4321' }
    await tell(survey('W-1', 10, person), {
      kind: 'charging',
      id: 'E-1',
      at: at(),
      person,
      data: { title: '充电 42 度', kWh: 42 },
    })
    const detail = await admin.get(`/api/v1/intake/sources/${key.sourceId}`)
    expect(detail.json<SourceDetail>().waiting).toBeGreaterThanOrEqual(2)
    // The same person by WeCom's own id and this phone: the phone is theirs from now on.
    await tell(survey('W-2', 9, { externalUserid, phone: '+8613900004321' }))
    await service().deps.jobs.drain()
    expect((await timeline('charging')).map(({ detail: found }) => found)).toEqual([
      { title: '充电 42 度', source: 'mall' },
    ])
    const scores = (await timeline('survey')).map(({ detail: found }) => found['amount'])
    expect(scores).toContain(10)
  })

  it('as an order is the order of the file import', async () => {
    const order = (paidFen: number): object => ({
      kind: 'order',
      id: 'POS-1',
      at: at(3),
      person: { externalUserid },
      data: { type: 'service', title: '小保养', paidFen, storeName: '浦东店' },
    })
    expect(words(await tell(order(68_000)))).toEqual(['accepted'])
    expect(words(await tell(order(70_000)))).toEqual(['changed'])
    const orders = await walk<OrderPage['items'][number]>(lina, `/api/v1/customers/${customerId}/orders`)
    expect(orders.rows.filter(({ orderNo }) => orderNo === 'POS-1').map(({ netFen }) => netFen)).toEqual([
      70_000,
    ])
  })

  it('as a payment makes a member once, whose later facts are theirs', async () => {
    const person = { phone: '13700009876', memberNo: 'M-777', name: '周访' }
    const payment = {
      kind: 'payment',
      id: 'P-1',
      at: at(2),
      person,
      data: { amountFen: 9900, purpose: '会员年费' },
    }
    await tell({ kind: 'trip', id: 'T-1', at: at(5), person: { phone: '13700009876' }, data: { km: 12.5 } })
    await tell(payment)
    await tell({ ...payment, id: 'P-2' })
    const { db } = service().database
    const members = await db.customer.findMany({ where: { corpId, memberNo: 'M-777' } })
    expect(members.map(({ name }) => name)).toEqual(['周访'])
    const [member] = members
    expect((await timeline('payment,trip', member?.id)).map(({ kind }) => kind)).toEqual([
      'payment',
      'payment',
      'trip',
    ])
  })

  it('of a page somebody read is counted once in half an hour, and never for a robot', async () => {
    const open = (id: string, minutes: number, userAgent = 'Mozilla/5.0 MicroMessenger/8.0'): object => ({
      kind: 'link-open',
      id,
      at: new Date(Date.parse('2026-03-02T02:00:00Z') + minutes * 60_000).toISOString(),
      person: { externalUserid },
      data: { link: '/s7', title: 'S7 冬季保养', seconds: 30, userAgent },
    })
    await tell(
      open('L-1', 1),
      open('L-2', 2),
      open('L-3', 29),
      open('L-4', 31),
      open('L-5', 90, 'Baiduspider/2.0'),
    )
    expect(await timeline('link-open')).toHaveLength(2)
  })

  it('is known by its key alone', async () => {
    const [, corp, keyId] = key.key.split('.')
    for (const by of [
      '',
      'x',
      `lk.${corp}.${keyId}.${'A'.repeat(43)}`,
      `lk.wwother0000.${keyId}.${'A'.repeat(43)}`,
    ])
      expect((await post([survey('K-1', 1)], {}, by)).status, by).toBe(401)
    const signedIn = await admin.send('POST', '/api/v1/intake', { items: [survey('K-1', 1)] })
    expect(signedIn.status).toBe(401)
  })

  it('keeps two keys alive while a system changes over, and ends both when it is revoked', async () => {
    const source = (await admin.send('POST', '/api/v1/intake/sources', { name: 'pos' })).json<ShownKey>()
    const next = (await admin.send('POST', `/api/v1/intake/sources/${source.sourceId}/keys`)).json<ShownKey>()
    const third = (
      await admin.send('POST', `/api/v1/intake/sources/${source.sourceId}/keys`)
    ).json<ShownKey>()
    const status = async (by: ShownKey) => (await post([survey('K-2', 5)], {}, by.key)).status
    expect([await status(source), await status(next), await status(third)]).toEqual([401, 200, 200])
    await admin.send('DELETE', `/api/v1/intake/sources/${source.sourceId}/keys/${next.keyId}`)
    expect([await status(next), await status(third)]).toEqual([401, 200])
    await admin.send('DELETE', `/api/v1/intake/sources/${source.sourceId}`)
    expect(await status(third)).toBe(401)
    const stored = await service().database.db.intakeKey.findMany({ where: { corpId } })
    expect(JSON.stringify(stored)).not.toContain(third.key.split('.')[3])
  })

  it('stays within its limits', async () => {
    const limited = (
      await admin.send('POST', '/api/v1/intake/sources', { name: 'kiosk', perMinute: 10, maxBytes: 5000 })
    ).json<ShownKey>()
    const some = (from: number, count: number): object[] =>
      Array.from({ length: count }, (_, n) => survey(`Q-${from + n}`, 5))
    expect((await post(some(0, 8), {}, limited.key)).status).toBe(200)
    const refused = await post(some(8, 8), {}, limited.key)
    expect([refused.status, Number(refused.headers['retry-after']) > 0]).toEqual([429, true])
    expect((await post(some(0, 60), {}, limited.key)).status).toBe(413)
    service().advance(60_000)
    expect((await post(some(8, 8), {}, limited.key)).status).toBe(200)
    expect((await post([], {}, limited.key)).status).toBe(400)
    expect((await post(some(0, 1001), {})).status).toBe(400)
  })

  it('gives the first answer again for one Idempotency-Key, and refuses another body under it', async () => {
    const headers = { 'idempotency-key': 'batch-1' }
    const first = await post([survey('I-1', 5)], headers)
    const second = await post([survey('I-1', 5)], headers)
    expect(second.json()).toEqual(first.json())
    expect((await post([survey('I-2', 5)], headers)).status).toBe(409)
  })

  it('that is no JSON, or nothing but holes, is refused without harm', async () => {
    const headers = { authorization: `Bearer ${key.key}` }
    for (const body of [
      '{"items":',
      '[]',
      'null',
      '{"items":[null,[],7]}',
      '{"items":[{"kind":"a\\u0000","id":"1"}]}',
      '{"items":[{"kind":"survey","id":"\\ud842"}]}',
    ]) {
      const reply = await machine.send('POST', '/api/v1/intake', body, { headers })
      expect([body, reply.status < 500]).toEqual([body, true])
    }
    const nul = { ...survey('N-1', 5), data: { name: 'a\0b', score: 1 } }
    expect(words(await tell(nul))).toEqual(['refused'])
    // Half of 𠮷, as a system cuts a text that is too long for it; the others of the batch are taken.
    const half = { ...survey('N-\ud842', 5), data: { name: '\udfb7', score: 1 } }
    expect(words(await tell(half, survey('N-𠮷', 5)))).toEqual(['refused', 'accepted'])
  })
})
