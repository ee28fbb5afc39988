import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { badRowsCsv, listBadRows } from '../../../server/features/orders/bad-rows.ts'
import { orders } from '../../../server/features/orders/index.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { type Bench, CORP, file, HEADER, importText, openBench, row, upload } from './desk.ts'

const OPERATOR: Scope = {
  corpId: CORP,
  staffId: 'LI',
  userid: 'li',
  app: 'console',
  roles: ['operator'],
  unitPaths: [],
}

let database: TestDatabase
let bench: Bench
beforeEach(async () => {
  database = await openTestDatabase()
  bench = await openBench(database, [orders])
})
afterEach(async () => {
  await bench.close()
  await database.close()
})

describe('refused rows', () => {
  it('are listed by line and column with a reason, personal values masked', async () => {
    const run = await importText(
      bench,
      file(
        row({ no: 'A1' }),
        row({ no: 'A2', at: '不知道' }),
        row({ no: 'A3', name: '两行\n名字' }),
        row({ no: 'A4', phone: '1380000672' }),
        row({ no: 'A1', paid: '1' }),
      ),
    )
    expect(run).toMatchObject({ state: 'done', newRows: 2, badRows: 3 })
    const { items } = await listBadRows(bench, { corpId: CORP, importId: run.id, cursor: undefined })
    expect(items).toEqual([
      { line: 3, column: '下单时间', reason: 'unknown-date', value: '不知道' },
      { line: 6, column: '手机号', reason: 'unknown-phone', value: '1******' },
      { line: 7, column: '订单号', reason: 'repeated-order-no', value: 'A*' },
    ])
    const [stored] = await database.db.importBadRow.findMany({ where: { line: 6 } })
    expect(JSON.stringify(stored)).not.toContain('1380000672')
  })

  it('can be taken out as a file that Excel in China opens and no formula survives, mended and imported again', async () => {
    const run = await importText(
      bench,
      file(row({ no: 'A1', at: 'soon', title: '=HYPERLINK("http://x")', name: '林,晓' })),
    )
    const csv = (await buffer(await badRowsCsv(bench, OPERATOR, run.id))).toString()
    expect(csv.charCodeAt(0)).toBe(0xfeff)
    const [head, first] = csv.slice(1).split('\r\n')
    expect(head).toBe(`${HEADER},行号,出错的列,原因`)
    expect(first).toContain(`"'=HYPERLINK(""http://x"")"`)
    expect(first).toContain('"林,晓"')
    const mended = csv.replace('soon', '2026-01-10')
    expect(await importText(bench, mended)).toMatchObject({ newRows: 1, badRows: 0 })
  })

  it('are kept sealed, paged, and gone when the import begins anew', async () => {
    const rows = Array.from({ length: 60 }, (_, n) => row({ no: `B${n}`, at: 'x' }))
    const run = await importText(bench, file(...rows), { isDryRun: true })
    const first = await listBadRows(bench, { corpId: CORP, importId: run.id, cursor: undefined })
    const second = await listBadRows(bench, {
      corpId: CORP,
      importId: run.id,
      cursor: first.nextCursor ?? '',
    })
    expect([...first.items, ...second.items].map((item) => item.line)).toEqual(rows.map((_, n) => n + 2))
    expect(second.nextCursor).toBeNull()
  })
})

describe('an upload', () => {
  it('shows headers, a guess and masked first rows before anything is imported', async () => {
    const { run, suggestedMapping, sampleRows } = await upload(
      bench,
      file(row({ no: 'A1', phone: '13800006721', name: '林晓雨', plate: '沪A12345' })),
    )
    expect(run).toMatchObject({ state: 'uploaded', totalRows: 1, headers: HEADER.split(',') })
    expect(suggestedMapping.columns.phone).toBe('手机号')
    expect(JSON.stringify(sampleRows)).not.toMatch(/13800006721|林晓雨|沪A12345/)
    expect(sampleRows[0]?.slice(0, 4)).toEqual(['A1', '2026-01-10 10:00', '保养', '680.00'])
  })

  it.each([
    ['a workbook', Buffer.from('PK\x03\x04…', 'latin1'), 'excel'],
    ['a picture', Buffer.from([0x89, 0x50, 0, 0, 1, 2]), 'binary'],
    ['nothing', Buffer.from(''), 'no-columns'],
    ['one column', Buffer.from('hello\nworld\n'), 'no-columns'],
    [
      'a hundred and one columns',
      Buffer.from(Array.from({ length: 101 }, (_, n) => `c${n}`).join(',')),
      'too-many-columns',
    ],
    ['an open quote', Buffer.from('a,b\n"x,1\n'), 'broken-quotes'],
    ['an endless row', Buffer.from(`a,b\n${'x'.repeat(70_000)},1\n`), 'row-too-large'],
  ])('of %s is refused with the reason and leaves no file', async (_, content, found) => {
    await expect(upload(bench, content)).rejects.toMatchObject({ kind: 'not-a-csv', tell: { found } })
    expect(await database.db.importRun.count()).toBe(0)
  })

  it('with a quote left open further down fails at that line and keeps what came before', async () => {
    const rows = Array.from({ length: 1200 }, (_, n) => row({ no: `Q${n}` }))
    const run = await importText(bench, `${file(...rows)}"broken,2026-01-10,保养,1\r\n${row({})}\r\n`)
    expect(run).toMatchObject({ state: 'failed', failure: { reason: 'broken-quotes' }, doneRows: 999 })
    expect(await database.db.order.count()).toBe(999)
  })

  it('of a header alone is empty, not done', async () => {
    expect(await importText(bench, `${HEADER}\r\n`)).toMatchObject({
      state: 'failed',
      failure: { reason: 'no-rows' },
    })
  })
})

describe('a mapping', () => {
  it.each([
    [{ orderNo: '订单号', orderedAt: '下单时间' }, 'mapping.columns.paid', 'required'],
    [
      { orderNo: '订单号', orderedAt: '下单时间', paid: '没有这列' },
      'mapping.columns.paid',
      'no-such-column',
    ],
    [
      { orderNo: '订单号', orderedAt: '下单时间', paid: '金额', title: '金额' },
      'mapping.columns.paid',
      'column-used-twice',
    ],
  ])('%j is refused', async (columns, path, problem) => {
    await expect(importText(bench, file(row({})), { columns, kind: 'service' })).rejects.toMatchObject({
      kind: 'invalid-input',
      tell: { errors: expect.arrayContaining([{ path, problem }]) },
    })
  })
})
