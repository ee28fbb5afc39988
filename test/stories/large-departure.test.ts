import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Handover } from '../../server/features/handover/contract.ts'
import type { Browser } from '../support/http-client.ts'
import { corpId, startTestService, type TestService } from '../support/service.ts'
import { foundGroup } from '../support/factories/possessions.ts'
import { confirm, DAY, later, plan, rowsOf, settle } from '../features/handover/handover.ts'
import { read } from './ask.ts'
import { customersOf } from './story.ts'

const CUSTOMERS = 812
const GROUPS = 6
const TAKERS = ['zhaohang', 'wanglei', 'xuli'] as const

let service: TestService
let admin: Browser
beforeAll(async () => {
  service = await startTestService({
    company: { contacts: 120, groups: 2, callbackRetryGapMs: 20 },
    isSynced: false,
  })
  const { simulator } = service
  for (let n = customersOf(service, 'lina').length; n < CUSTOMERS; n += 1)
    simulator.actions('add-contact', { userid: 'lina', name: `客户${n}` })
  const owned = [...simulator.truth.rows('groups')].filter((group) => group['owner'] === 'lina').length
  for (let n = owned + 1; n <= GROUPS; n += 1) foundGroup(service, 'lina', `浦东车友 ${n} 群`)
  await service.sync()
  await simulator.callbacks.setUrl(`${service.address}/wecom/callback/${corpId}`)
  admin = await service.signIn('hanyue')
}, 180_000)
afterAll(() => service.close())

it('a leaver with 812 customers and 6 groups goes to four successors, and the report has an end for each', async () => {
  const { simulator } = service
  expect(customersOf(service, 'lina')).toHaveLength(CUSTOMERS)
  simulator.actions('resign-member', { userid: 'lina' })
  await later(service, 5_000)
  const fourth = [...simulator.truth.rows('staff')]
    .map((row) => String(row['userid']))
    .find(
      (userid) => !['lina', 'hejun', ...TAKERS].includes(userid) && customersOf(service, userid).length > 0,
    )
  const draft = await plan(service, admin, { from: 'lina', to: [...TAKERS, fourth ?? ''] })
  expect(draft.summary).toMatchObject({ customers: CUSTOMERS, groups: GROUPS, problems: [], blocked: [] })
  expect(draft.successors.map((one) => one.added)).toEqual([203, 203, 203, 203])

  const names = new Map(draft.successors.map((one) => [one.staffId, one.name]))
  const rowsFor = async (userid: string): Promise<string[]> => {
    const staffId = await service.staffId(userid)
    expect(names.has(staffId)).toBe(true)
    const first = await rowsOf(admin, draft.id, `&toStaffId=${staffId}`)
    return first.map((row) => row.objectId)
  }
  const [refuses = '', refusesToo = '', gone = ''] = await rowsFor('zhaohang')
  // The customer ended it while the plan was read; a taker lost the real name, and one fills up.
  simulator.actions('delete-contact', { userid: 'lina', externalUserid: gone })
  simulator.actions('switch-member', { userid: 'wanglei', realName: false })
  await confirm(admin, draft)
  await settle(service)
  for (const externalUserid of [refuses, refusesToo])
    simulator.actions('refuse-transfer', { externalUserid, takeover: 'zhaohang' })
  simulator.actions('switch-member', { userid: 'xuli', customerLimit: 1 })
  await later(service, DAY + 3 * 60_000)
  await later(service, 10 * 60_000)

  admin = await service.signIn('hanyue')
  const ended = await read<Handover>(admin, `/handovers/${draft.id}`)
  const { customers, groups } = ended.progress
  expect(ended.state).toBe('done')
  expect(customers).toMatchObject({ queued: 0, unknown: 0, accepted: 0, waiting: 0 })
  expect(customers).toMatchObject({ refused: 2, full: 203, failed: 204, done: CUSTOMERS - 2 - 203 - 204 })
  expect(Object.values(customers).reduce((sum, n) => sum + n, 0)).toBe(CUSTOMERS)
  expect(groups.done + groups.failed).toBe(GROUPS)

  const report = (await admin.get(`/api/v1/handovers/${draft.id}/report.csv`)).text
  const [head = '', ...lines] = report.trim().split('\r\n')
  const at = head
    .replace(/^\uFEFF/, '')
    .split(',')
    .indexOf('state')
  expect(lines).toHaveLength(CUSTOMERS + GROUPS)
  const states = new Map<string, number>()
  for (const line of lines) {
    const state = /,(done|refused|full|limited|failed|cancelled|queued|unknown|accepted|waiting),/.exec(
      line,
    )?.[1]
    states.set(state ?? line, (states.get(state ?? line) ?? 0) + 1)
  }
  expect(at).toBeGreaterThan(0)
  expect(Object.fromEntries(states)).toEqual({
    done: customers.done + groups.done,
    refused: 2,
    full: 203,
    failed: 204 + groups.failed,
  })
}, 900_000)
