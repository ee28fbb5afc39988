import { expect, it } from 'vitest'
import { eachDialect } from '../../support/database.ts'
import { editTags } from '../../../server/features/tags/edit-tags.ts'
import { corpId, startCompany, waitFor } from './company.ts'
import { copyOf, truthOf } from './oracle.ts'

eachDialect('sync', ({ open }) => {
  it('copies a company, hears events, writes a tag and reconciles', async () => {
    const company = await startCompany({ contacts: 120, open })
    expect((await company.run()).state).toBe('done')
    expect(await copyOf(company)).toEqual(truthOf(company))
    await company.simulator.callbacks.setUrl(company.callbackUrl)
    const [first = '', second = '', third = ''] = [...company.simulator.world.follows.each('lina')].map(
      (follow) => follow.externalUserid,
    )
    const { db } = company.database
    company.simulator.actions('edit-contact', { userid: 'lina', externalUserid: first, remark: '两个数据库' })
    company.simulator.actions('delete-contact', { userid: 'lina', externalUserid: second })
    company.simulator.actions('leave-group', {
      chatId: company.simulator.world.groups.at(0).chatId,
      memberIds: [company.simulator.world.groups.at(0).members.at(-1)?.userid],
    })
    company.simulator.actions('resign-member', { userid: 'zhaohang' })
    await waitFor(async () => (await db.follow.count({ where: { corpId, remark: '两个数据库' } })) === 1)
    await company.simulator.callbacks.settled()
    await company.settle()
    const lina = await db.staff.findFirstOrThrow({ where: { corpId, userid: 'lina' } })
    const tag = await db.tag.findFirstOrThrow({ where: { corpId, name: '增购' } })
    const scope = {
      corpId,
      staffId: lina.id,
      userid: 'lina',
      app: 'chat' as const,
      roles: ['advisor' as const],
      unitPaths: [],
    }
    await editTags(company.deps, scope, { externalUserid: third, edit: { add: [tag.tagId], remove: [] } })
    await company.settle()
    expect(await copyOf(company)).toEqual(truthOf(company))
    const run = await company.run('reconcile')
    expect(run.state).toBe('done')
    expect(await copyOf(company)).toEqual(truthOf(company))
    expect(await db.customer.count({ where: { corpId } })).toBe(await db.contact.count({ where: { corpId } }))
  })
})
