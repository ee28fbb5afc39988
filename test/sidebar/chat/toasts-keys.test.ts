import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { isTaken, useKeys } from '../../../sidebar/chat/keys.ts'
import { closeToast, currentToast, keepToast, showToast, undoToast } from '../../../sidebar/chat/toasts.ts'

describe('a message with a way back', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => {
    closeToast()
    vi.useRealTimers()
  })

  it('offers undo for five seconds and not longer', () => {
    const undo = vi.fn<() => void>()
    showToast({ tone: 'ok', text: 'a', undo })
    vi.advanceTimersByTime(4_999)
    expect(currentToast.value?.text).toBe('a')
    vi.advanceTimersByTime(1)
    expect(currentToast.value).toBeNull()
    expect(undoToast()).toBe(false)
    expect(undo).not.toHaveBeenCalled()
  })

  it('undoes once', () => {
    const undo = vi.fn<() => void>()
    showToast({ tone: 'ok', text: 'a', undo })
    expect([undoToast(), undoToast()]).toEqual([true, false])
    expect(undo).toHaveBeenCalledTimes(1)
  })

  it('waits for a pointer or the focus that rests on it', () => {
    showToast({ tone: 'ok', text: 'a' })
    keepToast(true)
    vi.advanceTimersByTime(60_000)
    expect(currentToast.value).not.toBeNull()
    keepToast(false)
    vi.advanceTimersByTime(5_000)
    expect(currentToast.value).toBeNull()
  })

  it('gives a new message its full time', () => {
    showToast({ tone: 'ok', text: 'a' })
    vi.advanceTimersByTime(4_000)
    showToast({ tone: 'ok', text: 'b' })
    vi.advanceTimersByTime(4_000)
    expect(currentToast.value?.text).toBe('b')
  })
})

describe('the keys of the page', () => {
  const press = (init: KeyboardEventInit, target: EventTarget = document.body) =>
    target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }))

  function page() {
    const run = vi.fn<() => void>()
    const wrapper = mount(
      defineComponent({
        setup() {
          useKeys({ t: run })
          return () => h('div', [h('input'), h('textarea')])
        },
      }),
      { attachTo: document.body },
    )
    return { run, wrapper }
  }

  it('act, in either case of the letter', () => {
    const { run, wrapper } = page()
    press({ key: 't' })
    press({ key: 'T' })
    expect(run).toHaveBeenCalledTimes(2)
    wrapper.unmount()
    press({ key: 't' })
    expect(run).toHaveBeenCalledTimes(2)
  })

  it('rest while typing, while an input method composes, with a modifier, and under a sheet', () => {
    const { run, wrapper } = page()
    press({ key: 't' }, wrapper.find('input').element)
    press({ key: 't' }, wrapper.find('textarea').element)
    press({ key: 't', isComposing: true })
    press({ key: 't', ctrlKey: true })
    press({ key: 't', metaKey: true })
    const sheet = document.createElement('div')
    sheet.setAttribute('role', 'dialog')
    document.body.append(sheet)
    press({ key: 't' })
    sheet.remove()
    expect(run).not.toHaveBeenCalled()
    wrapper.unmount()
  })

  it('know a key that an input method has taken', () => {
    expect(isTaken(new KeyboardEvent('keydown', { key: 'Process' }))).toBe(true)
    expect(isTaken(new KeyboardEvent('keydown', { key: 'e' }))).toBe(false)
  })
})
