import { describe, expect, it } from 'vitest'
import type { OrderMapping } from '../../../sidebar/api/imports.ts'
import {
  isMoving,
  mappingProblems,
  stepOf,
  verdictOf,
  withColumn,
} from '../../../sidebar/console/pages/operator/imports/wizard.ts'
import { unreadableText } from '../../../sidebar/console/pages/operator/imports/unreadable.ts'

const good: OrderMapping = {
  columns: { orderNo: '订单号', orderedAt: '时间', paid: '金额', kind: '类型' },
  amountUnit: 'yuan',
  createCustomers: false,
}

describe('the step of an import follows what the server has', () => {
  it.each([
    [null, 'upload'],
    [{ state: 'uploaded', isDryRun: false }, 'mapping'],
    [{ state: 'checking', isDryRun: true }, 'check'],
    [{ state: 'done', isDryRun: true }, 'check'],
    [{ state: 'failed', isDryRun: true }, 'check'],
    [{ state: 'running', isDryRun: false }, 'run'],
    [{ state: 'done', isDryRun: false }, 'result'],
    [{ state: 'cancelled', isDryRun: false }, 'result'],
    [{ state: 'failed', isDryRun: false }, 'result'],
  ] as const)('%o is at %s', (run, step) => {
    expect(stepOf(run)).toBe(step)
  })

  it('asks for news only while something moves', () => {
    expect(isMoving({ state: 'running' })).toBe(true)
    expect(isMoving({ state: 'checking' })).toBe(true)
    expect(isMoving({ state: 'done' })).toBe(false)
    expect(isMoving(null)).toBe(false)
  })
})

describe('the mapping of columns', () => {
  it('accepts a complete one', () => {
    expect(mappingProblems(good)).toEqual([])
  })

  it('names each needed field that has no column', () => {
    expect(mappingProblems({ ...good, columns: { kind: '类型' } }).map((problem) => problem.kind)).toEqual([
      'required',
      'required',
      'required',
    ])
  })

  it('wants a kind: a column, or one for every row', () => {
    const { kind: _kind, ...columns } = good.columns
    expect(mappingProblems({ ...good, columns })).toEqual([{ kind: 'kind' }])
    expect(mappingProblems({ ...good, columns, kind: 'service' })).toEqual([])
  })

  it('refuses one column for two fields and names the second', () => {
    const twice = withColumn(good, 'title', '订单号')
    expect(mappingProblems(twice)).toEqual([{ kind: 'twice', field: 'title', column: '订单号' }])
  })

  it('takes a field out again, and offers a kind for every row when the kind column goes', () => {
    const without = withColumn(withColumn(good, 'title', '项目'), 'title', '')
    expect(without.columns).toEqual(good.columns)
    expect(withColumn(good, 'kind', '')).toMatchObject({ kind: 'service' })
    expect(withColumn(withColumn(good, 'kind', ''), 'kind', '类型')).toEqual(good)
  })
})

describe('how a dry run ended', () => {
  it.each([
    [
      { totalRows: 10, doneRows: 10, badRows: 0 },
      { kind: 'good', good: 10 },
    ],
    [
      { totalRows: 10, doneRows: 10, badRows: 1 },
      { kind: 'some', good: 9 },
    ],
    [
      { totalRows: 10, doneRows: 10, badRows: 10 },
      { kind: 'none', good: 0 },
    ],
    [
      { totalRows: 0, doneRows: 0, badRows: 0 },
      { kind: 'none', good: 0 },
    ],
  ] as const)('%o', (run, verdict) => {
    expect(verdictOf(run)).toEqual(verdict)
  })
})

describe('why a file cannot be read', () => {
  it('says it in words with the place, and leaves the unknown to the general text', () => {
    expect(unreadableText({ found: 'broken-quotes', line: 12 })).toContain('第 12 行')
    expect(unreadableText({ found: 'too-many-columns', maxColumns: 100 })).toContain('100')
    expect(unreadableText({ found: 'something-new' })).toBeNull()
    expect(unreadableText({})).toBeNull()
  })
})
