import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CustomerList } from '../../server/features/customers/contract.ts'
import type { GroupList } from '../../server/features/groups/contract.ts'
import type { CustomerPanel } from '../../server/features/panel/contract.ts'
import type { Today } from '../../server/features/today/contract.ts'
import type { TestService } from '../support/service.ts'
import { read, seenAfter } from './ask.ts'
import { customersOf, startStory } from './story.ts'

let service: TestService
beforeAll(async () => {
  service = await startStory()
})
afterAll(() => service.close())

it('when a member leaves, the door closes at once and the manager finds customers and groups waiting', async () => {
  const lina = await service.signIn('lina', 'chat')
  const manager = await service.signIn('xuli')
  const staffId = await service.staffId('lina')
  const customers = customersOf(service, 'lina')
  const owned = [...service.simulator.truth.rows('groups')].filter((group) => group['owner'] === 'lina')
  const before = await read<Today>(manager, '/today')
  expect(before.departures.map((row) => row.staffId)).not.toContain(staffId)
  expect((await lina.get('/api/v1/me')).status).toBe(200)

  service.simulator.actions('resign-member', { userid: 'lina' })
  const closedMs = await seenAfter(async () => (await lina.get('/api/v1/me')).status === 401)
  expect(closedMs).toBeLessThan(10_000)
  await expect(service.signIn('lina', 'chat')).rejects.toThrow('could not sign in')

  const waiting = () => service.database.db.follow.count({ where: { staffId, awaitingHandover: true } })
  await seenAfter(async () => (await waiting()) === customers.length)
  await seenAfter(
    async () =>
      (await read<Today>(manager, '/today')).groups.ownerless === before.groups.ownerless + owned.length,
  )
  const after = await read<Today>(manager, '/today')
  expect(after.departures.find((row) => row.staffId === staffId)).toMatchObject({
    name: '李娜',
    unitName: '浦东店',
    customerCount: customers.length,
    groupCount: owned.length,
  })
  // The numbers open into their rows, and nothing was taken for lost.
  expect(after.customers).toMatchObject({
    count: before.customers.count,
    lostToday: before.customers.lostToday,
  })
  const list = await read<CustomerList>(manager, `/customers?staffId=${staffId}`)
  expect(list.total).toBe(customers.length)
  const groups = await read<GroupList>(manager, `/groups?state=ownerless&ownerStaffId=${staffId}`)
  expect(groups.items.map((row) => row.chatId).sort()).toEqual(
    owned.map((row) => String(row['chatId'])).sort(),
  )
  const panel = await read<CustomerPanel>(manager, `/panel/contacts/${customers[0]}`)
  expect(panel.contact).toMatchObject({ name: '林晓雨', lostAt: null })
})
