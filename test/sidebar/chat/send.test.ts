import { beforeEach, describe, expect, it, vi } from 'vitest'
import { HostError } from '../../../sidebar/bridge/host-error.ts'
import { tellOutcome, type RecordedOutcome } from '../../../sidebar/chat/outcomes.ts'
import { createSender, type Sendable } from '../../../sidebar/chat/send.ts'
import { problem, startService } from '../support/service.ts'

const item: Sendable = {
  key: 'action:service-due',
  scriptId: 's1',
  rule: 'service-due',
  factsDigest: 'd1',
  kind: 'text',
  title: '保养邀约',
  text: '林女士您好',
}

let told: RecordedOutcome[] = []
let calls: unknown[] = []
let answer: () => Promise<void> = () => Promise.resolve()

function sender() {
  const call =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push([name, ...args])
      return answer()
    }
  const host = {
    send: call('send'),
    copy: call('copy'),
  }
  return createSender({
    host,
    record: (outcome) => told.push(outcome),
    cover: 'http://x/cover.png',
    to: () => ({ customerId: 'c1' }),
  })
}

beforeEach(() => {
  told = []
  calls = []
  answer = () => Promise.resolve()
})

describe('sending', () => {
  it('records what was sent, with the proposal and its facts', async () => {
    const { send, state } = sender()
    expect(await send(item)).toBe(true)
    expect(calls).toEqual([['send', { msgtype: 'text', text: { content: '林女士您好' } }]])
    expect(told).toMatchObject([{ outcome: 'sent', rule: 'service-due', scriptId: 's1', factsDigest: 'd1' }])
    expect(state.value).toEqual({ face: 'sent', key: item.key })
  })

  it('tells an edited text apart from the proposed one', async () => {
    await sender().send(item, '林女士早上好')
    expect(told[0]?.outcome).toBe('edited')
  })

  it('ignores every press while a message is on its way', async () => {
    const { send } = sender()
    let arrive = (): void => {}
    answer = () => new Promise((resume) => (arrive = resume))
    const first = send(item)
    expect(await send(item)).toBe(false)
    expect(await send({ ...item, key: 'script:other' })).toBe(false)
    arrive()
    expect(await first).toBe(true)
    expect(calls).toHaveLength(1)
  })

  it('is neutral when the person cancels: recorded, nothing to read', async () => {
    const { send, state } = sender()
    answer = () => Promise.reject(new HostError('cancelled', 'cancel'))
    expect(await send(item)).toBe(false)
    expect(told.map((each) => each.outcome)).toEqual(['cancelled'])
    expect(state.value).toEqual({ face: 'idle' })
  })

  it('keeps the reason of a failure for the page and for the record', async () => {
    const { send, state } = sender()
    answer = () => Promise.reject(new HostError('no-context', 'sendChatMessage:fail without context'))
    await send(item)
    expect(state.value).toMatchObject({ face: 'failed', key: item.key, problem: 'no-context', isOurs: false })
    expect(told[0]).toMatchObject({
      outcome: 'failed',
      reason: 'no-context: sendChatMessage:fail without context',
    })
  })

  it.each(['您好〔称呼〕', '您好 {{ customer.name }}', ' '])('never sends or copies %j', async (text) => {
    const { send, copy } = sender()
    expect([await send(item, text), await copy(item, text)]).toEqual([false, false])
    expect([calls, told]).toEqual([[], []])
  })

  it('asks the service for what is more than words, for the person of the chat and the press that sends it', async () => {
    const service = await startService()
    const news = { link: 'https://crm.example/l/abc', title: '保养邀约', desc: '林女士您好', imgUrl: '' }
    service.on('POST /messages', { msgtype: 'news', news })
    await sender().send({ ...item, kind: 'link' })
    expect(calls).toEqual([['send', { msgtype: 'news', news: { ...news, imgUrl: 'http://x/cover.png' } }]])
    expect(service.asked[0]?.body).toMatchObject({ id: told[0]?.id, customerId: 'c1', scriptId: 's1' })
  })

  it('leaves plain words alone, and has links in them made for the person', async () => {
    const service = await startService()
    service.on('POST /messages', { msgtype: 'text', text: { content: '看 https://crm.example/l/x' } })
    await sender().send(item)
    expect(service.asked).toEqual([])
    await sender().send(item, '看 https://a.example')
    expect(calls.at(-1)).toEqual([
      'send',
      { msgtype: 'text', text: { content: '看 https://crm.example/l/x' } },
    ])
    expect(told.at(-1)?.outcome).toBe('edited')
  })

  it('says when making it ready was what failed', async () => {
    const service = await startService()
    service.on('POST /messages', () => problem('wecom-down', 502))
    const { send, state } = sender()
    await send({ ...item, kind: 'image' })
    expect(calls).toEqual([])
    expect(state.value).toMatchObject({ face: 'failed', isOurs: true })
  })

  it('takes the second press of a double click for the first', async () => {
    const { send } = sender()
    expect([await send(item), await send(item)]).toEqual([true, false])
    expect(calls).toHaveLength(1)
  })

  it('copies, and records that', async () => {
    const { copy, state } = sender()
    await copy(item)
    expect([calls, told.map((each) => each.outcome)]).toEqual([[['copy', '林女士您好']], ['copied']])
    expect(state.value.face).toBe('copied')
  })
})

describe('telling the service what became of it', () => {
  const outcome: RecordedOutcome = { id: 'X', rule: 'service-due', scriptId: null, outcome: 'sent' }

  it('sends the same id again after a hiccup, so it counts once', async () => {
    const service = await startService()
    let turn = 0
    service.on('POST /actions/outcomes', () =>
      turn++ === 0 ? problem('database-busy', 503) : { json: { id: 'X', untilOn: null } },
    )
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const done = tellOutcome('c1', outcome)
    await vi.waitFor(() => expect(service.asked).toHaveLength(1))
    await vi.waitFor(() => vi.getTimerCount() > 0 || expect.fail('no wait yet'))
    await vi.advanceTimersByTimeAsync(1_000)
    vi.useRealTimers()
    expect(await done).toEqual({ id: 'X', untilOn: null })
    expect(service.asked.map(({ body }) => body)).toEqual([
      { id: 'X', customerId: 'c1', rule: 'service-due', scriptId: null, outcome: 'sent' },
      { id: 'X', customerId: 'c1', rule: 'service-due', scriptId: null, outcome: 'sent' },
    ])
  })

  it('does not insist when the service says no', async () => {
    const service = await startService()
    service.on('POST /actions/outcomes', () => problem('invalid-input', 400))
    await expect(tellOutcome('c1', outcome)).rejects.toMatchObject({ kind: 'invalid-input' })
    expect(service.asked).toHaveLength(1)
  })

  it('leaves out a rule this build does not know', async () => {
    const service = await startService()
    service.on('POST /actions/outcomes', { id: 'X', untilOn: null })
    await tellOutcome('c1', { ...outcome, rule: 'next-year' })
    expect(service.asked[0]?.body).toMatchObject({ rule: null })
  })
})
