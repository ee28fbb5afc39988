import { beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetSignIns, signIn } from '../../../sidebar/api/sign-in.ts'

beforeEach(() => sessionStorage.clear())

describe('going to sign in', () => {
  it('leaves for the login route and names the way back', () => {
    const leave = vi.fn<(url: string) => void>()
    expect(signIn('chat', '/chat/', leave)).toBe('leaving')
    expect(leave).toHaveBeenCalledWith('/login/wecom?app=chat&return=%2Fchat%2F')
  })

  it('gives up after two tries in half a minute instead of going round in circles', () => {
    const leave = vi.fn<(url: string) => void>()
    expect([1, 2, 3].map(() => signIn('chat', '/chat/', leave))).toEqual(['leaving', 'leaving', 'gave-up'])
    expect(leave).toHaveBeenCalledTimes(2)
  })

  it('tries again when half a minute has gone by', () => {
    const leave = vi.fn<(url: string) => void>()
    const now = vi.spyOn(performance, 'now')
    now.mockReturnValue(1_000)
    signIn('chat', '/chat/', leave)
    signIn('chat', '/chat/', leave)
    now.mockReturnValue(31_500)
    expect(signIn('chat', '/chat/', leave)).toBe('leaving')
    now.mockRestore()
  })

  it('starts counting anew for the person who pressed the button, and for each app', () => {
    const leave = vi.fn<(url: string) => void>()
    signIn('chat', '/chat/', leave)
    signIn('chat', '/chat/', leave)
    expect(signIn('console', '/console/', leave)).toBe('leaving')
    forgetSignIns('chat')
    expect(signIn('chat', '/chat/', leave)).toBe('leaving')
  })
})
