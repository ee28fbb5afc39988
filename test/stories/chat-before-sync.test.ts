import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CustomerPanel, GroupPanel } from '../../server/features/panel/contract.ts'
import type { TestService } from '../support/service.ts'
import { read, runSync } from './ask.ts'
import { customersOf, startStory } from './story.ts'

let service: TestService
beforeAll(async () => {
  service = await startStory({ isSynced: false })
})
afterAll(() => service.close())

it('a chat opened before the first sync shows its customer, and the sync then takes over the same one', async () => {
  const lina = await service.signIn('lina', 'chat')
  const [externalUserid = ''] = customersOf(service, 'lina')
  expect(await service.database.db.contact.count()).toBe(0)

  const early = await read<CustomerPanel>(lina, `/panel/contacts/${externalUserid}`)
  expect(early).toMatchObject({
    syncedAt: null,
    contact: { name: '林晓雨', phoneMask: '138****6721' },
    follow: { remark: '林姐 白色 S7' },
  })
  const { chatId } = service.simulator.world.groups.at(0)
  expect((await read<GroupPanel>(lina, `/panel/groups/${chatId}`)).group.name).toBe('浦东车友 3 群')
  const stranger = await lina.get('/api/v1/panel/contacts/wmNobodyKnowsThisPerson0000000')
  expect(stranger.status).toBe(404)
  expect(stranger.json()).toMatchObject({ kind: 'not-found', tell: { reason: 'not-a-contact' } })

  expect((await runSync(await service.signIn('hanyue'))).state).toBe('done')
  const late = await read<CustomerPanel>(lina, `/panel/contacts/${externalUserid}`)
  expect(late.contact.customerId).toBe(early.contact.customerId)
  expect(late.syncedAt).not.toBeNull()
  expect(await service.database.db.contact.count({ where: { name: '林晓雨' } })).toBe(1)
})
