import { afterEach, describe, expect, test } from 'vitest'
import fc from 'fast-check'
import type { z } from 'zod'
import { batchRow, detailFollow } from '../../server/wecom/contacts-rows.ts'
import { momentRow } from '../../server/wecom/moments-rows.ts'
import { readRows } from '../../server/wecom/parse.ts'
import { connect, ok, startLoopback, withTokens } from './loopback.ts'

let server: Awaited<ReturnType<typeof startLoopback>>
afterEach(() => server?.close())

const row = (id: string) => ({ external_contact: { external_userid: id }, follow_info: { userid: 'liqing' } })
const DAY = 86_400_000

async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const page of pages) all.push(page)
  return all
}

describe('batches', () => {
  test('are read to the end, over an empty page in between', async () => {
    const pages: Record<string, object> = {
      '': { ...ok, external_contact_list: [row('wm1')], next_cursor: 'c1' },
      c1: { ...ok, external_contact_list: [], next_cursor: 'c2' },
      c2: { ...ok, external_contact_list: [row('wm2')] },
    }
    server = await startLoopback(withTokens(({ body }) => pages[JSON.parse(body).cursor] ?? {}))
    const read = await collect(connect(server.url).wecom.contacts.batchPages({ userids: ['liqing'] }))
    expect(read.flatMap(({ rows }) => rows.map(({ contact }) => contact.externalUserid))).toEqual([
      'wm1',
      'wm2',
    ])
    expect(read.map(({ nextCursor }) => nextCursor)).toEqual(['c1', 'c2', undefined])
  })

  test('can be continued from a saved cursor', async () => {
    server = await startLoopback(withTokens(() => ({ ...ok, external_contact_list: [], next_cursor: '' })))
    await collect(connect(server.url).wecom.contacts.batchPages({ userids: ['liqing'], cursor: 'saved' }))
    expect(JSON.parse(server.calls[1]?.body ?? '')).toMatchObject({ cursor: 'saved' })
  })

  test('a cursor that repeats for ever is found at its second coming', async () => {
    server = await startLoopback(
      withTokens(() => ({ ...ok, external_contact_list: [row('wm1')], next_cursor: 'same' })),
    )
    const pages = connect(server.url).wecom.contacts.batchPages({ userids: ['liqing'] })
    await expect(collect(pages)).rejects.toMatchObject({ kind: 'down' })
    expect(server.count('externalcontact/batch/get_by_user')).toBe(2)
  })

  test('one bad row costs neither its page nor its name', async () => {
    const list = [row('wm1'), { external_contact: { external_userid: 'wm2' } }, null, 'x', row('wm3')]
    server = await startLoopback(withTokens(() => ({ ...ok, external_contact_list: list })))
    const page = await connect(server.url).wecom.contacts.batchByUsers({ userids: ['liqing'] })
    expect(page.rows.map(({ contact }) => contact.externalUserid)).toEqual(['wm1', 'wm3'])
    expect(page.invalidRows.map(({ index, id }) => [index, id])).toEqual([
      [1, 'wm2'],
      [2, undefined],
      [3, 'x'],
    ])
  })

  test('a list of another type is a failure, not "none"', async () => {
    server = await startLoopback(withTokens(() => ({ ...ok, external_contact_list: { a: 1 } })))
    const { contacts } = connect(server.url).wecom
    await expect(contacts.batchByUsers({ userids: ['liqing'] })).rejects.toMatchObject({ kind: 'down' })
  })

  test('members without a licence are named', async () => {
    const fail_info = { unlicensed_userid_list: ['zhaowei'] }
    server = await startLoopback(withTokens(() => ({ ...ok, external_contact_list: [], fail_info })))
    const { contacts } = connect(server.url).wecom
    expect(await contacts.batchByUsers({ userids: ['zhaowei'] })).toMatchObject({ unlicensed: ['zhaowei'] })
  })
})

test('a member without contacts is answered with an error, which means none', async () => {
  server = await startLoopback(withTokens(() => ({ errcode: 84061, errmsg: 'not external contact' })))
  const { contacts } = connect(server.url).wecom
  expect(await contacts.list('liqing')).toEqual([])
  await expect(contacts.get('wm1')).rejects.toMatchObject({ kind: 'gone', errcode: 84061 })
})

test('the followers of a contact are joined from all pages', async () => {
  server = await startLoopback(
    withTokens(({ query }) => ({
      ...ok,
      external_contact: { external_userid: 'wm1', name: null },
      follow_user: [{ userid: query.get('cursor') ? 'zhaowei' : 'liqing' }],
      next_cursor: query.get('cursor') ? '' : 'c1',
    })),
  )
  const detail = await connect(server.url).wecom.contacts.get('wm1')
  expect(detail.follows.map(({ userid }) => userid)).toEqual(['liqing', 'zhaowei'])
  expect(detail.contact.name).toBe('')
})

test('leavers: the last page may say so in either way', async () => {
  const info = [{ handover_userid: 'wanghao', external_userid: 'wm1', dimission_time: 1 }]
  server = await startLoopback(
    withTokens(({ body }) => ({ ...ok, info, is_last: JSON.parse(body).cursor === 'c1', next_cursor: 'c1' })),
  )
  const { contacts } = connect(server.url).wecom
  const first = await contacts.listUnassigned()
  expect(first.nextCursor).toBe('c1')
  expect((await contacts.listUnassigned(first.nextCursor)).nextCursor).toBeUndefined()
})

test('a group without its member list is a failure, not an empty group', async () => {
  server = await startLoopback(withTokens(() => ({ ...ok, group_chat: { chat_id: 'wr1' } })))
  await expect(connect(server.url).wecom.groups.get('wr1')).rejects.toMatchObject({ kind: 'down' })
})

