import { describe, expect, it } from 'vitest'
import { createLog } from '../../server/platform/log.ts'
import { scrubText } from '../../server/platform/log-scrub.ts'

function capture() {
  const lines: string[] = []
  const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } })
  return { log, lines, last: () => lines.at(-1) ?? '' }
}

// Everything that must never be found in a log.
const planted = [
  '13812345678',
  'TOKEN-abc-123',
  'SECRET-xyz-789',
  'CODE-qwe-456',
  'sid-cookie-555',
  'lin@example.com',
  '310101199003074514',
  '沪A12345',
  'TICKET-999',
  'hunter2pass',
  '川A·D12345',
]

describe('The log', () => {
  it('lets no person and no secret out, wherever they are put', () => {
    const { log, lines } = capture()
    const error = Object.assign(
      new Error('GET https://x/cgi-bin/user?access_token=TOKEN-abc-123&debug=0 failed for 138 1234 5678'),
      {
        code: 'ERR_BAD',
        config: {
          headers: { Authorization: 'Bearer TOKEN-abc-123' },
          data: { corpsecret: 'SECRET-xyz-789' },
        },
        cause: new Error('corpsecret=SECRET-xyz-789&code=CODE-qwe-456'),
      },
    )
    log.error({ err: error }, 'call failed, code=CODE-qwe-456')
    log.error(error as object)
    log.info({ mobile: '13812345678', remark_mobiles: ['13812345678'], phone: 13812345678, n: 13812345678 })
    log.info({
      deep: {
        a: {
          b: { access_token: 'TOKEN-abc-123', agentSecret: 'SECRET-xyz-789', welcomeCode: 'CODE-qwe-456' },
        },
      },
    })
    log.warn({
      url: '/login/wecom/callback?code=CODE-qwe-456&state=abc',
      cookie: 'liuke=sid-cookie-555',
      set: ['+86 13812345678'],
    })
    log.info('mail lin@example.com, card 310101199003074514, plate 沪A12345 or 川A·D12345')
    log.debug({
      headers: { cookie: 'x=sid-cookie-555', authorization: 'Basic hunter2pass' },
      jsapi_ticket: 'TICKET-999',
    })
    log.info({
      body: '{"access_token":"TOKEN-abc-123","corpsecret": "SECRET-xyz-789","welcome_code":"CODE-qwe-456"}',
    })
    log.child({ mobile: '13812345678', token: 'TOKEN-abc-123' }).info('from 13812345678')
    log.warn({ db: 'postgres://liuke:hunter2pass@db/liuke' }, 'postgres://liuke:hunter2pass@db/liuke refused')
    const all = lines.join('')
    expect(lines).toHaveLength(10)
    for (const secret of planted) expect(all).not.toContain(secret)
    expect(all).not.toContain('138 1234 5678')
  })

  it('keeps what helps: ids, counts, error kinds, numbers and the rest of the text', () => {
    const { log, last } = capture()
    log.warn(
      { corpId: 'wwlanyue00fake0001', errcode: 40001, code: 40001, ms: 12.5, at: new Date(0) },
      'Page 3 of 1600000000000 rows, order 138123456789012',
    )
    expect(JSON.parse(last())).toMatchObject({
      level: 'warn',
      corpId: 'wwlanyue00fake0001',
      errcode: 40001,
      code: 40001,
      ms: 12.5,
      at: '1970-01-01T00:00:00.000Z',
      msg: 'Page 3 of 1600000000000 rows, order 138123456789012',
    })
    log.error({ err: Object.assign(new Error('no'), { kind: 'busy', errcode: -1 }) })
    expect(JSON.parse(last()).err).toMatchObject({ type: 'Error', message: 'no', kind: 'busy', errcode: -1 })
  })

  it('survives loops, huge lists and bytes', () => {
    const { log, last } = capture()
    const loop: Record<string, unknown> = {
      name: 'a',
      bytes: new Uint8Array(5000),
      list: Array.from({ length: 5000 }, (_, n) => n),
    }
    loop.self = loop
    log.info(loop)
    expect(last().length).toBeLessThan(10_000)
    expect(last()).toContain('[5000 bytes]')
  })

  it('scrubs texts that are stored, such as the message of a failed job', () => {
    expect(scrubText('timeout for 13812345678 at ?access_token=abc&x=1')).toBe(
      'timeout for [hidden] at ?access_token=[hidden]&x=1',
    )
  })
})
