import { beforeEach, describe, expect, it } from 'vitest'
import type { Today } from '../../../sidebar/api/today.ts'
import { todoList as listTodos, type Todo } from '../../../sidebar/console/pages/manager/today/todo-list.ts'
import { setServerNow } from '../../../sidebar/ui/clock.ts'
import { setLanguage } from '../../../sidebar/ui/i18n.ts'

const NOW = '2026-03-18T02:24:00.000Z'
const calm: Today = {
  now: NOW,
  sync: { state: 'equal', syncedAt: NOW, driftOpen: 0, lastErrorKind: null },
  departures: [],
  groups: { count: 61, externalCount: 8000, joinedToday: 3, leftToday: 1, ownerless: 0 },
  customers: { count: 1989, newToday: 4, lostToday: 1 },
  effects: { failed: 0 },
  tasks: { dueToday: 0, overdue: 0 },
  sops: { dueToday: 0, overdue: 0, held: 0 },
  posts: { waiting: 0, unconfirmed: 0 },
}
const left = (leftAt: string | null, customerCount: number, groupCount = 0): Today['departures'][number] => ({
  staffId: `s${customerCount}`,
  name: '何俊',
  unitName: '浦东店',
  leftAt,
  customerCount,
  groupCount,
})

const todoList = (data: Today, isAdmin = true): Todo[] => listTodos(data, { isAdmin })

beforeEach(() => {
  setServerNow(NOW)
  setLanguage('zh-CN')
})

describe('what asks for somebody today', () => {
  it('is nothing on a calm day', () => {
    expect(todoList(calm)).toEqual([])
  })

  it('opens each line into its rows', () => {
    const todos = todoList({
      ...calm,
      departures: [left('2026-03-12T01:00:00Z', 128, 3)],
      effects: { failed: 2 },
    })
    expect(todos.map((todo) => [todo.key, todo.action?.to])).toEqual([
      ['effects', { name: 'effects', query: { state: 'failed' } }],
      ['customers-s128', { name: 'customers', query: { staff: 's128', state: 'awaiting' } }],
      ['groups-s128', { name: 'groups', query: { owner: 's128' } }],
    ])
  })

  it('opens steps that were held back into those that may still come', () => {
    const todos = todoList({ ...calm, sops: { dueToday: 0, overdue: 0, held: 2 } })
    expect(todos.map((todo) => [todo.title, todo.action?.to])).toEqual([
      ['2 个 SOP 步骤暂未给出', { name: 'sop-steps', query: { state: 'held-now' } }],
    ])
  })

  it('opens posts that wait into the list of those', () => {
    const todos = todoList({ ...calm, posts: { waiting: 1, unconfirmed: 2 } })
    expect(todos.map((todo) => [todo.title, todo.action?.to])).toEqual([
      ['1 个群发等待审批', { name: 'posts', query: { state: 'waiting' } }],
      ['2 个群发还有成员没有确认', { name: 'posts', query: { state: 'running' } }],
    ])
  })

  it('names groups without an owner once: those of a departure above are in its line', () => {
    const departures = [left('2026-03-12T01:00:00Z', 0, 3)]
    const keys = (ownerless: number) =>
      todoList({ ...calm, departures, groups: { ...calm.groups, ownerless } }).map((todo) => todo.key)
    expect(keys(3)).toEqual(['groups-s0'])
    expect(keys(4)).toEqual(['groups-s0', 'ownerless'])
  })

  it('keeps differences from WeCom for administrators, who alone can see them', () => {
    const sync = { ...calm.sync, driftOpen: 3 }
    expect(todoList({ ...calm, sync }).map((todo) => todo.key)).toEqual(['drift'])
    expect(todoList({ ...calm, sync }, false)).toEqual([])
  })

  it('puts what is late first, from the eighth day on', () => {
    const todos = todoList({
      ...calm,
      departures: [left('2026-03-11T01:00:00Z', 5), left('2026-03-10T01:00:00Z', 6)],
    })
    expect(todos.map((todo) => [todo.key, todo.tone, todo.when])).toEqual([
      ['customers-s6', 'danger', '已 8 天，超过一周'],
      ['customers-s5', 'warn', '已 7 天'],
    ])
  })

  it('says that somebody left also when nobody knows the day', () => {
    expect(todoList({ ...calm, departures: [left(null, 7)] })[0]).toMatchObject({
      note: '何俊 已离职，浦东店',
      when: '',
    })
  })

  it('tells a lack of rights from a failure, and puts it before all', () => {
    const sync = { ...calm.sync, state: 'behind' as const, lastErrorKind: 'no-permission' }
    expect(todoList({ ...calm, sync, effects: { failed: 1 } })[0]?.title).toContain('没有给应用读取权限')
    expect(todoList({ ...calm, sync: { ...sync, lastErrorKind: 'failed' } })[0]?.title).toContain('没有成功')
    expect(todoList({ ...calm, sync: { ...sync, state: 'running' } })).toEqual([])
  })
})
