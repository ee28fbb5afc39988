import { beforeAll, expect, it } from 'vitest'
import type { ShownKey } from '../../../server/features/intake/admin/contract.ts'
import type { IntakeAnswer } from '../../../server/features/intake/contract.ts'
import type {
  RefusalList,
  RefusalRevealed,
  SentAgain,
} from '../../../server/features/intake/refused/contract.ts'
import type { Browser, Reply } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'

const DAY_MS = 86_400_000
type Row = RefusalList['items'][number]

onBothDatabases('What was refused', (service) => {
  let admin: Browser
  let key: ShownKey
  let base: string

  beforeAll(async () => {
    admin = await service().signIn('hanyue')
    key = (await admin.send('POST', '/api/v1/intake/sources', { name: 'shop' })).json<ShownKey>()
    base = `/api/v1/intake/sources/${key.sourceId}/refusals`
  })

  const coupon = (
    id: string,
    state: unknown,
    person: object = { memberNo: 'REF-1', phone: 13812340001 },
  ) => ({
    ...{ kind: 'coupon', id, at: '2026-03-01T10:00:00+08:00', person },
    data: { name: '保养券', state },
  })
  const tell = async (...items: unknown[]): Promise<IntakeAnswer> => {
    const headers = { authorization: `Bearer ${key.key}` }
    const reply = await service().browser(null).send('POST', '/api/v1/intake', { items }, { headers })
    expect(reply.status, reply.text).toBe(200)
    return reply.json<IntakeAnswer>()
  }
  const list = async (): Promise<Row[]> => (await admin.get(base)).json<RefusalList>().items
  const rowOf = async (factId: string): Promise<Row> => {
    const row = (await list()).find((one) => one.factId === factId)
    if (!row) throw new Error(`${factId} is not there`)
    return row
  }
  const again = (id: string, body: object = {}): Promise<Reply> =>
    admin.send('POST', `${base}/${id}/again`, body)
  const stored = (factId: string) =>
    service().database.db.intakeRefusal.findFirstOrThrow({ where: { corpId, factId } })

  it('is kept sealed, and shown masked with the reason of each part', async () => {
    await tell(coupon('R-1', 'spent'), coupon('R-2', 'used', { phone: '13812340002', plates: 'x' }))
    expect((await rowOf('R-1')).errors).toMatchObject([
      { path: 'person.phone', reason: 'wrong-type', value: '138****0001' },
    ])
    expect((await rowOf('R-2')).errors).toMatchObject([
      { path: 'person', reason: 'unknown-field', value: null },
    ])
    await tell(coupon('R-3', 'spent', { memberNo: 'REF-3' }), {
      ...coupon('R-4', 'used', { memberNo: 'REF-3' }),
      data: { state: 'used' },
    })
    expect((await rowOf('R-3')).errors).toMatchObject([
      { path: 'data.state', reason: 'not-a-choice', value: 'spent' },
    ])
    expect((await rowOf('R-4')).errors).toMatchObject([{ path: 'data.name', reason: 'missing', value: null }])
    const text = (await admin.get(base)).text
    expect(text).not.toContain('1234000')
    expect(JSON.stringify(await stored('R-1'))).not.toMatch(/13812340001|REF-1/)
  })

  it('shows a value masked where it could be somebody, however it was sent', async () => {
    await tell(
      { ...coupon('M-1', 'used', { memberNo: 'REF-3' }), data: { name: '券', state: '13812340003' } },
      {
        ...coupon('M-2', 'used', { memberNo: 'REF-3' }),
        kind: 'profile',
        data: { fields: { state: 7 } },
      },
      { ...coupon('M-3', 'used', { memberNo: 'REF-3' }), kind: 'survey', data: { name: 5, score: '九' } },
    )
    const values = async (id: string) => (await rowOf(id)).errors.map(({ value }) => value)
    expect(await values('M-1')).toEqual(['138****0003'])
    expect(await values('M-2')).toEqual(['7'])
    expect(await values('M-3')).toEqual(['5', '九'])
    await tell({
      ...coupon('M-4', 'used', { memberNo: 'REF-3' }),
      kind: 'profile',
      data: { fields: { state: ['张三'] } },
    })
    expect(await values('M-4')).toEqual([null])
  })

  it('is opened only after it is written down who did', async () => {
    const { id } = await rowOf('R-1')
    const reply = await admin.send('POST', `${base}/${id}/reveal`)
    const { text, hideAfterSeconds } = reply.json<RefusalRevealed>()
    expect(JSON.parse(text)).toEqual(coupon('R-1', 'spent'))
    expect([hideAfterSeconds, reply.headers['cache-control']]).toEqual([30, 'no-store'])
    const where = { corpId, action: 'intake-refusal-reveal', objectId: id }
    expect(await service().database.db.auditEntry.count({ where })).toBe(1)
  })

  it('is sent again as it came, through the same door, and stays with the reason of today', async () => {
    const later = { ...coupon('R-5', 'used', { memberNo: 'REF-5' }), at: '' }
    const soon = new Date(service().clock.nowMs() + 2 * DAY_MS).toISOString()
    await tell({ ...later, at: soon })
    const { id } = await rowOf('R-5')
    expect((await again(id)).json<SentAgain>()).toMatchObject({
      result: 'refused',
      errors: [{ reason: 'future' }],
    })
    expect(await rowOf('R-5')).toMatchObject({ isKept: true, takenAt: null })
    expect((await rowOf('R-5')).triedAt).not.toBeNull()
    service().advance(3 * DAY_MS)
    admin = await service().signIn('hanyue')
    expect((await again(id)).json<SentAgain>()).toEqual({ result: 'accepted' })
    expect(
      await service().database.db.intakeFact.count({ where: { corpId, factId: 'R-5', source: 'shop' } }),
    ).toBe(1)
    expect(await rowOf('R-5')).toMatchObject({ isKept: false })
    expect((await stored('R-5')).bodySealed).toBeNull()
    const twice = await again(id)
    expect([twice.status, twice.json()['tell']]).toMatchObject([409, { reason: 'taken' }])
  })

  it('is sent again mended, and refused again leaves what came as it was', async () => {
    const { id } = await rowOf('R-1')
    const bad = (await again(id, { item: coupon('R-1', 'torn', { memberNo: 'REF-1' }) })).json<SentAgain>()
    expect(bad).toMatchObject({ result: 'refused', errors: [{ path: 'data.state', reason: 'not-a-choice' }] })
    expect((await rowOf('R-1')).errors).toMatchObject([{ path: 'person.phone' }])
    const good = coupon('R-1', 'used', { memberNo: 'REF-1', phone: '13812340001' })
    expect((await again(id, { item: good })).json<SentAgain>()).toEqual({ result: 'accepted' })
    const where = { corpId, action: 'intake-refusal-sent', objectId: id }
    expect(await service().database.db.auditEntry.count({ where })).toBe(2)
  })

  it('is taken once, however many press at the same moment', async () => {
    const { id } = await rowOf('R-2')
    const item = coupon('R-2', 'used', { phone: '13812340002' })
    const statuses = (await Promise.all([again(id, { item }), again(id, { item }), again(id, { item })])).map(
      ({ status }) => status,
    )
    expect(statuses.sort()).toEqual([200, 409, 409])
  })

  it('that its source mends by itself is kept no longer', async () => {
    expect((await tell(coupon('R-3', 'used', { memberNo: 'REF-3' }))).accepted).toBe(1)
    expect(await rowOf('R-3')).toMatchObject({ isKept: false })
    expect(await stored('R-3')).toMatchObject({ bodySealed: null })
    expect((await stored('R-4')).bodySealed).not.toBeNull()
    // Only this kind: another fact under the same number still waits.
    await tell(coupon('R-4', 'x', { memberNo: 'REF-3' }))
    expect(
      (await tell({ ...coupon('R-4', '', { memberNo: 'REF-3' }), kind: 'charging', data: {} })).accepted,
    ).toBe(1)
    expect((await rowOf('R-4')).isKept).toBe(true)
  })

  it('of a source that was revoked stays refused', async () => {
    const { id } = await rowOf('R-4')
    const other = (await admin.send('POST', '/api/v1/intake/sources', { name: 'gone' })).json<ShownKey>()
    expect(
      (await admin.send('POST', `/api/v1/intake/sources/${other.sourceId}/refusals/${id}/again`, {})).status,
    ).toBe(404)
    expect(
      (await admin.send('POST', `/api/v1/intake/sources/${other.sourceId}/refusals/${id}/reveal`)).status,
    ).toBe(404)
    await service().database.db.intakeRefusal.update({
      where: { corpId_id: { corpId, id } },
      data: { sourceId: other.sourceId },
    })
    await admin.send('DELETE', `/api/v1/intake/sources/${other.sourceId}`)
    const reply = await admin.send(
      'POST',
      `/api/v1/intake/sources/${other.sourceId}/refusals/${id}/again`,
      {},
    )
    expect([reply.status, reply.json()['tell']]).toMatchObject([409, { reason: 'revoked' }])
  })

  it('goes with its age, also what no key leads to', async () => {
    await tell('nonsense', coupon('OLD-1', 'spent', { phone: '138' }), coupon('OLD-2', 'spent'))
    service().advance(31 * DAY_MS)
    admin = await service().signIn('hanyue')
    await tell(coupon('NEW-1', 'spent'))
    await service().deps.jobs.add(service().database.db, {
      name: 'intake.sweep',
      corpId,
      payload: { corpId },
    })
    await service().deps.jobs.drain()
    expect((await list()).map(({ factId }) => factId)).toEqual(['NEW-1'])
    expect(await service().database.db.intakeRefusalKey.count({ where: { corpId } })).toBe(2)
  })
})