describe('departments', () => {
  const plain = {
    'department/simplelist': {
      ...ok,
      department_id: [
        { id: 1, parentid: 0, order: 5 },
        { id: 2, parentid: 1 },
      ],
    },
    'department/get': { ...ok, department: { id: 1, name: '澜岳', parentid: 0, order: 5 } },
  }
  for (const errcode of [48009, 60011]) {
    test(`closed to the full list (${errcode}), they are read one by one`, async () => {
      server = await startLoopback(
        withTokens(({ api, query }) => {
          if (api === 'department/list') return { errcode, errmsg: 'closed' }
          if (query.get('id') === '2') return { errcode: 60011, errmsg: 'out of range' }
          return { ...plain }[api] ?? {}
        }),
      )
      expect(await connect(server.url).wecom.directory.listDepartments()).toEqual({
        rows: [
          { id: 1, name: '澜岳', parentId: 0, order: 5, leaders: [] },
          { id: 2, name: '', parentId: 1, order: 0, leaders: [] },
        ],
        invalidRows: [],
      })
    })
  }

  test('any other refusal is passed on', async () => {
    server = await startLoopback(withTokens(() => ({ errcode: 60020, errmsg: 'ip' })))
    await expect(connect(server.url).wecom.directory.listDepartments()).rejects.toMatchObject({
      errcode: 60020,
    })
  })

  test('the list of all member ids says what it needs', async () => {
    server = await startLoopback(withTokens(() => ok))
    await expect(connect(server.url).wecom.directory.listMemberIds()).rejects.toThrow('directorySecret')
  })
})

test('a leader is found by the place in the list of departments', async () => {
  server = await startLoopback(
    withTokens(() => ({ ...ok, userid: 'z', department: [2, 3], is_leader_in_dept: [0, 1], gender: '2' })),
  )
  expect(await connect(server.url).wecom.directory.getMember('z')).toMatchObject({ leads: [3], gender: 2 })
})

describe('moments over a long time', () => {
  test('are read in spans of at most thirty days without gap or overlap', async () => {
    const spans: [number, number][] = []
    server = await startLoopback(
      withTokens(({ body }) => {
        const { start_time: start, end_time: end, cursor } = JSON.parse(body)
        if (cursor === '') spans.push([start, end])
        // Two pages in each span.
        return { ...ok, moment_list: [{ moment_id: `${start}${cursor}` }], next_cursor: cursor ? '' : '.2nd' }
      }),
    )
    const fromAt = Date.parse('2024-01-01T00:00:00Z')
    const toAt = fromAt + 75 * DAY
    const read = await collect(connect(server.url).wecom.moments.pages({ fromAt, toAt }))
    expect(spans).toHaveLength(3)
    expect(spans[0]?.[0]).toBe(fromAt / 1000)
    expect(spans.at(-1)?.[1]).toBe(toAt / 1000)
    for (const [index, [start, end]] of spans.entries()) {
      expect(end - start).toBeLessThanOrEqual((30 * DAY) / 1000)
      if (index > 0) expect(start).toBe((spans[index - 1]?.[1] ?? 0) + 1)
    }
    const ids = read.flatMap(({ rows }) => rows.map(({ momentId }) => momentId))
    expect(ids).toEqual(spans.flatMap(([start]) => [`${start}`, `${start}.2nd`]))
  })

  test('a saved cursor continues in its own span', async () => {
    server = await startLoopback(withTokens(() => ({ ...ok, moment_list: [] })))
    const { moments } = connect(server.url).wecom
    await moments.list({ fromAt: 0, toAt: 90 * DAY, cursor: '5000000.abc' })
    expect(JSON.parse(server.calls[1]?.body ?? '')).toMatchObject({ start_time: 5_000_000, cursor: 'abc' })
  })
})

describe('whatever a row holds', () => {
  const names =
    'external_contact follow_info external_userid userid name type tags tag_id createtime external_profile ' +
    'external_attr moment_id create_time image text location __proto__'
  const keys = fc.constantFrom(...names.split(' '))
  const leaf = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('😀'.repeat(50), '', '9007199254740993', null, undefined),
    fc.constantFrom(2 ** 63, -1, Number.NaN, true),
  )
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, leaf, fc.dictionary(keys, tie('tree')), fc.array(tie('tree'))),
  }))

  test('S13: reading never throws and never loses a row silently', () => {
    const check = (list: unknown[], schema: z.ZodType) => {
      const read = readRows(list, schema, { api: 'test', idOf: (row) => row.userid })
      expect(read.rows.length + read.invalidRows.length).toBe(list.length)
    }
    fc.assert(
      fc.property(fc.array(tree), (list) => {
        for (const schema of [batchRow, detailFollow, momentRow]) check(list, schema)
      }),
    )
  })

  test('only ids are needed; unknown numbers and odd fields stay harmless', () => {
    const odd = {
      userid: 'liqing',
      add_way: 999,
      createtime: '1717286400',
      remark: null,
      remark_mobiles: 'x',
      tags: [{ type: 9, tag_name: '新' }, 5],
      wechat_channels: [],
      brand_new: {},
    }
    const { rows } = readRows([odd], detailFollow, { api: 'test', idOf: (row) => row.userid })
    expect(rows).toEqual([
      {
        userid: 'liqing',
        remark: '',
        description: '',
        createdAt: 1717286400_000,
        addWay: 999,
        remarkMobiles: [],
        tags: [{ type: 9, groupName: '', tagName: '新' }],
        tagIds: [],
      },
    ])
  })
})
