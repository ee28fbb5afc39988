import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCompany, tokenOf, type Company } from './ask.ts'

let company: Company
beforeEach(async () => {
  company = await openCompany()
})
afterEach(() => company.close())

const PATH = 'externalcontact/get_follow_user_list'
const codes = async (times: number): Promise<unknown[]> => {
  const seen: unknown[] = []
  for (let n = 0; n < times; n++) seen.push((await company.get(PATH)).errcode)
  return seen
}
const plan = (rule: object, seed = 1) =>
  company.ask('/sim/faults', { seed, rules: [{ path: PATH, ...rule }] })
const raw = () => fetch(`${company.simulator.origin}/cgi-bin/${PATH}?access_token=${company.token}`)

describe('a fault plan', () => {
  it('is busy for its share of calls, and the same calls again with the same seed', async () => {
    await plan({ busyRate: 0.3 })
    const first = await codes(60)
    expect(first.filter((one) => one === -1).length).toBeGreaterThan(8)
    expect(first.filter((one) => one === -1).length).toBeLessThan(30)
    await plan({ busyRate: 0.3 })
    expect(await codes(60)).toEqual(first)
    await plan({ busyRate: 0.3 }, 2)
    expect(await codes(60)).not.toEqual(first)
  })

  it('answers one errcode for the n-th calls only', async () => {
    await plan({ errcode: 45009, skip: 2, count: 2 })
    expect(await codes(6)).toEqual([0, 0, 45009, 45009, 0, 0])
  })

  it('breaks transport: status, half a JSON, empty body, reset', async () => {
    await plan({ httpErrorRate: 1, httpStatus: 503 })
    const html = await raw()
    expect(html.status).toBe(503)
    expect(await html.text()).toContain('<html>')
    await plan({ truncateRate: 1 })
    const half = await (await raw()).text()
    expect(() => JSON.parse(half)).toThrow(SyntaxError)
    await plan({ emptyBodyRate: 1 })
    expect(await (await raw()).text()).toBe('')
    await plan({ resetRate: 1 })
    await expect(raw()).rejects.toThrow('fetch failed')
  })

  it('can take effect and hang up afterwards', async () => {
    await company.ask('/sim/faults', { rules: [{ path: 'externalcontact/add_corp_tag', resetAfterRate: 1 }] })
    await expect(
      company.post('externalcontact/add_corp_tag', { group_name: '断线', tag: [{ name: '一' }] }),
    ).rejects.toThrow('fetch failed')
    expect(company.simulator.world.tags.groups().map((one) => one.name)).toContain('断线')
  })

  it('kills tokens in the middle', async () => {
    await plan({ tokenRevokeRate: 1 })
    expect(await codes(1)).toEqual([40014])
    await company.ask('/sim/tokens/revoke', {})
    expect(await tokenOf(company.simulator)).not.toBe(company.token)
  })

  it('spoils paging: a cursor for ever, a dead cursor, no rows', async () => {
    const path = 'externalcontact/batch/get_by_user'
    const ask = (cursor: unknown) => company.post(path, { userid_list: ['lina'], limit: 3, cursor })
    const first = await ask('')
    await company.ask('/sim/faults', { rules: [{ path, paging: 'repeat' }] })
    expect((await ask(first.next_cursor)).next_cursor).toBe(first.next_cursor)
    await company.ask('/sim/faults', { rules: [{ path, paging: 'expire' }] })
    expect(await ask(first.next_cursor)).toMatchObject({ errcode: 40035 })
    await company.ask('/sim/faults', { rules: [{ path, paging: 'empty' }] })
    expect(await ask('')).toMatchObject({ errcode: 0, external_contact_list: [], next_cursor: '' })
  })

  it('ends when it is cleared, and refuses words it does not know', async () => {
    await plan({ errcode: 45009 })
    await fetch(`${company.simulator.origin}/sim/faults`, { method: 'DELETE' })
    expect(await codes(1)).toEqual([0])
    const { json, status } = await plan({ bussyRate: 1 })
    expect(status).toBe(400)
    expect(json.error).toContain('bussyRate')
  })
})

describe('limits', () => {
  it('block for the rest of the window and no longer', async () => {
    await plan({ rateLimit: { calls: 3, windowMs: 60_000 } })
    expect(await codes(5)).toEqual([0, 0, 0, 45009, 45009])
    expect(await company.get('getcallbackip')).toMatchObject({ errcode: 0 })
    company.simulator.clock.advance(60_000)
    expect(await codes(1)).toEqual([0])
  })

  it('refuse more parallel calls than allowed and count the most that ran', async () => {
    await plan({ concurrency: 3, latencyMs: 60 })
    const answers = await Promise.all(Array.from({ length: 8 }, () => company.get(PATH)))
    expect(answers.filter((one) => one.errcode === 45033)).toHaveLength(5)
    const { json } = await company.ask('/sim/calls')
    expect(json.byPath).toMatchObject({ [PATH]: { calls: 8, answers: { 0: 3, 45033: 5 }, mostParallel: 3 } })
  })

  it('count tickets as published: a hundred an hour for an app', async () => {
    for (let n = 0; n < 100; n++) await company.get('get_jsapi_ticket')
    expect(await company.get('get_jsapi_ticket')).toMatchObject({ errcode: 45009 })
    company.simulator.clock.advance(3_600_000)
    company.token = await tokenOf(company.simulator)
    expect(await company.get('get_jsapi_ticket')).toMatchObject({ errcode: 0 })
  })

  it('can be switched off', async () => {
    await company.ask('/sim/corp', { limitsOn: false })
    for (let n = 0; n < 101; n++) await company.get('get_jsapi_ticket')
    expect(await company.get('get_jsapi_ticket')).toMatchObject({ errcode: 0 })
  })
})

describe('counting calls', () => {
  it('starts again from zero', async () => {
    await codes(2)
    await company.ask('/sim/calls/reset', {})
    await codes(1)
    expect(company.simulator.calls.of(PATH)).toBe(1)
  })
})
