import { beforeAll, expect, it } from 'vitest'
import { PROFILE_FIELDS } from '../../../server/domain/identity/portrait.ts'
import type { Facts } from '../../../server/features/customers/contract.ts'
import type { FileAnswer } from '../../../server/features/intake/file/contract.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'

onBothDatabases('A file of facts', (service) => {
  let admin: Browser
  beforeAll(async () => {
    admin = await service().signIn('hanyue')
  })

  async function send(kind: string, lines: string[], isDryRun = false, mapping = {}): Promise<FileAnswer> {
    const columns = encodeURIComponent(JSON.stringify(mapping))
    const path = `/api/v1/intake/files?kind=${kind}&isDryRun=${isDryRun}&mapping=${columns}`
    const headers = { 'content-type': 'text/csv' }
    const reply = await admin.send('POST', path, `\ufeff${lines.join('\r\n')}\r\n`, { headers })
    expect(reply.status, reply.text).toBe(200)
    await service().deps.jobs.drain()
    return reply.json<FileAnswer>()
  }
  const counts = ({ accepted, changed, same, refused }: FileAnswer): number[] => [
    accepted,
    changed,
    same,
    refused,
  ]
  const payments = [
    '编号,时间,手机号,会员号,姓名,金额,用途',
    'C-1,2026-03-01 10:20,138 1111 2222,M-CSV,单雪,199.00,会员年费',
    'C-2,昨天,13811112222,,,199.00,会员年费',
    'C-3,2026-03-02,13811112222,,,一百,会员年费',
  ]

  it('is checked first and leaves nothing, then counts the same when it is taken in', async () => {
    const { db } = service().database
    const before = await db.intakeFact.count({ where: { corpId } })
    const checked = await send('payments', payments, true)
    expect(counts(checked)).toEqual([1, 0, 0, 2])
    expect(checked.bad.map(({ line, errors }) => [line, errors[0]?.path])).toEqual([
      [3, 'at'],
      [4, 'data.amountFen'],
    ])
    expect(await db.intakeFact.count({ where: { corpId } })).toBe(before)
    expect(counts(await send('payments', payments))).toEqual([1, 0, 0, 2])
    expect(counts(await send('payments', payments))).toEqual([0, 0, 1, 2])
    expect(await db.customer.count({ where: { corpId, memberNo: 'M-CSV' } })).toBe(1)
  })

  it.each([
    ['surveys', '时间,会员号,问卷,得分,意见', '2026-03-03,M-CSV,售后回访,9,很好'],
    ['coupons', '时间,会员号,券名,状态,面值', '2026-03-03,M-CSV,保养券,已核销,100'],
    ['partner', '时间,会员号,场景,金额', '2026-03-03,M-CSV,加油,320'],
    ['vehicles', '时间,会员号,车牌,车型,质保到期,里程', '2026-03-03,M-CSV,沪A55566,澜岳 S7,2029-03-03,5120'],
    ['profiles', '时间,会员号,性别,城市', '2026-03-03,M-CSV,女,上海'],
    ['events', '类型,时间,会员号,标题', 'charging,2026-03-03,M-CSV,充电 30 度'],
  ])('of %s needs no id: the same rows are the same facts', async (kind, header, row) => {
    expect(counts(await send(kind, [header, row]))).toEqual([1, 0, 0, 0])
    expect(counts(await send(kind, [header, row]))).toEqual([0, 0, 1, 0])
  })

  it('whose columns have other names is read as a person says, and refused rows come back as they were', async () => {
    const lines = ['顾客,何时,哪份问卷,几分', 'M-CSV,2026-03-05,交车回访,8', 'M-CSV,2026-03-06,交车回访,很好']
    const asked = await send('surveys', lines, true)
    expect([asked.missing, asked.accepted]).toEqual([['时间', '问卷', '得分'], 0])
    expect(asked.fields.find((field) => field.key === 'data.name')).toMatchObject({ header: null })
    const mapping = { at: '何时', 'person.memberNo': '顾客', 'data.name': '哪份问卷', 'data.score': '几分' }
    const checked = await send('surveys', lines, true, mapping)
    expect(counts(checked)).toEqual([1, 0, 0, 1])
    expect(checked.bad).toMatchObject([{ line: 3, cells: ['M-CSV', '2026-03-06', '交车回访', '很好'] }])
    expect(checked.fields.find((field) => field.key === 'person.name')).toMatchObject({ header: null })
    const path = '/api/v1/intake/files?kind=surveys&isDryRun=true&mapping=nonsense'
    const reply = await admin.send('POST', path, lines.join('\r\n'), {
      headers: { 'content-type': 'text/csv' },
    })
    expect(reply.status).toBe(400)
  })

  it('of profiles has a column for every field of the portrait', async () => {
    const template = (await admin.get('/api/v1/intake/files/template.csv?kind=profiles')).text
    const headers = ['年龄', '收入', '职业', '地址', '家庭', '兴趣']
    for (const header of headers) expect(template).toContain(header)
    const { fields } = await send('profiles', [template.trim(), ''], true)
    const found = fields.filter(({ key }) => key.startsWith('data.')).map(({ key }) => key.slice(5))
    expect(found).toEqual(PROFILE_FIELDS.filter((field) => field !== 'name'))
    expect(fields.filter(({ header }) => header === null)).toEqual([])

    await send('profiles', [
      `时间,会员号,${headers.join(',')}`,
      '2026-03-04,M-CSV,38,20万,教师,人民路 1 号,已婚,露营',
    ])
    const { id } = await service().database.db.customer.findFirstOrThrow({
      where: { corpId, memberNo: 'M-CSV' },
    })
    const { items } = (await admin.get(`/api/v1/customers/${id}/facts`)).json<Facts>()
    expect(items.map(({ field, value, source }) => [field, value, source])).toEqual(
      expect.arrayContaining([
        ['age', '38', 'csv'],
        ['income', '20万', 'csv'],
        ['occupation', '教师', 'csv'],
        ['address', '人民路 1 号', 'csv'],
        ['family', '已婚', 'csv'],
        ['interests', '露营', 'csv'],
      ]),
    )
  })

  it('without a needed column is refused by name', async () => {
    const path = '/api/v1/intake/files?kind=surveys&isDryRun=false'
    const headers = { 'content-type': 'text/csv' }
    const reply = await admin.send('POST', path, '手机号,问卷\r\n138,a\r\n', { headers })
    expect([reply.status, reply.json()['tell']]).toMatchObject([422, { columns: ['时间', '得分'] }])
  })
})
