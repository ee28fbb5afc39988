import { describe, expect, it } from 'vitest'
import { HostError, type HostProblem } from '../../../sidebar/bridge/host-error.ts'
import { isSamePlace, readPlace } from '../../../sidebar/bridge/place.ts'

const says = (problem: HostProblem) => () => Promise.reject(new HostError(problem, 'said'))
const host = (parts: Partial<Parameters<typeof readPlace>[0]>) => ({
  isWecom: true,
  entry: () => Promise.resolve('single_chat_tools'),
  externalUserid: () => Promise.resolve('wm1'),
  chatId: () => Promise.resolve('wr1'),
  ...parts,
})
const entry = (name: string) => () => Promise.resolve(name)

describe('where the page stands', () => {
  it('is outside without the client', async () => {
    expect(await readPlace(host({ isWecom: false }))).toEqual({ kind: 'outside' })
  })

  it.each([
    ['single_chat_tools', true],
    ['single_kf_tools', true],
    ['chain_single_chat_tools', true],
    ['contact_profile', false],
  ])('is with a contact in %s, sending: %s', async (name, canSend) => {
    expect(await readPlace(host({ entry: entry(name) }))).toEqual({
      kind: 'contact',
      entry: name,
      externalUserid: 'wm1',
      canSend,
    })
  })

  it.each(['group_chat_tools', 'chain_group_chat_tools'])('is with a group in %s', async (name) => {
    const place = await readPlace(host({ entry: entry(name), externalUserid: says('no-context') }))
    expect(place).toEqual({ kind: 'group', entry: name, chatId: 'wr1', canSend: true })
  })

  it('finds a group behind the attachment menu when there is no contact', async () => {
    const place = await readPlace(
      host({ entry: entry('chat_attachment'), externalUserid: says('no-context') }),
    )
    expect(place).toMatchObject({ kind: 'group', canSend: true })
  })

  it('is with nobody in the workbench, in an unknown entry, and where the client knows no contact', async () => {
    expect(await readPlace(host({ entry: entry('normal') }))).toEqual({ kind: 'nobody', entry: 'normal' })
    expect(await readPlace(host({ entry: entry('next_year') }))).toEqual({
      kind: 'nobody',
      entry: 'next_year',
    })
    expect(await readPlace(host({ externalUserid: says('no-context') }))).toMatchObject({ kind: 'nobody' })
  })

  it('asks an old client without entries for whoever it stands with', async () => {
    expect(await readPlace(host({ entry: says('too-old') }))).toMatchObject({
      kind: 'contact',
      canSend: true,
    })
  })

  it.each(['no-permission', 'bad-signature', 'untrusted-page', 'silent', 'refused'] as const)(
    'tells %s apart from an empty chat',
    async (problem) => {
      expect(await readPlace(host({ entry: says(problem) }))).toEqual({
        kind: 'refused',
        problem,
        detail: 'said',
      })
      expect(await readPlace(host({ externalUserid: says(problem) }))).toMatchObject({ problem })
    },
  )

  it('sees another customer, and another entry of the same one, as another place', () => {
    const here = {
      kind: 'contact',
      entry: 'single_chat_tools',
      externalUserid: 'wm1',
      canSend: true,
    } as const
    expect(isSamePlace(here, { ...here })).toBe(true)
    expect(isSamePlace(here, { ...here, externalUserid: 'wm2' })).toBe(false)
    expect(isSamePlace(here, { ...here, entry: 'contact_profile', canSend: false })).toBe(false)
  })
})
