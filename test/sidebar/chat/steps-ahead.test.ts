import { describe, expect, it, vi } from 'vitest'
import { Problem } from '../../../sidebar/api/problem.ts'
import type { OpenStep } from '../../../sidebar/api/sops.ts'
import { openRows, useStepsAhead } from '../../../sidebar/chat/components/steps-ahead.ts'
import { useStepWork } from '../../../sidebar/chat/components/step-work.ts'
import type { Sender } from '../../../sidebar/chat/send.ts'
import { currentToast, undoToast } from '../../../sidebar/chat/toasts.ts'

const service = vi.hoisted(() => ({ answer: (): Promise<object> => Promise.resolve({}) }))
vi.mock('../../../sidebar/api/sops.ts', () => ({ recordStep: () => service.answer() }))

const row = (taskId: string, dueOn: string) => ({ taskId, dueOn, dueAt: null })
const ROWS = [row('A', '2026-03-01'), row('B', '2026-03-02'), row('C', '2026-03-03')]
const names = (rows: readonly { taskId: string }[]): string[] => rows.map(({ taskId }) => taskId)

describe('steps ahead of the list', () => {
  it('a mark goes and its undo is back in its place, before anything was read', async () => {
    const ahead = useStepsAhead()
    ahead.show('B', 'marked')
    expect(names(openRows(ROWS, [], ahead))).toEqual(['A', 'C'])
    const rest = ROWS.filter(({ taskId }) => taskId !== 'B')
    await ahead.settle('B', () => Promise.resolve(true))
    expect(names(openRows(rest, ROWS.slice(1, 2), ahead))).toEqual(['A', 'C'])
    ahead.show('B', 'open')
    expect(names(openRows(rest, ROWS.slice(1, 2), ahead))).toEqual(['A', 'B', 'C'])
  })

  it('an answer that was asked before the undo does not take it away again', async () => {
    const ahead = useStepsAhead()
    ahead.show('A', 'marked')
    let answer: (isNew: boolean) => void = () => {}
    const settled = ahead.settle('A', () => new Promise((resolve) => (answer = resolve)))
    ahead.show('A', 'open')
    answer(true)
    await settled
    expect(ahead.of('A')).toBe('open')
    await ahead.settle('A', () => Promise.resolve(false))
    expect(ahead.of('A')).toBe('open')
    await ahead.settle('A', () => Promise.resolve(true))
    expect(ahead.of('A')).toBeNull()
  })

  it('shows mark and undo before the server has answered, and takes back what it refused', async () => {
    const seen: string[] = []
    const work = useStepWork({} as Sender, {
      show: (_, state) => seen.push(state),
      changed: () => seen.push('read'),
    })
    const step = { taskId: 'A', title: '问候', text: '您好', materials: [] } as unknown as OpenStep
    let answer: () => void = () => {}
    service.answer = () => new Promise((resolve) => (answer = () => resolve({})))
    const marking = work.mark(step)
    expect(seen).toEqual(['marked'])
    answer()
    await marking
    expect(seen).toEqual(['marked', 'read'])
    expect(undoToast()).toBe(true)
    expect(seen).toEqual(['marked', 'read', 'open'])
    answer()
    await vi.waitFor(() => expect(seen).toEqual(['marked', 'read', 'open', 'read']))
    seen.length = 0
    service.answer = () => Promise.reject(new Problem('conflict'))
    await work.mark(step)
    expect(seen).toEqual(['marked', 'open', 'read'])
    expect(currentToast.value?.tone).toBe('danger')
  })
})
