import { describe, expect, it } from 'vitest'
import { HostError, readHostError } from '../../../sidebar/bridge/host-error.ts'

describe('what the client says when it refuses', () => {
  it.each([
    ['sendChatMessage:cancel', 'cancelled'],
    ['sendChatMessage:nopermission', 'no-permission'],
    ['sendChatMessage:fail no permission', 'no-permission'],
    ['getCurExternalContact:permission denied', 'no-permission'],
    ['sendChatMessage:accessdenied', 'no-permission'],
    ['agentConfig:fail_the permission value is offline verifying', 'no-permission'],
    ['getCurExternalContact:fail without context of external contact', 'no-context'],
    ['getCurExternalContact:FAIL_Without_Context', 'no-context'],
    ['agentConfig:invalid signature more info at https://x?e=40093', 'bad-signature'],
    ['agentConfig:fail 42012', 'bad-signature'],
    ['config:not match any reliable domain', 'untrusted-page'],
    ['config:invalid url domain', 'untrusted-page'],
    ['getContext:functionnotexist', 'too-old'],
    ['getContext:function not exist', 'too-old'],
    ['sendChatMessage:fail', 'refused'],
  ])('reads %s as %s', (errMsg, problem) => {
    expect(readHostError({ errMsg, errCode: -1 }).problem).toBe(problem)
  })

  it('reads Errors, which have no errMsg', () => {
    expect(readHostError(new Error('SDK Error: Aborted'))).toMatchObject({
      problem: 'refused',
      detail: 'SDK Error: Aborted',
    })
  })

  it('keeps what was read before', () => {
    const error = new HostError('silent', 'no answer')
    expect(readHostError(error)).toBe(error)
  })

  it('keeps a long text short enough to record', () => {
    expect(readHostError({ errMsg: 'x'.repeat(900) }).detail).toHaveLength(200)
  })
})
