import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { editRemark } from '../../../server/features/contacts/edit-remark.ts'
import { editTags } from '../../../server/features/tags/edit-tags.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { corpId, startCompany, waitFor, type Company } from '../sync/company.ts'
import { copyOf, truthOf } from '../sync/oracle.ts'

let company: Company
let scope: Scope
let customers: string[]
let tagIds: string[]

const MARK = 'externalcontact/mark_tag'
const REMARK = 'externalcontact/remark'

beforeAll(async () => {
  company = await startCompany({ contacts: 100 })
  await company.run()
  const { db } = company.database
  const staff = await db.staff.findFirstOrThrow({ where: { userid: 'lina' } })
  scope = { corpId, staffId: staff.id, userid: 'lina', app: 'chat', roles: ['advisor'], unitPaths: [] }
  customers = [...company.simulator.world.follows.each('lina')].map((follow) => follow.externalUserid)
  tagIds = (await db.tag.findMany({ where: { corpId, name: { in: ['置换', '增购', '改装'] } } })).map(
    (tag) => tag.tagId,
  )
})
afterAll(() => company.close())
beforeEach(() => company.simulator.calls.reset())

const untagged = async (externalUserid: string): Promise<string[]> => {
  const has = await company.database.db.followTag.findMany({
    where: { externalUserid, staffId: scope.staffId },
  })
  return tagIds.filter((id) => !has.some((tag) => tag.tagId === id))
}
const effects = () => company.database.db.effect.findMany({ orderBy: { id: 'desc' } })

describe('tags of the own relation', () => {
  it('are shown at once, written to WeCom a moment later, and several edits are one call', async () => {
    const externalUserid = customers[1] ?? ''
    const [first = '', second = ''] = await untagged(externalUserid)
    const one = await editTags(company.deps, scope, { externalUserid, edit: { add: [first], remove: [] } })
    const two = await editTags(company.deps, scope, { externalUserid, edit: { add: [second], remove: [] } })
    expect(two.effectId).toBe(one.effectId)
    expect(two.tags.map((tag) => tag.tagId)).toEqual(expect.arrayContaining([first, second]))
    expect(company.simulator.calls.of(MARK)).toBe(0)
    await company.settle()
    expect(company.simulator.calls.of(MARK)).toBe(1)
    expect(await copyOf(company)).toEqual(truthOf(company))
    expect((await effects())[0]).toMatchObject({
      kind: 'tag',
      state: 'done',
      attempts: 1,
      createdBy: scope.staffId,
    })
    const facts = await company.database.db.timelineEvent.findMany({ where: { kind: 'tag' } })
    expect(facts).toHaveLength(2)
  })

  it('cost no call when the edit is undone in time', async () => {
    const externalUserid = customers[2] ?? ''
    const [first = ''] = await untagged(externalUserid)
    await editTags(company.deps, scope, { externalUserid, edit: { add: [first], remove: [] } })
    const undone = await editTags(company.deps, scope, { externalUserid, edit: { add: [], remove: [first] } })
    expect(undone.effectId).toBeNull()
    await company.settle()
    expect(company.simulator.calls.of(MARK)).toBe(0)
    expect(await copyOf(company)).toEqual(truthOf(company))
  })

  it('are not taken back by a page that was read before the write', async () => {
    const externalUserid = customers[3] ?? ''
    const [first = ''] = await untagged(externalUserid)
    const { effectId } = await editTags(company.deps, scope, {
      externalUserid,
      edit: { add: [first], remove: [] },
    })
    const { syncContact } = await import('../../../server/features/contacts/sync.ts')
    await syncContact(company.deps, { corpId, externalUserid })
    expect(await untagged(externalUserid)).not.toContain(first)
    await waitFor(
      async () =>
        (await company.database.db.effect.count({ where: { id: effectId ?? '', state: 'done' } })) === 1,
    )
    expect(await copyOf(company)).toEqual(truthOf(company))
  })

  it('go back to what WeCom has when it refuses, with the reason', async () => {
    const externalUserid = customers[4] ?? ''
    const [first = ''] = await untagged(externalUserid)
    company.simulator.faults.set({ rules: [{ path: MARK, errcode: 40068, count: 1 }] })
    await editTags(company.deps, scope, { externalUserid, edit: { add: [first], remove: [] } })
    expect(await untagged(externalUserid)).not.toContain(first)
    await company.settle()
    expect((await effects())[0]).toMatchObject({ state: 'refused', errorCode: 40068 })
    expect(await untagged(externalUserid)).toContain(first)
    expect(company.hints).toContainEqual(
      expect.objectContaining({ topic: 'contact', detail: { effect: 'refused' } }),
    )
    expect(await copyOf(company)).toEqual(truthOf(company))
  })

  it('are written once although the first try met a busy WeCom', async () => {
    const externalUserid = customers[5] ?? ''
    const [first = ''] = await untagged(externalUserid)
    company.simulator.faults.set({ rules: [{ path: MARK, errcode: -1, count: 4 }] })
    await editTags(company.deps, scope, { externalUserid, edit: { add: [first], remove: [] } })
    await company.settle()
    expect((await effects())[0]).toMatchObject({ state: 'done', attempts: 2 })
    expect(await copyOf(company)).toEqual(truthOf(company))
  })

  it('belong to the member who has the relation: anybody else gets "not found"', async () => {
    const others = [...company.simulator.world.follows.each('zhaohang')].map(
      (follow) => follow.externalUserid,
    )
    const foreign = others.find((id) => !customers.includes(id)) ?? ''
    const edit = { add: tagIds.slice(0, 1), remove: [] }
    await expect(editTags(company.deps, scope, { externalUserid: foreign, edit })).rejects.toMatchObject({
      kind: 'not-found',
    })
    const unknown = { add: ['etNoSuchTag'], remove: [] }
    await expect(
      editTags(company.deps, scope, { externalUserid: customers[0] ?? '', edit: unknown }),
    ).rejects.toMatchObject({
      kind: 'invalid-input',
    })
  })
})

describe('the remark of the own relation', () => {
  it('is shown at once, and the last of several edits is written', async () => {
    const externalUserid = customers[6] ?? ''
    await editRemark(company.deps, scope, { externalUserid, edit: { remark: '先写一个' } })
    const changed = await editRemark(company.deps, scope, {
      externalUserid,
      edit: { remark: '再改一个', description: '说明' },
    })
    expect(changed).toMatchObject({ remark: '再改一个', description: '说明' })
    await company.settle()
    expect(company.simulator.calls.of(REMARK)).toBe(1)
    expect(await copyOf(company)).toEqual(truthOf(company))
  })

  it('is not written when nothing differs', async () => {
    const externalUserid = customers[6] ?? ''
    const same = await editRemark(company.deps, scope, { externalUserid, edit: { remark: '再改一个' } })
    expect(same.effectId).toBeNull()
    await company.settle()
    expect(company.simulator.calls.of(REMARK)).toBe(0)
  })
})
