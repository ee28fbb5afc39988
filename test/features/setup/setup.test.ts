import { afterAll, beforeAll, expect, it } from 'vitest'
import { setup as setupContract, type SetupStep } from '../../../server/features/setup/contract.ts'
import type { Browser } from '../../support/http-client.ts'
import { makeInboxEvent } from '../../support/factories/inbox-event.ts'
import { corpId, startTestService, type TestService } from '../../support/service.ts'

let service: TestService
let admin: Browser
beforeAll(async () => {
  const settings = { WECOM_DOMAIN_PROOF: 'WW_verify_aBc123.txt' }
  service = await startTestService({ isSynced: false, settings })
  admin = await service.signIn('hanyue')
})
afterAll(() => service.close())

const read = async () => setupContract.strict().parse((await admin.get('/api/v1/setup')).json())
const step = async (key: SetupStep) => (await read()).steps.find((one) => one.key === key)

it('Set-up tries everything for real and shows what works, with the addresses to copy', async () => {
  const { steps, ...addresses } = await read()
  expect(addresses).toEqual({
    origin: service.home,
    callbackUrl: `${service.home}/wecom/callback/${corpId}`,
    toolbarUrl: `${service.home}/chat/?corp=${corpId}`,
  })
  const states = Object.fromEntries(steps.map(({ key, state }) => [key, state]))
  expect(states).toEqual({
    'agent-secret': 'ok',
    'callable-app': 'ok',
    'visible-range': 'ok',
    directory: 'ok',
    callback: 'todo',
    jssdk: 'ok',
    'trusted-domain': 'ok',
    'chat-toolbar': 'todo',
  })
})

it('Set-up ticks the callback with the first event and the toolbar with the first sidebar', async () => {
  await makeInboxEvent(service.deps, { corpId, objectId: 'wm1' })
  await service.signIn('lina', 'chat')
  expect(await step('callback')).toMatchObject({ state: 'ok', count: 1 })
  expect(await step('chat-toolbar')).toMatchObject({ state: 'ok', count: 1 })
})

it('Set-up names the code of what WeCom refuses, and tells nothing visible from refused', async () => {
  const { corp } = service.simulator
  corp.callable = false
  expect(await step('callable-app')).toMatchObject({ state: 'failed', errcode: 48002, count: null })
  corp.callable = true
  corp.visible = { departments: [], userids: [] }
  expect(await step('visible-range')).toMatchObject({ state: 'todo', errcode: null, count: 0 })
  corp.visible = 'all'
  corp.trustedIps = ['203.0.113.9']
  expect(await step('directory')).toMatchObject({ state: 'failed', errcode: 60020 })
  corp.trustedIps = 'any'
  expect((await read()).steps.filter((one) => one.state !== 'ok')).toEqual([])
})

it('Set-up answers while WeCom is down', async () => {
  service.simulator.faults.set({ rules: [{ path: '*', resetRate: 1 }] })
  const { steps } = await read()
  service.simulator.faults.set({ rules: [] })
  const failed = steps.filter((one) => one.state === 'failed')
  expect(failed.map((one) => one.key)).toEqual(
    expect.arrayContaining(['callable-app', 'visible-range', 'directory']),
  )
  expect(failed.every((one) => one.errcode === null)).toBe(true)
})

it('The proof of the domain is given under its exact name, and nothing else is', async () => {
  const anyone = service.browser(null)
  const proof = await anyone.get('/WW_verify_aBc123.txt')
  expect([proof.status, proof.text, proof.headers['content-type']]).toEqual([
    200,
    'aBc123',
    'text/plain; charset=utf-8',
  ])
  for (const path of [
    '/WW_verify_.txt',
    '/WW_verify_aBc12.txt',
    '/WW_verify_aBc1234.txt',
    '/WW_verify_abc123.txt',
    '/ww_verify_aBc123.txt',
    '/WW_verify_aBc123.txt/',
    '/WW_verify_aBc123.txt.txt',
    '/WW_verify_aBc123.md',
    '/WW_verify_..%2f..%2fpackage.txt',
    '/WW_verify_../../../../etc/passwd.txt',
    '/WW_verify_%00.txt',
    '/assets/../../../../package.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
  ]) {
    const reply = await anyone.get(path)
    expect([path, reply.status >= 400 && reply.status < 500]).toEqual([path, true])
    expect(reply.text).not.toContain('aBc123')
  }
})
