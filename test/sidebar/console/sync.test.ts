import { describe, expect, it } from 'vitest'
import type { SyncRunView, SyncStatus, SyncStepView } from '../../../sidebar/api/sync.ts'
import {
  runResult,
  stepPercent,
  sumOf,
  tookText,
} from '../../../sidebar/console/pages/admin/sync/run-words.ts'
import { driftValue } from '../../../sidebar/console/pages/admin/sync/drift-value.ts'
import { badgeOf, percentOf } from '../../../sidebar/console/sync-badge.ts'
import { reportWord } from '../../../sidebar/console/texts/sync-reports.ts'

const NOW = new Date('2026-03-18T02:24:00Z')

function step(state: SyncStepView['state'], doneCount = 0, totalCount: number | null = null): SyncStepView {
  const counts = { seen: doneCount, created: 1, changed: 2, ended: 0, failed: 0 }
  return { step: 'contacts', state, doneCount, totalCount, ...counts, errorKind: null, errorText: null }
}

function run(patch: Partial<SyncRunView>): SyncRunView {
  return {
    id: 'r1',
    kind: 'full',
    trigger: 'clock',
    state: 'done',
    startedByName: null,
    callCount: 0,
    errorKind: null,
    errorText: null,
    createdAt: '2026-03-18T02:00:00Z',
    startedAt: '2026-03-18T02:00:00Z',
    endedAt: '2026-03-18T02:15:00Z',
    cancelRequested: false,
    brakedCount: 0,
    driftCount: 0,
    failureCount: 0,
    steps: [],
    ...patch,
  }
}

function status(patch: Partial<SyncStatus>): SyncStatus {
  return {
    current: null,
    last: run({}),
    syncedAt: '2026-03-18T02:15:00Z',
    nextReconcileAt: null,
    driftOpen: 0,
    inboxWaiting: 0,
    inboxParked: 0,
    ...patch,
  }
}

describe('the mark in the top bar', () => {
  it('says equal only of a recent complete run', () => {
    expect(badgeOf(status({}), NOW)).toEqual({ kind: 'equal', at: '2026-03-18T02:15:00Z' })
  })

  it('never says equal before the first complete run', () => {
    expect(badgeOf(status({ last: null, syncedAt: null }), NOW)).toEqual({ kind: 'never' })
  })

  it.each(['failed', 'partial', 'cancelled'] as const)('calls a newer %s run a failure', (state) => {
    const last = run({ state, endedAt: '2026-03-18T02:20:00Z' })
    expect(badgeOf(status({ last }), NOW)).toEqual({ kind: 'failed' })
  })

  it('forgets a failure that a complete run has repaired since', () => {
    const last = run({ state: 'failed', endedAt: '2026-03-18T02:10:00Z' })
    expect(badgeOf(status({ last }), NOW).kind).toBe('equal')
  })

  it('calls an old success a state of the past', () => {
    const syncedAt = '2026-03-17T20:00:00Z'
    expect(badgeOf(status({ syncedAt }), NOW)).toEqual({ kind: 'behind', at: syncedAt })
  })

  it('counts finished steps whole and running ones by their share', () => {
    const current = run({
      state: 'running',
      steps: [step('done', 5, 5), step('running', 1, 2), step('waiting'), step('waiting')],
    })
    expect(percentOf(current)).toBe(37)
    expect(badgeOf(status({ current }), NOW)).toEqual({ kind: 'running', percent: 37 })
  })
})

describe('words of a run', () => {
  it('claims no share while the size is not known', () => {
    expect(stepPercent(step('running', 10, null))).toBeNull()
    expect(stepPercent(step('running', 0, 0))).toBeNull()
    expect(stepPercent(step('running', 999, 1000))).toBe(99)
    expect(stepPercent(step('running', 12, 10))).toBe(100)
    expect(stepPercent(step('done', 0, null))).toBe(100)
  })

  it('adds up the counts of its steps', () => {
    expect(sumOf([step('done', 3), step('done', 4)])).toEqual({
      seen: 7,
      created: 2,
      changed: 4,
      ended: 0,
      failed: 0,
    })
  })

  it('never dresses a refusal up as success', () => {
    expect(runResult(run({ state: 'failed', errorKind: 'no-permission' }))).toMatchObject({ tone: 'danger' })
    expect(runResult(run({ state: 'partial', errorKind: 'nothing-visible' })).text).toContain('看不到')
    expect(runResult(run({ state: 'partial', errorKind: 'failed' }))).toMatchObject({ tone: 'warn' })
    expect(runResult(run({ driftCount: 44 })).text).toBe('44 处不一致')
  })

  it('says how long it took, and nothing while it runs', () => {
    expect(tookText('2026-03-18T02:00:00Z', '2026-03-18T02:00:48Z')).toBe('0:48')
    expect(tookText('2026-03-18T00:00:00Z', '2026-03-18T01:06:22Z')).toBe('1:06:22')
    expect(tookText('2026-03-18T00:00:00Z', null)).toBeNull()
  })

  it('shows a word it does not know as it came', () => {
    expect(reportWord('reason', 'lost-event')).toBe('企业微信的通知没有收到')
    expect(reportWord('event', 'new_event.some_change')).toBe('new_event.some_change')
  })
})

describe('values of the drift report', () => {
  const name = (id: string): string => (id === 'et1' ? '置换' : id)

  it('reads codes, ids and instants as words, and leaves texts alone', () => {
    expect(driftValue({ objectKind: 'group', field: 'status' }, '1', name)).toBe('群主离职，待转移')
    expect(driftValue({ objectKind: 'staff', field: 'status' }, '1', name)).toBe('1')
    expect(driftValue({ objectKind: 'follow', field: 'tags' }, 'et1 et9', name)).toBe('置换、et9')
    expect(driftValue({ objectKind: 'follow', field: 'addWay' }, '1', name)).toBe('扫二维码')
    expect(driftValue({ objectKind: 'follow', field: 'addWay' }, '99', name)).toBe('方式 99')
    expect(driftValue({ objectKind: 'contact', field: 'name' }, '林晓雨', name)).toBe('林晓雨')
    expect(driftValue({ objectKind: 'contact', field: 'name' }, null, name)).toBe('无')
  })
})
