import { afterEach, beforeEach, expect, it } from 'vitest'
import { receiveEvent } from '../../../server/features/sync/inbox.ts'
import { resumeEvents } from '../../../server/features/sync/objects-job.ts'
import { dedupKey, parseEvent } from '../../../server/wecom/index.ts'
import { corpId, startCompany, type Company } from './company.ts'
import { copyOf, truthOf } from './oracle.ts'

let company: Company
let customers: string[]
beforeEach(async () => {
  company = await startCompany({ contacts: 40 })
  await company.run()
  customers = [...company.simulator.world.follows.each('lina')].slice(0, 8).map((one) => one.externalUserid)
})
afterEach(() => company.close())

/** As the door does, all in one turn of the event loop: one group. */
function receive(externalUserids: string[]): Promise<('new' | 'repeat')[]> {
  return Promise.all(
    externalUserids.map((id) => {
      const plaintext = `<xml><ToUserName>${corpId}</ToUserName><CreateTime>1750000000</CreateTime><Event>change_external_contact</Event><ChangeType>edit_external_contact</ChangeType><UserID>lina</UserID><ExternalUserID>${id}</ExternalUserID></xml>`
      const hash = dedupKey(corpId, 'wecom', plaintext)
      return receiveEvent(company.deps, { corpId, hash, event: parseEvent(plaintext), plaintext })
    }),
  )
}

const jobsNamed = (name: string) => company.database.db.job.findMany({ where: { name } })
const statesOfEvents = async () => (await company.database.db.inboxEvent.findMany()).map(({ state }) => state)

it('many customers of one moment cost one job in the way of the answer, and each is read once', async () => {
  for (const [n, externalUserid] of customers.entries())
    company.simulator.actions('edit-contact', { userid: 'lina', externalUserid, remark: `一起 ${n}` })
  company.simulator.calls.reset()
  expect(await receive([...customers, ...customers])).toEqual(
    Array.from({ length: 16 }, (_, n) => (n < 8 ? 'new' : 'repeat')),
  )
  expect(await jobsNamed('sync.objects')).toHaveLength(1)
  await company.settle()
  expect(company.simulator.calls.of('externalcontact/get')).toBe(8)
  expect(await jobsNamed('sync.object')).toHaveLength(8)
  expect(await copyOf(company)).toEqual(truthOf(company))
  expect(await statesOfEvents()).toEqual(customers.map(() => 'done'))
})

it('a group that begins with a repeat takes nothing from the group before it, which still waits', async () => {
  const [first = '', ...others] = customers
  expect(await receive([first, ...others.slice(0, 4)])).toEqual(Array.from({ length: 5 }, () => 'new'))
  await receive([first, ...others])
  expect(await jobsNamed('sync.objects')).toHaveLength(2)
  await company.settle()
  expect(await statesOfEvents()).toEqual(customers.map(() => 'done'))
})

it('an edit that looks like one already read, of the same second, is read as well', async () => {
  const [externalUserid = ''] = customers
  const edited = async (remark: string): Promise<('new' | 'repeat')[]> => {
    company.simulator.actions('edit-contact', { userid: 'lina', externalUserid, remark })
    const heard = await receive([externalUserid])
    await company.settle()
    return heard
  }
  expect(await edited('先改')).toEqual(['new'])
  expect(await edited('再改')).toEqual(['repeat'])
  expect(await copyOf(company)).toEqual(truthOf(company))
})

it('few have their own job at once', async () => {
  await receive(customers.slice(0, 4))
  expect(await jobsNamed('sync.objects')).toEqual([])
  expect(await jobsNamed('sync.object')).toHaveLength(4)
})

it('events whose job was lost get it again, those that have one do not', async () => {
  await receive(customers.slice(0, 4))
  const [first] = await jobsNamed('sync.object')
  await company.database.db.job.deleteMany({ where: { name: 'sync.object', NOT: { id: first?.id ?? '' } } })
  await company.database.db.inboxEvent.updateMany({ data: { state: 'received' } })
  await resumeEvents(company.deps, corpId)
  expect(await jobsNamed('sync.object')).toHaveLength(1)
  await company.database.db.inboxEvent.updateMany({ data: { receivedAt: new Date(0) } })
  await resumeEvents(company.deps, corpId)
  expect(await jobsNamed('sync.object')).toHaveLength(4)
  await company.settle()
  expect(await statesOfEvents()).toEqual(customers.slice(0, 4).map(() => 'done'))
})
