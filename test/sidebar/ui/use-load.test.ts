import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import { Problem } from '../../../sidebar/api/problem.ts'
import { setServerNow } from '../../../sidebar/ui/clock.ts'
import { forgetLoads, useLoad } from '../../../sidebar/ui/use-load.ts'
import { inScope } from '../support/in-scope.ts'

afterEach(() => forgetLoads())

function answers<T>() {
  const waiting: { give: (value: T) => void; fail: (error: unknown) => void; signal: AbortSignal }[] = []
  const read = vi.fn<(signal: AbortSignal) => Promise<T>>(
    (signal) =>
      new Promise<T>((give, fail) => {
        waiting.push({ give, fail, signal })
      }),
  )
  return { waiting, read }
}
const settle = () => new Promise((resume) => setTimeout(resume, 0))

describe('loading something', () => {
  it('shows loading, then the content', async () => {
    const { waiting, read } = answers<string>()
    const load = inScope(() => useLoad(() => 'a', read))
    expect(load.state.value.face).toBe('loading')
    waiting[0]?.give('hello')
    await settle()
    expect(load.state.value).toMatchObject({
      face: 'content',
      data: 'hello',
      isRefreshing: false,
      problem: null,
    })
  })

  it('shows the error, and loads again on demand', async () => {
    const { waiting, read } = answers<string>()
    const load = inScope(() => useLoad(() => 'a', read))
    waiting[0]?.fail(new Problem('offline'))
    await settle()
    expect(load.state.value).toMatchObject({ face: 'error', problem: { kind: 'offline' } })
    void load.reload()
    expect(load.state.value.face).toBe('loading')
    waiting[1]?.give('back')
    await settle()
    expect(load.state.value).toMatchObject({ face: 'content', data: 'back' })
  })

  it('keeps the content while it is read again, also when that fails', async () => {
    const { waiting, read } = answers<string>()
    const load = inScope(() => useLoad(() => 'a', read))
    waiting[0]?.give('one')
    await settle()
    void load.reload()
    expect(load.state.value).toMatchObject({ face: 'content', data: 'one', isRefreshing: true })
    waiting[1]?.fail(new Problem('timeout'))
    await settle()
    expect(load.state.value).toMatchObject({ data: 'one', isRefreshing: false, problem: { kind: 'timeout' } })
  })

  it('drops the answer of a customer who is no longer open', async () => {
    const { waiting, read } = answers<string>()
    const key = ref('a')
    const load = inScope(() => useLoad(() => key.value, read))
    key.value = 'b'
    await nextTick()
    expect(waiting[0]?.signal.aborted).toBe(true)
    waiting[1]?.give('of b')
    waiting[0]?.give('of a')
    await settle()
    expect(load.state.value).toMatchObject({ data: 'of b' })
  })

  it('shows the copy of the last minute at once and refreshes it', async () => {
    setServerNow('2026-03-18T02:00:00.000Z')
    const first = answers<string>()
    inScope(() => useLoad(() => 'a', first.read))
    first.waiting[0]?.give('copy')
    await settle()
    const second = answers<string>()
    const load = inScope(() => useLoad(() => 'a', second.read))
    expect(load.state.value).toMatchObject({ face: 'content', data: 'copy', isRefreshing: true })
    expect(second.read).toHaveBeenCalledTimes(1)
  })

  it('does not show a copy that is older than a minute', async () => {
    setServerNow('2026-03-18T02:00:00.000Z')
    const first = answers<string>()
    inScope(() => useLoad(() => 'a', first.read))
    first.waiting[0]?.give('old')
    await settle()
    setServerNow('2026-03-18T02:01:01.000Z')
    const load = inScope(() => useLoad(() => 'a', answers<string>().read))
    expect(load.state.value.face).toBe('loading')
  })

  it('does not let an answer that was on its way undo a change made meanwhile', async () => {
    const { waiting, read } = answers<string>()
    const load = inScope(() => useLoad(() => 'a', read))
    waiting[0]?.give('one')
    await settle()
    void load.reload()
    load.set('changed')
    waiting[1]?.give('one')
    await settle()
    expect(load.state.value).toMatchObject({ data: 'changed', isRefreshing: false })
  })

  it('waits while there is nothing to load', () => {
    const { read } = answers<string>()
    inScope(() => useLoad(() => null, read))
    expect(read).not.toHaveBeenCalled()
  })
})
