import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CustomerPanel } from '../../server/features/panel/contract.ts'
import type { Setup } from '../../server/features/setup/contract.ts'
import type { SyncStatus } from '../../server/features/sync/contract.ts'
import type { Today } from '../../server/features/today/contract.ts'
import type { TestService } from '../support/service.ts'
import { read, runSync } from './ask.ts'
import { customersOf, startStory, tellSimulator } from './story.ts'

let service: TestService
beforeAll(async () => {
  service = await startStory()
})
afterAll(() => service.close())

it('an app that lost its permission fails the run with that reason, loses nothing, and the setup page says what to do', async () => {
  const admin = await service.signIn('hanyue')
  const before = await read<Today>(admin, '/today')
  expect(before.customers.count).toBeGreaterThan(0)

  await tellSimulator(service, '/sim/corp', { callable: false })
  const run = await runSync(admin)
  expect(run).toMatchObject({ state: 'failed', errorKind: 'no-permission' })
  expect(run.errorText).toContain('48002')
  expect(run.steps.map((step) => step.ended)).toEqual([0, 0, 0, 0, 0])
  const after = await read<Today>(admin, '/today')
  expect(after.customers).toEqual(before.customers)
  expect(after.groups).toEqual(before.groups)
  expect(after.sync).toMatchObject({ state: 'behind', lastErrorKind: 'no-permission' })
  const { steps } = await read<Setup>(admin, '/setup')
  expect(steps.filter((step) => step.state === 'failed').map((step) => [step.key, step.errcode])).toEqual([
    ['callable-app', 48002],
    ['visible-range', 48002],
  ])
  const lina = await service.signIn('lina', 'chat')
  const [externalUserid] = customersOf(service, 'lina')
  const panel = await read<CustomerPanel>(lina, `/panel/contacts/${externalUserid}`)
  expect(panel.contact).toMatchObject({ name: '林晓雨', lostAt: null })

  await tellSimulator(service, '/sim/corp', { callable: true })
  expect((await runSync(admin)).state).toBe('done')
  expect((await read<SyncStatus>(admin, '/sync')).last?.state).toBe('done')
  expect((await read<Setup>(admin, '/setup')).steps.filter((step) => step.state === 'failed')).toEqual([])
})
