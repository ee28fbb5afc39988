import { expect, it } from 'vitest'
import { bulkUpsert } from '../../../server/platform/db/bulk-upsert.ts'
import { eachDialect } from '../../support/database.ts'

const AT = new Date('2026-11-22T03:04:05.600Z')
const columns = ['corpId', 'groupId', 'name', 'sortOrder', 'digest', 'deletedAt'] as const

function group(groupId: string, name: string, digest = 'd1') {
  return { corpId: 'c', groupId, name, sortOrder: 0.5, digest, deletedAt: null }
}

eachDialect('bulkUpsert', ({ open }) => {
  const table = { table: 'TagGroup', columns, key: ['corpId', 'groupId'] } as const

  it('inserts what is new and overwrites what is known', async () => {
    const { sql, db } = await open()
    expect((await bulkUpsert(sql, { ...table, rows: [group('1', 'a'), group('2', 'b')] })).written).toBe(2)
    await bulkUpsert(sql, {
      ...table,
      rows: [{ ...group('2', 'b2'), deletedAt: AT }, group('3', `引号 ' " \\u0000 ?`)],
    })
    const rows = await db.tagGroup.findMany({ orderBy: { groupId: 'asc' } })
    expect(rows.map((row) => row.name)).toEqual(['a', 'b2', `引号 ' " \\u0000 ?`])
    expect(rows[1]?.deletedAt).toEqual(AT)
    expect(rows[0]?.sortOrder).toBe(0.5)
  })

  it('leaves rows with the same digest untouched and says how many it wrote', async () => {
    const { sql, db } = await open()
    await bulkUpsert(sql, { ...table, rows: [group('1', 'a'), group('2', 'b')] })
    const again = await bulkUpsert(sql, {
      ...table,
      rows: [group('1', 'changed name, same digest'), group('2', 'b', 'd2'), group('3', 'c')],
      onlyIfChanged: ['digest'],
      returning: ['groupId'],
    })
    expect(again.written).toBe(2)
    expect(again.rows.map((row) => row.groupId).sort()).toEqual(['2', '3'])
    expect((await db.tagGroup.findFirst({ where: { groupId: '1' } }))?.name).toBe('a')
  })

  it('keeps what is there when asked to, and updates only the named columns', async () => {
    const { sql, db } = await open()
    await bulkUpsert(sql, { ...table, rows: [group('1', 'a')] })
    expect((await bulkUpsert(sql, { ...table, rows: [group('1', 'b')], update: 'none' })).written).toBe(0)
    await bulkUpsert(sql, { ...table, rows: [group('1', 'b', 'd9')], update: ['digest'] })
    expect(await db.tagGroup.findFirst()).toMatchObject({ name: 'a', digest: 'd9' })
  })

  it('takes the last of several rows with one key, with update none the first', async () => {
    const { sql, db } = await open()
    await bulkUpsert(sql, { ...table, rows: [group('1', 'first'), group('1', 'last')] })
    await bulkUpsert(sql, { ...table, rows: [group('2', 'first'), group('2', 'last')], update: 'none' })
    const rows = await db.tagGroup.findMany({ orderBy: { groupId: 'asc' } })
    expect(rows.map((row) => row.name)).toEqual(['last', 'first'])
  })

  it('writes booleans, drops NUL characters and stores a missing value as null', async () => {
    const { sql, db } = await open()
    await bulkUpsert(sql, {
      table: 'StaffUnit',
      columns: ['corpId', 'staffId', 'unitId', 'isLeader'],
      key: ['corpId', 'staffId', 'unitId'],
      rows: [
        { corpId: 'c', staffId: 's\0', unitId: 'u1', isLeader: true },
        { corpId: 'c', staffId: 's', unitId: 'u2', isLeader: false },
      ],
    })
    const rows = await db.staffUnit.findMany({ orderBy: { unitId: 'asc' } })
    expect(rows.map(({ staffId, isLeader }) => [staffId, isLeader])).toEqual([
      ['s', true],
      ['s', false],
    ])
    await bulkUpsert(sql, { ...table, rows: [{ ...group('1', 'a'), deletedAt: undefined }] })
    expect((await db.tagGroup.findFirst())?.deletedAt).toBeNull()
  })

  it('keeps whole characters of any plane, and marks halves of them', async () => {
    const { sql, db } = await open()
    const names = ['𠮷😀', '吉\ud842', '\udfb7吉', '\\ud842']
    await bulkUpsert(sql, { ...table, rows: names.map((name, n) => group(`h${n}`, name)) })
    const rows = await db.tagGroup.findMany({ orderBy: { groupId: 'asc' } })
    expect(rows.map(({ name }) => name)).toEqual(['𠮷😀', '吉\ufffd', '\ufffd吉', '\\ud842'])
  })

  it('writes thousands of rows inside the transaction of the client', async () => {
    const { db } = await open()
    const rows = Array.from({ length: 2500 }, (_, n) => group(`g${n}`, `组 ${n}`))
    const failing = db.$transaction(async (tx) => {
      expect((await bulkUpsert(tx, { ...table, rows })).written).toBe(2500)
      throw new Error('stop')
    })
    await expect(failing).rejects.toThrow('stop')
    expect(await db.tagGroup.count()).toBe(0)
  })

  it('refuses whole numbers that a database would round', async () => {
    const { sql } = await open()
    const rows = [{ ...group('1', 'a'), sortOrder: 2n ** 53n }]
    await expect(bulkUpsert(sql, { ...table, rows })).rejects.toThrow('2^53')
  })
})
